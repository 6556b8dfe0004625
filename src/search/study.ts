import { z } from 'zod'
import { type DataSpec, dataSchema, describeData, isGenerated } from '../data/catalogue.js'
import type { TargetKind } from '../data/dataset.js'
import { canonicalJson, sha256 } from '../evaluation/evaluation-id.js'
import { METRIC_NAMES, type MetricName } from '../evaluation/metric.js'
import { checkRecipe, type Recipe, recipeSchema } from '../learning/recipe.js'
import { type Budget, deterministicBudget } from '../store/budget.js'
import { topologyInSpace } from '../topology/carry-topology.js'
import { handmadeNames } from '../topology/handmade.js'
import type { SearchSpace } from '../topology/search-space.js'
import { parseSearchSpace, searchSpaceDocument } from '../topology/search-space-document.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology, topologyDocument } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { budgetSchema } from './budget-schema.js'
import { brokenRule, type Constraints, constraintsSchema, violation } from './constraints.js'
import { checkOverride, checkSamples } from './data-checks.js'
import { type Objective, objectivesSchema } from './objectives.js'
import { parseSettings } from './parse-settings.js'
import { spaceSchema } from './space-schema.js'

/** The handmade arm that is best on selection data, whichever that is. */
export const CHOSEN_HANDMADE = 'handmade-chosen'

/** Arms of the check after a search: what the discovered topology stands beside. */
const armSchema = z.strictObject({
  topology: z.enum(handmadeNames),
  /** How many are drawn, for topologies that are random. */
  draws: z.int().positive().default(1),
})

/** One table after the search: the discovered topology and the arms, all trained from scratch on fresh replicates. */
const comparisonSchema = z.strictObject({
  /** Independent trainings per topology. */
  replicates: z.int().positive().default(3),
  arms: z.array(armSchema).min(1),
  /** Settings of a generated task to replace: another difficulty. */
  override: z.record(z.string(), z.number()).default({}),
  /** In words: what this table is to show. */
  question: z.string().default(''),
  /**
   * What the discovered topology is held against first. Declares the comparison for `motif compare` before the search; the
   * check after a search leaves it out.
   */
  primary: z.enum([...handmadeNames, CHOSEN_HANDMADE]).optional(),
})
export type ComparisonSpec = z.infer<typeof comparisonSchema>

const limitsSchema = z.strictObject({
  /** Wall seconds of one try of an evaluation, from when a thread takes it. */
  evaluationSeconds: z.number().positive().optional(),
  /**
   * Memory one training may need, in MiB: computed from the topology before anything is allocated, and a thread that
   * takes more all the same is stopped.
   */
  evaluationMiB: z.number().positive().default(1024),
  /** Failed candidates after which the run gives up (exit code 7); the same as `budget.failures`. */
  failures: z.int().positive().default(20),
})

/** Everything but `space`, which has its own reader. */
const documentSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes'),
  question: z.string().default(''),
  seed: z.int().nonnegative().default(1),
  data: dataSchema,
  space: z.record(z.string(), z.unknown()),
  constraints: constraintsSchema.optional(),
  objectives: objectivesSchema.optional(),
  metric: z
    .enum(METRIC_NAMES)
    .optional()
    .describe('What judges trainings: accuracy, or loss where targets are spike trains.'),
  recipe: recipeSchema.prefault({}),
  from: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .optional()
    .describe('Topologies to start the search from, as documents (motif topology show).'),
  schedule: z.strictObject({ iterations: z.int().positive() }),
  strategy: z.looseObject({ name: z.string(), digest: z.string().optional() }),
  limits: limitsSchema.prefault({}),
  budget: budgetSchema.optional(),
  comparisons: z.array(comparisonSchema).default([]),
})

/** For editors: the JSON Schema of a study file (search-spaces/study.schema.json). */
export function studyJsonSchema(): object {
  return z.toJSONSchema(documentSchema.extend({ space: spaceSchema }), { io: 'input' })
}

export interface Study {
  readonly name: string
  readonly question: string
  readonly seed: number
  readonly data: DataSpec
  readonly space: SearchSpace
  readonly constraints?: Constraints | undefined
  /** The most important first; accuracy alone where nothing is said. */
  readonly objectives?: readonly Objective[] | undefined
  /** Absent: accuracy. */
  readonly metric?: MetricName | undefined
  readonly recipe: Recipe
  /** Topologies of the space that the search starts from. */
  readonly from?: readonly Topology[] | undefined
  readonly schedule: { readonly iterations: number }
  readonly strategy: {
    /** Of a built-in one, or the path of a user's own file. */
    readonly name: string
    /** SHA-256 of the file, once it was loaded. */
    readonly digest?: string | undefined
    readonly settings: Readonly<Record<string, unknown>>
  }
  readonly limits: z.infer<typeof limitsSchema>
  /** Absent where nothing is limited; its failures are those of `limits`. */
  readonly budget?: Budget | undefined
  readonly comparisons: readonly ComparisonSpec[]
}

