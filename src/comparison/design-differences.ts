import { canonicalJson } from '../evaluation/evaluation-id.js'
import type { Study } from '../search/study.js'
import { studyDifferences } from '../search/study-differences.js'
import { constantsText, type Layer, type Topology } from '../topology/topology.js'
import type { ComparisonPlan, PlannedArm } from './comparison-plan.js'
import type { ArmResult, DesignDifference } from './comparison-result.js'
import type { GivenArm, GivenRun } from './given-arm.js'

/** Kinds of differences between arms that `--allow` can name, with what each is about. */
export const DIFFERENCE_KINDS = {
  data: 'found on other data; trained and tested on that of the first arm',
  recipe: 'found and trained with another recipe',
  neurons: 'layers of other sizes',
  constants: 'other time constants of neurons',
  readout: 'another readout',
  signs: 'typed against free signs in the primary contrast',
  learning: 'input and recurrent weights that are not trained',
  budget: 'searches that used more than a twentieth more samples x steps than others',
  seeds: 'searches that are not independent, or of another seed than their block',
  unfinished: 'searches that have not ended',
} as const
export type DifferenceKind = keyof typeof DIFFERENCE_KINDS

export const differenceKinds = Object.keys(DIFFERENCE_KINDS) as readonly DifferenceKind[]

const EQUAL_BUDGET = 0.05

const runsOf = ({ sources }: GivenArm): readonly GivenRun[] =>
  sources.flatMap((source) => (source.kind === 'run' ? [source] : []))

/**
 * In what the arms of a plan differ besides their topology. What a topology may be is its recurrent connections and input
 * masks; all else is held against the first arm, block by block.
 */
export function designDifferences(
  plan: Omit<ComparisonPlan, 'allowed'>,
  given: readonly GivenArm[],
): DesignDifference[] {
  return [...ofRuns(plan, given), ...ofBudgets(given), ...ofTopologies(plan), ...ofSigns(plan), ...ofLearning(plan)]
}

function ofRuns(
  { study, blocks }: Pick<ComparisonPlan, 'study' | 'blocks'>,
  given: readonly GivenArm[],
): DesignDifference[] {
  return given.flatMap((arm) => {
    const runs = runsOf(arm)
    const found: DesignDifference[] = []
    const add = (kind: DifferenceKind, text: string) => found.push({ kind, arms: [arm.name], text })
    runs.forEach((run, i) => {
      const own = runs.length === 1 ? blocks : [blocks[i]]
      const other = own.find(({ data }) => canonicalJson(data) !== canonicalJson(run.study.data))
      if (other)
        add('data', `${run.reference} searched ${changed({ ...study, data: other.data }, { data: run.study.data })}`)
      if (canonicalJson(run.study.recipe) !== canonicalJson(study.recipe)) {
        add('recipe', `${run.reference} searched with ${changed(study, { recipe: run.study.recipe })}`)
      }
      if (!run.isFinished) add('unfinished', `${run.reference} has not ended its search`)
      const twin = runs.slice(0, i).find((before) => isSameSearch(before, run))
      if (twin) add('seeds', `${twin.reference} and ${run.reference} have the same data and seed (${run.study.seed})`)
      const [block] = own
      if (own.length < blocks.length && run.study.seed !== block.seed) {
        add(
          'seeds',
          `${run.reference} has seed ${run.study.seed}, but stands beside ${block.label} of seed ${block.seed}`,
        )
      }
    })
    return found
  })
}

function isSameSearch(a: GivenRun, b: GivenRun): boolean {
  return a.study.seed === b.study.seed && canonicalJson(a.study.data) === canonicalJson(b.study.data)
}

function ofBudgets(given: readonly GivenArm[]): DesignDifference[] {
  const searched = given.filter((arm) => runsOf(arm).length > 0)
  const [first, ...others] = searched
  return others.flatMap((arm) => {
    const [a, b] = [meanBudget(first), meanBudget(arm)]
    if (Math.abs(a - b) <= EQUAL_BUDGET * Math.max(a, b)) return []
    const text = `searches of ${first.name} used ${inMillions(a)} samples x steps each, those of ${arm.name} ${inMillions(b)}`
    return [{ kind: 'budget', arms: [first.name, arm.name], text }]
  })
}

