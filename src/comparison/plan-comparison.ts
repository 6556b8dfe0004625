import { describeData } from '../data/catalogue.js'
import { canonicalJson } from '../evaluation/evaluation-id.js'
import { metricOf } from '../evaluation/metric.js'
import { key } from '../kernel/numerics/random.js'
import { gradientRecipe } from '../learning/gradient-recipe.js'
import type { Recipe } from '../learning/recipe.js'
import { checkOverride, checkShape } from '../search/data-checks.js'
import type { Study } from '../search/study.js'
import { type HandmadeSettings, handmadeKind, handmadeTopology } from '../topology/handmade.js'
import type { SearchSpace } from '../topology/search-space.js'
import { layerSynapseCount } from '../topology/size.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { checkSquare } from './check-square.js'
import { CHOSEN, type ComparisonPlan, type PlannedArm, type PlannedBlock } from './comparison-plan.js'
import type { DesignDifference } from './comparison-result.js'
import { armSigns, type DifferenceKind, designDifferences } from './design-differences.js'
import type { GivenArm, GivenRun, GivenSource } from './given-arm.js'
import { type RecipeVariants, variantArms, variantDifference } from './recipe-variants.js'

/** What somebody wants compared. */
export interface ComparisonRequest extends Omit<ComparisonPlan, 'study' | 'blocks' | 'arms' | 'allowed' | 'primary'> {
  readonly arms: readonly GivenArm[]
  /** Needed where no arm is a run. */
  readonly study?: Study | undefined
  /** Without it: the first arm against the handmade arm that selection data choose, or the second where none is handmade. */
  readonly primary?: ComparisonPlan['primary'] | undefined
  readonly allow: readonly DifferenceKind[]
  /** Every arm once with each of these. */
  readonly vary?: RecipeVariants | undefined
}

export interface Planned {
  readonly plan: ComparisonPlan
  /** Differences that nobody allowed: with any, the comparison would be unfair. */
  readonly refused: readonly DesignDifference[]
}

/** Fixes blocks, topologies and contrasts. Throws UsageError for what is no design at all. */
export function planComparison(request: ComparisonRequest): Planned {
  const { arms: given, allow, vary, primary: asked, study: named, ...settings } = request
  checkNames(given)
  if (settings.square) checkSquare(settings.square, given)
  checkTwins(given)
  const runs = blockRuns(given)
  const study = named ?? runs[0]?.study
  if (study === undefined) {
    throw new UsageError('--study must name a study with data and recipe, as no arm of the comparison is a run')
  }
  checkOverride(study.data, settings.override, 'difficulty')
  if (settings.withSelection && settings.scoreOn === 'selection') {
    throw new UsageError(
      '--with-selection learns from the selection split, so nothing can be scored on it: leave one out',
    )
  }
  checkSuccess(study, settings.success)
  const blocks = blocksOf(study, runs)
  const references = blocks.map((_, block) => referenceOf(given, block))
  const planned = given.map((arm) => plannedArm(arm, study, blocks, references))
  const arms = vary === undefined ? planned : variantArms(planned, vary, study)
  const primary = primaryOf(asked, arms)
  const base = { ...settings, study, blocks, arms, primary }
  const differences = designDifferences(base, given)
  const isAllowed = ({ kind }: DesignDifference) => allow.some((a) => a === kind)
  const meant = vary === undefined ? [] : [variantDifference(arms, vary)]
  const plan = { ...base, arms: withSquare(base), allowed: [...meant, ...differences.filter(isAllowed)] }
  const refused = differences.filter((difference) => !isAllowed(difference))
  // Nobody can mean a network that does not fit its data.
  if (refused.length === 0) checkShapes(plan)
  return { plan, refused }
}

function checkShapes({ arms, blocks }: Pick<ComparisonPlan, 'arms' | 'blocks'>): void {
  for (const { name, topologies } of arms) {
    topologies.forEach((drawn, block) => {
      const shape = describeData(blocks[block].data)
      for (const topology of drawn) checkShape(topology, shape, `arm ${name}`)
    })
  }
}