/** Parses and checks a study document (YAML already read). `where` names the file in messages. */
export function parseStudy(document: unknown, where: string): Study {
  const { budget: given, from, ...rest } = parseSettings(documentSchema, document, where)
  const { failures, ...budget } = given ?? {}
  const limits = failures === undefined ? rest.limits : { ...rest.limits, failures }
  checkFailures(document, failures, where)
  const read = { ...rest, limits, ...(Object.keys(budget).length > 0 && { budget }) }
  const { channels, classes, target, dt } = describeData(read.data)
  const space = parseSearchSpace(withShape(read.space, channels, classes, where), `${where}.space`)
  const { name: strategyName, digest, ...settings } = read.strategy
  checkSamples(read.data, read.comparisons.length > 0, where)
  for (const [i, { override }] of read.comparisons.entries()) {
    checkOverride(read.data, override, `${where}.comparisons.${i}.override`)
  }
  checkRecipe(read.recipe, { ...space, target, dt }, `${where}.recipe`)
  const strategy = { name: strategyName, ...(digest && { digest }), settings }
  const { metric: named, ...judged } = read
  const metric = usedMetric(named, read.objectives, target, where)
  const study: Study = Object.freeze({ ...judged, ...(metric && { metric }), space, strategy })
  if (!from) return study
  const start = from.map((given, i) => ({
    name: `${where}.from.${i}`,
    topology: parseTopology(given, `${where}.from.${i}`),
  }))
  return startingFrom(study, start)
}

/** Undefined for accuracy, as in all studies from before there was a choice. Of spike trains there is no accuracy. */
function usedMetric(
  named: MetricName | undefined,
  objectives: readonly Objective[] = [],
  target: TargetKind,
  where: string,
): MetricName | undefined {
  if (target === 'class') return named === 'accuracy' ? undefined : named
  const rule = 'the targets of the data are spike trains, which have no accuracy'
  if (named === 'accuracy') throw new UsageError(`${where}.metric: must be loss or left out, as ${rule}`)
  if (objectives.includes('accuracy')) throw new UsageError(`${where}.objectives: must not name accuracy, as ${rule}`)
  return 'loss'
}

/** The study with these topologies to start from besides those it has. Throws UsageError where one is not of its space. */
export function startingFrom(
  study: Study,
  start: readonly { readonly name: string; readonly topology: Topology }[],
): Study {
  const fitted = start.map(({ name, topology }) => {
    const own = topologyInSpace(topology, study.space, name)
    const broken = violation(own, study.constraints ?? {})
    if (!broken) return own
    const { measure, value } = broken
    throw new UsageError(`${name}: its ${measure} must be ${brokenRule(broken)} (constraints), but is ${value}`)
  })
  return Object.freeze({ ...study, from: [...(study.from ?? []), ...fitted] })
}

/** One limit, two names: they may not differ. */
function checkFailures(document: unknown, failures: number | undefined, where: string): void {
  const { limits } = document as { limits?: { failures?: unknown } }
  const other = limits?.failures
  if (failures === undefined || other === undefined || other === failures) return
  throw new UsageError(`${where}.budget.failures: must be limits.failures (${other}) or left out, but got ${failures}`)
}

/** The data decides about inputs and classes; a study need not, but may, repeat them. */
function withShape(
  space: Readonly<Record<string, unknown>>,
  channels: number,
  classes: number,
  where: string,
): Readonly<Record<string, unknown>> {
  const { inputs = channels, readout, ...rest } = space
  const shape = z.looseObject({ classes: asInData(classes, 'classes').default(classes) }).prefault({})
  const checkedInputs = parseSettings(asInData(channels, 'channels'), inputs, `${where}.space.inputs`)
  const checkedReadout = parseSettings(shape, readout, `${where}.space.readout`)
  return { inputs: checkedInputs, readout: checkedReadout, ...rest }
}

function asInData(count: number, what: string) {
  return z
    .unknown()
    .refine((given) => given === count, `must be ${count} or left out, as the data has ${count} ${what}`)
}

/** The study as a plain document that `parseStudy` reads back to the same study. */
export function studyDocument(study: Study): object {
  const { space, strategy, from, ...rest } = study
  const { name, digest, settings } = strategy
  const start = from && { from: from.map(topologyDocument) }
  return {
    ...rest,
    ...start,
    space: searchSpaceDocument(space),
    strategy: { name, ...(digest && { digest }), ...settings },
  }
}

/**
 * Identity of the question asked: the parsed study with all defaults, without its name and what depends on the machine; for file data
 * also the hash of the encoded data. A user's own strategy counts by its content, wherever it lies.
 */
export function studyHash(given: Study, encodedKey: string | null): string {
  const { digest } = given.strategy
  const study = digest ? { ...given, strategy: { ...given.strategy, name: 'own' } } : given
  const {
    name: _,
    question: __,
    limits,
    budget: wholeBudget = {},
    ...rest
  } = studyDocument(study) as Record<string, unknown> & Pick<Study, 'limits' | 'budget'>
  const { evaluationSeconds: ___, ...deterministic } = limits
  const budget = deterministicBudget(wholeBudget)
  return sha256(
    canonicalJson({ ...rest, limits: deterministic, ...(budget && { budget }), data: [rest.data, encodedKey] }),
  )
}

/** Numeric settings of a generated task. */
export function taskSettings(data: DataSpec): Record<string, number> {
  if (!isGenerated(data)) return {}
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