const meanBudget = (arm: GivenArm): number => {
  const runs = runsOf(arm)
  return runs.reduce((sum, { sampleSteps }) => sum + sampleSteps, 0) / runs.length
}

const inMillions = (n: number): string => `${(n / 1e6).toFixed(1)} million`

function ofTopologies({ arms }: Pick<ComparisonPlan, 'arms'>): DesignDifference[] {
  return arms.slice(1).flatMap((arm) => {
    const found = new Map<DifferenceKind, string>()
    arm.topologies.forEach((drawn, block) => {
      const reference = arms[0].topologies[block][0]
      for (const topology of drawn) for (const [kind, text] of unlike(reference, topology)) found.set(kind, text)
    })
    return [...found].map(([kind, text]) => ({ kind, arms: [arms[0].name, arm.name], text: `${arm.name} has ${text}` }))
  })
}

/** What of a topology is no choice of connections. */
function unlike(a: Topology, b: Topology): [DifferenceKind, string][] {
  const found: [DifferenceKind, string][] = []
  const sizes = (t: Topology) => t.layers.map(({ neurons }) => neurons).join(' + ')
  if (sizes(a) !== sizes(b)) found.push(['neurons', `${sizes(b)} neurons, not ${sizes(a)}`])
  const constants = ({ neuron }: Topology) => constantsText(neuron)
  if (constants(a) !== constants(b)) found.push(['constants', `${constants(b)}, not ${constants(a)}`])
  if (a.inputs !== b.inputs) found.push(['data', `${b.inputs} inputs, not ${a.inputs}`])
  if (a.readout.classes !== b.readout.classes) {
    found.push(['data', `${b.readout.classes} classes, not ${a.readout.classes}`])
  }
  if (a.readout.kind !== b.readout.kind)
    found.push(['readout', `a ${b.readout.kind} readout, not a ${a.readout.kind} one`])
  return found
}

function ofSigns({ arms, primary }: Pick<ComparisonPlan, 'arms' | 'primary'>): DesignDifference[] {
  const [a, b] = [arms.find(({ name }) => name === primary?.a), arms.find(({ name }) => name === primary?.b)]
  if (!a || !b) return []
  const [own, other] = [armSigns(a), armSigns(b)]
  if (own === other || own === 'none' || other === 'none') return []
  return [{ kind: 'signs', arms: [a.name, b.name], text: `${a.name} has ${own} signs, ${b.name} ${other} ones` }]
}

function ofLearning({ arms }: Pick<ComparisonPlan, 'arms'>): DesignDifference[] {
  const fixed = arms.filter(({ learns }) => learns === 'readout')
  if (fixed.length === 0 || fixed.length === arms.length) return []
  return fixed.map(({ name }) => ({
    kind: 'learning',
    arms: [name],
    text: `${name} trains its readout only, other arms all weights`,
  }))
}

export function armSigns({ topologies }: Pick<PlannedArm, 'topologies'>): ArmResult['signs'] {
  const signs = new Set(topologies.flat().flatMap(({ layers }) => layers.flatMap(layerSigns)))
  if (signs.size === 0) return 'none'
  return signs.size > 1 ? 'mixed' : ([...signs][0] as 'typed' | 'free')
}

const layerSigns = ({ recurrent }: Layer): string[] => (recurrent.kind === 'none' ? [] : [recurrent.signs])

/** `recipe.epochs 15, not 10`: the first few settings that differ. */
function changed(study: Study, part: Partial<Study>): string {
  const differences = studyDifferences(study, { ...study, ...part })
  const shown = differences
    .slice(0, 4)
    .map(({ path, before, after }) => `${path} ${after ?? 'none'}, not ${before ?? 'none'}`)
  const more = differences.length - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}
