import type { WorkContext } from '../../src/evaluation/context.js'
import type { Evaluator, EvaluatorOptions, Finished } from '../../src/evaluation/evaluator.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import type {
  ActivityItem,
  EvaluationItem,
  GradientItem,
  WiringItem,
  WorkItem,
} from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { shareFloats } from '../../src/kernel/shared-floats.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { repairSchema } from '../../src/learning/gradient-recipe.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { startIntrinsic } from '../../src/learning/repair.js'
import { tinyRecipe, tinySpec, tinyTopology } from '../learning/tiny.js'

/** Everything at once: it must not matter to any of it which thread does the work, or when. */
const augmentation = {
  ...{ eventDropout: 0.2, timeStretch: 0.2, timeShift: 2, timeJitter: 1 },
  ...{ channelShift: 1, channelJitter: 1, channelBlock: 3 },
}
const recipe = tinyRecipe({ epochs: 3, repair: { rule: 'gain' }, augmentation })

export const tinyContext = (change: Partial<WorkContext> = {}): WorkContext => ({
  seed: 4,
  data: tinySpec(),
  recipe,
  encoded: null,
  ...change,
})

export const evaluationItem = (change: Partial<EvaluationItem> = {}): EvaluationItem => ({
  kind: 'evaluation',
  candidate: tinyTopology(),
  replicate: 0,
  epochs: recipe.epochs,
  scoreOn: 'selection',
  trainOn: ['weights', 'alpha'],
  override: {},
  ...change,
})

function shardItem() {
  const topology = tinyTopology(1)
  const network = compileTopology(topology)
  const parameters = initialParameters(network, recipe, key(4, 'replicate', 0))
  const weights = new Float32Array(parameters.length)
  expandWeights(network, parameters, weights)
  const { rule, surrogate, reset, loss } = recipe
  return {
    plan: network.plan,
    planKey: 'a tiny network',
    rule: { rule, surrogate, reset },
    weights: shareFloats(weights),
    ...startIntrinsic(topology.neuron, 16),
    hidden: 16,
    split: 'weights',
    samples: Uint32Array.from([3, 1, 4, 15, 9, 26]),
    override: {},
    loss,
  } as const
}

export const gradientItem = (change: Partial<GradientItem> = {}): GradientItem => ({
  ...shardItem(),
  kind: 'gradient',
  augmentation,
  draw: 7,
  ...change,
})

export const activityItem = (change: Partial<ActivityItem> = {}): ActivityItem => ({
  ...shardItem(),
  kind: 'activity',
  neuron: tinyTopology(1).neuron,
  repair: repairSchema.parse({ rule: 'gain' }),
  ...change,
})

export const wiringItem = (): WiringItem => ({
  kind: 'wiring',
  settings: {
    ...{ units: 200, side: 10.2, geometry: { kind: 'square' }, waveRadius: 4, steps: 1000 },
    picture: { width: 4, height: 3 },
  },
  neurons: 5,
  inputs: 12,
  key: key(5),
})

/** Two of each kind of training and shard, mixed, and a wiring; the stages of a curriculum among them. */
export const mixedItems = (): WorkItem[] => [
  evaluationItem(),
  gradientItem(),
  activityItem(),
  evaluationItem({ replicate: 1, candidate: tinyTopology(2), override: { gap: 9 } }),
  gradientItem({ split: 'alpha', override: { gap: 12 }, draw: 8 }),
  activityItem({ samples: Uint32Array.of(0) }),
  wiringItem(),
]

export async function collect(
  evaluator: Evaluator,
  items: readonly WorkItem[],
  options?: EvaluatorOptions,
): Promise<Finished[]> {
  const finished: Finished[] = []
  for await (const one of evaluator.evaluate(items, options)) finished.push(one)
  return finished
}

/** In the order of the items. */
export const inOrder = (finished: readonly Finished[]): Finished[] => [...finished].sort((a, b) => a.index - b.index)

export function outcomeOf({ result }: Finished): Outcome {
  if (result.kind !== 'evaluation') throw new Error(`an evaluation was expected, but got ${result.kind}`)
  return result.outcome
}

/** The outcome's state, or which other kind of result it is. */
export const stateOf = ({ result }: Finished): string =>
  result.kind === 'evaluation' ? result.outcome.state : result.kind
