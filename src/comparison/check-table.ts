import { mean, sampleStandardDeviation } from 'simple-statistics'
import { isBetter, type Metric, type MetricName, metricOf, scoreBy } from '../evaluation/metric.js'
import type { Outcome } from '../evaluation/outcome.js'
import type { EvaluationItem, WorkResult } from '../evaluation/work-item.js'
import { key } from '../kernel/numerics/random.js'
import type { ComparisonSpec, Study } from '../search/study.js'
import type { Distribution } from '../store/records.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import { handmadeTopology } from '../topology/handmade.js'
import type { SearchSpace } from '../topology/search-space.js'
import { parameterCount, synapseCount } from '../topology/size.js'
import type { Topology } from '../topology/topology.js'
import { differenceInterval, type Interval } from './bootstrap.js'

/** Replicates of a check are numbered from here: a search never uses them, so they are fresh. */
const FIRST_FRESH_REPLICATE = 1000

/** Arms drawn without any search: what the headline interval is against. */
export const UNOPTIMISED: readonly string[] = ['random', 'dense-ei']

export interface CheckedTopology {
  readonly arm: string
  readonly topology: Topology
}

/** Results of one topology over the fresh replicates. */
export interface ArmDraw {
  readonly candidate: string
  /** On the test split per replicate; a failed training counts as chance, or where there is no chance as the table's worst. */
  readonly values: readonly number[]
  readonly failures: number
  readonly synapses: number
  readonly parameters: number
  readonly spikesPerSample: number
}

/** Its values under the name of the table's metric. */
export interface ArmRow extends Readonly<Partial<Record<MetricName, Distribution>>> {
  readonly arm: string
  readonly draws: readonly ArmDraw[]
}

export interface CheckTable {
  /** Absent: accuracy. */
  readonly metric?: MetricName
  readonly question: string
  readonly override: Readonly<Record<string, number>>
  readonly replicates: number
  /** Of accuracy; null for any other metric. */
  readonly chance: number | null
  readonly rows: readonly ArmRow[]
  /** Discovered minus the mean of the unoptimised motifs, and minus each arm. */
  readonly headline: Interval | null
  readonly differences: Readonly<Record<string, Interval>>
}

/** Comparisons that are made right after a search: those without a primary contrast, which are for `motif compare`. */
export const checkSpecs = ({ comparisons }: Study): readonly ComparisonSpec[] =>
  comparisons.filter(({ primary }) => primary === undefined)

/** The values of an arm. */
export function armScores(table: CheckTable, row: ArmRow): Distribution {
  const { name } = metricOf(table)
  const found = row[name]
  if (found === undefined) throw new Error(`arm ${row.arm} of the table has no ${name}`)
  return found
}

/** The discovered topology and all arms of a comparison, motif arms in the discovered motif size of each layer. */
export function checkedTopologies(study: Study, spec: ComparisonSpec, discovered: Topology): CheckedTopology[] {
  const synapses = discovered.layers.map((layer) => synapseCount({ ...discovered, layers: [layer] }))
  const space = withMotifSizes(study.space, discovered)
  const arms = spec.arms.flatMap(({ topology: arm, draws }) =>
    Array.from({ length: draws }, (_, draw): CheckedTopology => {
      return {
        arm,
        topology: handmadeTopology(arm, space, { key: key(study.seed, 'arm', arm, draw), synapses, like: discovered }),
      }
    }),
  )
  return [{ arm: 'discovered', topology: discovered }, ...arms]
}

function withMotifSizes(space: SearchSpace, discovered: Topology): SearchSpace {
  const layers = space.layers.map((layer, l) => {
    const { recurrent } = discovered.layers[l]
    return recurrent.kind === 'motif' ? { ...layer, motifSizes: [recurrent.motif.size] } : layer
  })
  return { ...space, layers }
}

export function checkItems(
  study: Study,
  spec: ComparisonSpec,
  topologies: readonly CheckedTopology[],
): EvaluationItem[] {
  return topologies.flatMap(({ topology }) =>
    Array.from(
      { length: spec.replicates },
      (_, r): EvaluationItem => ({
        kind: 'evaluation',
        candidate: topology,
        replicate: FIRST_FRESH_REPLICATE + r,
        epochs: study.recipe.epochs,
        scoreOn: 'test',
        trainOn: ['weights', 'alpha'],
        override: spec.override,
      }),
    ),
  )
}

/** `results` in the order of `checkItems`. */
export function checkTable(
  study: Study,
  spec: ComparisonSpec,
  topologies: readonly CheckedTopology[],
  results: readonly WorkResult[],
): CheckTable {
  const metric = metricOf(study)
  const chance = metric.name === 'accuracy' ? 1 / study.space.readout.classes : null
  const failed = chance ?? worst(metric, results.map(outcomeOf))
  const draws = topologies.map(({ arm, topology }, t) => {
    const own = results.slice(t * spec.replicates, (t + 1) * spec.replicates)
    return { arm, draw: armDraw(topology, own.map(outcomeOf), metric, failed) }
  })
  const rows = [...new Set(draws.map(({ arm }) => arm))].map((arm): ArmRow => {
    const own = draws.flatMap((d) => (d.arm === arm ? [d.draw] : []))
    return { arm, draws: own, [metric.name]: distribution(own.flatMap((draw) => draw.values)) }
  })
  const reference = rows[0].draws[0].values
  const valuesOf = (arms: readonly string[]) =>
    rows.filter((r) => arms.includes(r.arm)).flatMap((r) => r.draws.map((d) => d.values))
  const unoptimised = valuesOf(UNOPTIMISED)
  return {
    ...(metric.name !== 'accuracy' && { metric: metric.name }),
    question: spec.question,
    override: spec.override,
    replicates: spec.replicates,
    chance,
    rows,
    headline: unoptimised.length > 0 ? differenceInterval(reference, unoptimised) : null,
    differences: Object.fromEntries(
      rows.slice(1).map(({ arm }) => [arm, differenceInterval(reference, valuesOf([arm]))]),
    ),
  }
}

function outcomeOf(result: WorkResult): Outcome {
  if (result.kind === 'evaluation') return result.outcome
  throw new Error(`a check asked for evaluations, but was told of ${result.kind}`)
}

/** NaN where no training gave a score. */
function worst(metric: Metric, outcomes: readonly Outcome[]): number {
  const values = outcomes.flatMap((outcome) => (outcome.state === 'scored' ? [scoreBy(metric, outcome.score)] : []))
  return values.reduce((least, value) => (isBetter(metric, value, least) ? least : value), Number.NaN)
}

function armDraw(topology: Topology, outcomes: readonly Outcome[], metric: Metric, failed: number): ArmDraw {
  const scores = outcomes.flatMap((outcome) => (outcome.state === 'scored' ? [outcome.score] : []))
  return {
    candidate: topologyHash(canonicalTopology(topology).topology),
    values: outcomes.map((outcome) => (outcome.state === 'scored' ? scoreBy(metric, outcome.score) : failed)),
    failures: outcomes.length - scores.length,
    synapses: synapseCount(topology),
    parameters: parameterCount(topology),
    spikesPerSample: scores.length > 0 ? mean(scores.map((s) => s.spikesPerSample)) : 0,
  }
}

function distribution(values: readonly number[]): Distribution {
  const sd = values.length > 1 ? sampleStandardDeviation([...values]) : 0
  return { mean: mean([...values]), sd, n: values.length, values }
}