function checkSuccess(study: Study, thresholds: readonly number[]): void {
  const beyond = metricOf(study).name === 'accuracy' ? thresholds.find((threshold) => threshold > 1) : undefined
  if (beyond === undefined) return
  throw new UsageError(`--success must be accuracies above 0 and up to 1 such as 0.75,0.95, but got ${beyond}`)
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

function checkNames(arms: readonly GivenArm[]): void {
  for (const [i, { name }] of arms.entries()) {
    if (!NAME.test(name) || name === CHOSEN) {
      throw new UsageError(
        `an arm's name must be letters, digits, dots and dashes, and not ${CHOSEN}, but got "${name}"`,
      )
    }
    if (arms.findIndex((arm) => arm.name === name) < i) {
      throw new UsageError(`two arms are called ${name}: name one of them, as NAME=${name}`)
    }
  }
}

/** The same under two names would be trained once and differ by exactly nothing. */
function checkTwins(arms: readonly GivenArm[]): void {
  const first = new Map<string, string>()
  for (const { name, sources } of arms) {
    const same = canonicalJson(sources.map(identity))
    const twin = first.get(same)
    if (twin !== undefined) {
      const what = sources.map(({ reference }) => reference).join(',')
      throw new UsageError(`arms ${twin} and ${name} are the same (${what}): leave one out`)
    }
    first.set(same, name)
  }
}

function identity(source: GivenSource): readonly unknown[] {
  if (source.kind === 'handmade') return [source.kind, source.reference]
  return source.kind === 'run' ? [source.kind, source.folder, source.topology] : [source.kind, source.topology]
}

const runsOf = ({ sources }: GivenArm): readonly GivenRun[] =>
  sources.flatMap((source) => (source.kind === 'run' ? [source] : []))

/** One per block: those of the first arm with the most of them. */
function blockRuns(arms: readonly GivenArm[]): readonly GivenRun[] {
  const most = arms.reduce<readonly GivenRun[]>(
    (best, arm) => (runsOf(arm).length > best.length ? runsOf(arm) : best),
    [],
  )
  const count = Math.max(1, most.length)
  for (const { name, sources } of arms) {
    if (sources.length > 1 && sources.some(({ kind }) => kind !== 'run')) {
      throw new UsageError(`arm ${name} has several topologies that are not all runs: give each an arm of its own`)
    }
    if (sources.length !== 1 && sources.length !== count) {
      throw new UsageError(`arm ${name} must have 1 run or as many as the others (${count}), but has ${sources.length}`)
    }
  }
  return most
}

function blocksOf(study: Study, runs: readonly GivenRun[]): PlannedBlock[] {
  if (runs.length === 0) return [{ label: study.name, seed: study.seed, data: study.data }]
  return runs.map(({ reference, study: own }) => ({ label: reference, seed: own.seed, data: own.data }))
}

/** The topology whose sizes handmade ones take; undefined where all are handmade. */
function referenceOf(arms: readonly GivenArm[], block: number): Topology | undefined {
  for (const kind of ['run', 'file'] as const) {
    for (const { sources } of arms) {
      const source = sources[block] ?? sources[0]
      if (source.kind === kind) return source.topology
    }
  }
  return undefined
}

function plannedArm(
  { name, sources }: GivenArm,
  study: Study,
  blocks: readonly PlannedBlock[],
  references: readonly (Topology | undefined)[],
): PlannedArm {
  const [first] = sources
  const source = sources.map(({ reference }) => reference).join(', ')
  if (first.kind === 'handmade') {
    const { source: paper, isRandom, learns } = handmadeKind(first.reference)
    const topologies = blocks.map(({ seed }, block) => {
      const { space, ...like } = sized(study.space, references[block])
      return Array.from({ length: isRandom ? first.draws : 1 }, (_, draw) =>
        handmadeTopology(first.reference, space, { key: key(seed, 'compare', first.reference, draw), ...like }),
      )
    })
    const readoutOnly = learns === 'readout' && {
      recipe: {
        settings: { ...gradientRecipe(study.recipe, `arm ${name}`), trains: 'readout' } satisfies Recipe,
        text: 'trains its readout only',
      },
    }
    return { name, kind: 'handmade', source: `${source} (${paper})`, learns, search: null, topologies, ...readoutOnly }
  }
  const topologies = blocks.map((_, block) => {
    const own = sources[block] ?? first
    return own.kind === 'handmade' ? [] : [own.topology]
  })
  if (first.kind === 'file') return { name, kind: 'file', source, learns: 'all', search: null, topologies }
  const runs = runsOf({ name, sources })
  const ownRecipe = canonicalJson(first.study.recipe) !== canonicalJson(study.recipe) && {
    recipe: { settings: first.study.recipe, text: `that of ${first.reference}` },
  }
  const sum = (part: (run: GivenRun) => number) => runs.reduce((total, run) => total + part(run), 0)
  const search = {
    sampleSteps: sum((run) => run.sampleSteps),
    cpuSeconds: sum((run) => run.cpuSeconds),
    runs: runs.length,
  }
  return { name, kind: 'search', source, learns: 'all', search, topologies, ...ownRecipe }
}

/** The space with layers, motif sizes and constants of the reference, and what handmade topologies take from it. */
function sized(
  space: SearchSpace,
  reference: Topology | undefined,
): { space: SearchSpace } & Pick<HandmadeSettings, 'synapses' | 'like'> {
  // A handmade arm of a feed-forward space is the first of its choices, whatever a search has found.
  if (reference === undefined || space.feedForward) return { space }
  const { neuronChoices: _, ...rest } = space
  const layers = reference.layers.map(({ neurons, recurrent }, l) => {
    const layer = space.layers[l] ?? space.layers[space.layers.length - 1]
    const motifSizes = recurrent.kind === 'motif' ? [recurrent.motif.size] : layer.motifSizes
    return { ...layer, neurons, motifSizes }
  })
  const like = { synapses: reference.layers.map(layerSynapseCount), like: reference }
  return { space: { ...rest, neuron: reference.neuron, layers }, ...like }
}

/** What selection data choose among: handmade arms and files that learn as the first arm of the contrast does, by its recipe and with its signs. */
export function choosable({ arms, primary }: Pick<ComparisonPlan, 'arms' | 'primary'>): readonly PlannedArm[] {
  const own = arms.find(({ name }) => name === primary?.a) ?? arms[0]
  return arms.filter((arm) => {
    const isRival = arm !== own && (arm.kind === 'handmade' || arm.kind === 'file') && arm.learns === own.learns
    return isRival && arm.variant === own.variant && [armSigns(own), 'none'].includes(armSigns(arm))
  })
}

function primaryOf(
  asked: ComparisonPlan['primary'] | undefined,
  arms: readonly PlannedArm[],
): ComparisonPlan['primary'] {
  const rivals = choosable({ arms, primary: asked ?? null })
  if (asked) {
    for (const name of [asked.a, asked.b]) {
      const isKnown = name === CHOSEN ? rivals.length > 0 : arms.some((arm) => arm.name === name)
      if (!isKnown) throw new UsageError(`the primary contrast names arm "${name}"; known are ${namesOf(arms)}`)
    }
    if (asked.a === asked.b || asked.a === CHOSEN) {
      throw new UsageError(
        `the primary contrast must be of two arms, the chosen one last, but is ${asked.a}:${asked.b}`,
      )
    }
    return asked.b === CHOSEN && rivals.length === 1 ? { ...asked, b: rivals[0].name } : asked
  }
  if (arms.length < 2) return null
  const b = rivals.length > 1 ? CHOSEN : (rivals[0]?.name ?? arms[1].name)
  return { a: arms[0].name, b, declared: 'by default' }
}

const namesOf = (arms: readonly PlannedArm[]): string => [...arms.map(({ name }) => name), CHOSEN].join(', ')

/** The two arms of a square of repair, once more without repair in the recipe. */
function withSquare({ arms, square, study }: Pick<ComparisonPlan, 'arms' | 'square' | 'study'>): readonly PlannedArm[] {
  if (square === null) return arms
  const recipe = { settings: withoutRepair(study.recipe), text: 'no repair' }
  const twice = [square.withRepair, square.without].map((name): PlannedArm => {
    const arm = arms.find((a) => a.name === name)
    if (!arm) throw new Error(`the square of repair has no arm ${name}`)
    return { ...arm, name: withoutRecipeRepair(name), recipe, squareOnly: true }
  })
  return [...arms, ...twice]
}

export const withoutRecipeRepair = (name: string): string => `${name}, no repair in the recipe`

function withoutRepair(given: Recipe): Recipe {
  const recipe = gradientRecipe(given, 'the square of repair')
  if (recipe.repair.rule !== 'none') return { ...recipe, repair: { ...recipe.repair, rule: 'none' } }
  throw new UsageError('the square of repair needs a recipe with repair, but recipe.repair.rule is none')
}
