/** The public library: what strategies, the command line and users' own programs are written against. */

export { bestAfter, judgedMerit, judgementItems, meritMetric } from './evaluation/judgement.js'
export type { Metric } from './evaluation/metric.js'
export type { Outcome } from './evaluation/outcome.js'
export { sumActivity, sumActivitySums, sumGradients } from './evaluation/sum-results.js'
export type {
  ActivityItem,
  EvaluationItem,
  GradientItem,
  GradientResult,
  WiringItem,
  WorkItem,
  WorkResult,
} from './evaluation/work-item.js'
export type { GradientRule } from './kernel/kernel.js'
export { integer, type Key, key, permutation, uniform } from './kernel/numerics/random.js'
export { sharedFloats, shareFloats } from './kernel/shared-floats.js'
export { adamDecay } from './learning/adam-decay.js'
export { AdamW, type AdamWState, freshAdamWState, rescaledMoments } from './learning/adamw.js'
export {
  alphaMetrics,
  annealed,
  batchAlphaGradient,
  decided,
  discretise,
  drawn,
  initialAlpha,
  probabilities,
  type Relaxed,
} from './learning/alpha.js'
export { type AlphaAdamState, alphaAdamStep, freshAlphaAdam } from './learning/alpha-adam.js'
export { checkCurriculum, curriculumSchema, curriculumStage } from './learning/curriculum.js'
export { type GradientRecipe, gradientRecipe, type RepairSettings, repairSchema } from './learning/gradient-recipe.js'
export { iterationBatch } from './learning/iteration-batch.js'
export { leaningAlpha } from './learning/lean-alpha.js'
export type { Recipe } from './learning/recipe.js'
export {
  type Activity,
  checkRepair,
  gainChange,
  type Intrinsic,
  repair,
  repairMetrics,
  repairStrength,
  startIntrinsic,
} from './learning/repair.js'
export { repairTrace } from './learning/repair-trace.js'
export { cutShards, meansOf, type ShardSums } from './learning/shard.js'
export { createSupernet, type Magnitudes, type Supernet } from './learning/supernet.js'
export { initialSupernetParameters, supernetParameterGradient, supernetWeights } from './learning/supernet-weights.js'
export { scheduledRate } from './learning/training.js'
export { admissibleEdit, randomAdmissible } from './search/admissible.js'
export { admissibleChances } from './search/admissible-choice.js'
export { type Constraints, violation } from './search/constraints.js'
export { minimisedPoint, type Objective, objectivesSchema } from './search/objectives.js'
export { crowdingDistances, dominates, hypervolume, type Point, paretoFronts } from './search/pareto.js'
export { parseSettings } from './search/parse-settings.js'
export { rankCorrelation } from './search/rank-correlation.js'
export { decodeState, encodeState } from './search/state-codec.js'
export {
  type AnyStrategy,
  anyStrategy,
  type LoggedCandidate,
  type Progress,
  type StepLog,
  type Strategy,
  type StrategyContext,
} from './search/strategy.js'
export { geometrySchema } from './self-organization/geometry.js'
export { type WiringSettings, wiredInput } from './self-organization/wired-input.js'
export {
  drawnKey,
  type SelfOrganizeSettings,
  selfOrganizeSchema,
  wiringKey,
  wiringOf,
} from './self-organization/wiring-choices.js'
export { allTopologies } from './topology/all-topologies.js'
export { canonicalTopology, topologyHash } from './topology/canonical-form.js'
export { crossTopologies } from './topology/cross-topologies.js'
export { handmadeNames, handmadeTopology } from './topology/handmade.js'
export { randomTopology, type SearchSpace } from './topology/search-space.js'
export { synapseCount } from './topology/size.js'
export type { InputProjection, Topology } from './topology/topology.js'
export { parseTopology, topologyDocument } from './topology/topology-document.js'
export { UsageError } from './usage-error.js'
