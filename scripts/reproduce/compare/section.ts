import { comparisonText } from '../../../src/cli/comparison-text.js'
import { pText } from '../../../src/comparison/answer.js'
import type { ArmResult, ComparisonResult } from '../../../src/comparison/comparison-result.js'
import { joinComparisons } from '../../../src/comparison/join-comparisons.js'
import { points } from '../../../src/comparison/verdict.js'
import { markdownRow } from '../trainings.js'
import type { ComparedBenchmark } from './benchmark.js'
import type { ComparedPart } from './part.js'

export interface Joined {
  readonly compared: ComparedBenchmark
  readonly parts: readonly ComparedPart[]
  /** One per test. */
  readonly results: readonly ComparisonResult[]
}

/** The parts of a benchmark as one comparison per test. */
export function joined(compared: ComparedBenchmark, parts: readonly ComparedPart[]): Joined {
  const results = compared.tests.map(({ label }, test) =>
    joinComparisons(
      parts.map(({ comparisons }) => comparisons[test]),
      `${compared.benchmark.name}, ${label}`,
    ),
  )
  return { compared, parts, results }
}

const percent = (x: number | undefined): string => (x === undefined ? '' : (100 * x).toFixed(1))

/** One row per test: what was found, what it was held against, and what that shows. */
export function summaryTable(all: readonly Joined[]): string[] {
  const rows = all.flatMap(({ results, parts, compared }) =>
    results.map(({ primary, arms, run }) => {
      if (primary === null) return ''
      const meanOf = (name: string) => percent(arms.find((arm) => arm.name === name)?.summary.mean)
      const { difference, permutation, verdict } = primary
      const interval = `${points(difference.estimate)} [${points(difference.low)}, ${points(difference.high)}]`
      const shown = { higher: 'better', lower: 'worse', undecided: 'not shown' }[verdict]
      const done = `${parts.length} of ${compared.parts}`
      return markdownRow([
        ...[run, done, meanOf(primary.a), `${primary.b} ${meanOf(primary.b)}`, interval],
        ...[pText(permutation.p), shown],
      ])
    }),
  )
  return [
    markdownRow([
      'benchmark',
      'searches',
      'discovered, %',
      'handmade, %',
      'difference, points [95 %]',
      'exact test',
      'discovered is',
    ]),
    '|---|---|---:|---|---|---|---|',
    ...rows,
    '',
  ]
}

/** HRMAS beside what needs no supernet: the best of a random search of as many samples x steps, and what it draws from. */
const RIVALS = ['best-of-random-search', 'random', 'feed-forward']

/** One row per test: mostly secondary contrasts, so intervals and no verdicts. */
export function rivalsTable(all: readonly Joined[]): string[] {
  const rows = all.flatMap(({ results }) =>
    results.map(({ primary, secondary, arms, run }) => {
      const cells = RIVALS.map((rival) => {
        const found = [...secondary, ...(primary === null ? [] : [primary])].find(
          ({ a, b }) => a === 'discovered' && b === rival,
        )
        if (!found) return ''
        const { estimate, low, high } = found.difference
        return `${points(estimate)} [${points(low)}, ${points(high)}]`
      })
      return markdownRow([run, ...cells, timesTheSteps(arms)])
    }),
  )
  return [
    'Discovered by HRMAS minus (points, 95 % interval). The random search ends after the candidate with which it has used at least as many',
    'samples x steps; where one training takes many of them it uses more, as the last column says, and has judged few candidates.',
    '',
    markdownRow([
      'benchmark',
      'best of random search',
      'random motifs',
      'feed-forward',
      'its samples x steps, times those of HRMAS',
    ]),
    '|---|---|---|---|---:|',
    ...rows,
    '',
  ]
}

function timesTheSteps(arms: readonly ArmResult[]): string {
  const [hrmas, random] = ['discovered', 'best-of-random-search'].map((name) => {
    const search = arms.find((arm) => arm.name === name)?.search
    return search ? search.sampleSteps / search.runs : Number.NaN
  })
  return (random / hrmas).toFixed(2)
}

/** What alpha's choice loses before it is trained again, on the selection splits: mean and range over searches. */
export function discretisationTable(all: readonly Joined[]): string[] {
  const rows = all.map(({ compared, parts }) => {
    const cells = (['supernet', 'cut', 'retrained', 'entropy'] as const).map((name) => {
      const values = parts.map(({ discretisation }) => discretisation[name])
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      return `${mean.toFixed(3)} (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`
    })
    return markdownRow([compared.benchmark.name, String(parts.length), ...cells])
  })
  return [
    'The discretisation gap of the HRMAS searches, accuracy on their selection splits, mean and range: the supernet, its most probable topology',
    'with its weights (cut), what the search chose trained from scratch (retrained); and the entropy of alpha at the end, 1 being undecided.',
    '',
    markdownRow(['benchmark', 'searches', 'supernet', 'cut', 'retrained', 'entropy']),
    '|---|---:|---|---|---|---|',
    ...rows,
    '',
  ]
}

export function comparedSection({ compared, parts, results }: Joined): string[] {
  const { benchmark } = compared
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0)
  const longest = Math.max(...parts.map((part) => part.minutes))
  return [
    `## ${benchmark.name}`,
    '',
    `${benchmark.note} Study \`${benchmark.study}\`; ${parts.length} of ${compared.parts} parts, ${minutes.toFixed(0)} minutes in all, the longest ${longest.toFixed(0)}.`,
    '',
    ...results.flatMap((result) => [`### ${result.run}`, '', '```text', comparisonText(result), '```', '']),
  ]
}
