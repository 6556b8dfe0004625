import { mean, sampleStandardDeviation } from 'simple-statistics'
import { markdownRow } from '../trainings.js'
import type { Benchmark } from './benchmark.js'
import { bootstrapInterval } from './interval.js'
import type { Outcomes, Part } from './part.js'

/** [search][training] accuracies of one arm under one recipe. */
function bySearch(parts: readonly Part[], matches: (outcome: Outcomes) => boolean): (readonly number[])[] {
  return parts.flatMap(({ outcomes }) => outcomes.filter(matches).map(({ accuracies }) => accuracies))
}

const points = (x: number) => `${x >= 0 ? '+' : ''}${(100 * x).toFixed(1)}`
const percent = (x: number) => `${(100 * x).toFixed(0)} %`

function armRow(
  benchmark: Benchmark,
  arm: string,
  values: readonly (readonly number[])[],
  first: readonly (readonly number[])[],
) {
  const all = values.flat()
  const success = (benchmark.success ?? []).map((least) => percent(all.filter((a) => a >= least).length / all.length))
  const same = values === first
  const gain = same ? undefined : bootstrapInterval(first, values)
  const difference = gain ? `${points(gain.estimate)} [${points(gain.low)}, ${points(gain.high)}]` : ''
  const sd = all.length > 1 ? sampleStandardDeviation([...all]) : 0
  return markdownRow([arm, all.length, `${mean([...all]).toFixed(3)} ± ${sd.toFixed(3)}`, ...success, difference])
}

function testTable(benchmark: Benchmark, parts: readonly Part[], test: string): string[] {
  const arms = [...new Set(parts.flatMap(({ outcomes }) => outcomes.map(({ arm }) => arm)))]
  const under = (arm: string, recipe: boolean) =>
    bySearch(parts, (o) => o.arm === arm && o.test === test && o.repair.recipe === recipe)
  const first = under('discovered', true)
  const rows = arms.flatMap((arm) =>
    [true, false].flatMap((recipe) => {
      const values = arm === 'discovered' && recipe ? first : under(arm, recipe)
      const label = recipe ? arm : `${arm}, no repair in the recipe`
      return values.length > 0 ? [armRow(benchmark, label, values, first)] : []
    }),
  )
  const success = (benchmark.success ?? []).map((least) => `P(>= ${least})`)
  return [
    `### ${test}`,
    '',
    markdownRow(['arm', 'trainings', 'accuracy, mean ± sd', ...success, 'discovered minus arm, points [95 %]']),
    `|---|---:|---|${success.map(() => '---:|').join('')}---|`,
    ...rows,
    '',
  ]
}

function searchTable(parts: readonly Part[]): string[] {
  const number = (x: number | null, digits: number) => (x === null ? '' : x.toFixed(digits))
  const rows = parts.flatMap(({ search, searches }) =>
    Object.entries(searches).map(([arm, s]) =>
      markdownRow([
        search + 1,
        arm,
        number(s.supernetAccuracy, 3),
        number(s.relaxedAccuracy ?? null, 3),
        number(s.discreteAccuracy ?? null, 3),
        number(s.selectionAccuracy, 3),
        number(s.entropy, 3),
        s.synapses,
        number(s.excitatoryShare, 2),
        (s.sampleSteps / 1e6).toFixed(0),
        s.cpuSeconds.toFixed(0),
      ]),
    ),
  )
  return [
    markdownRow([
      'search',
      'arm',
      'supernet, training',
      'selection: supernet',
      'cut, not retrained',
      'retrained',
      'entropy',
      'synapses',
      'E share',
      'M sample steps',
      'CPU s',
    ]),
    '|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ]
}

/** The section of one benchmark in docs/results/search.md. */
export function benchmarkSection(benchmark: Benchmark, parts: readonly Part[]): string[] {
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0)
  return [
    `## ${benchmark.name}`,
    '',
    `${benchmark.note} Study \`${benchmark.study}\`, ${parts.length} of ${benchmark.searches} searches, ${minutes.toFixed(0)} minutes.`,
    '',
    ...benchmark.tests.flatMap(({ label }) => testTable(benchmark, parts, label)),
    '### The searches',
    '',
    ...searchTable(parts),
  ]
}
