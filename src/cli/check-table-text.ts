import type { Interval } from '../comparison/bootstrap.js'
import { type ArmRow, armScores, type CheckTable, UNOPTIMISED } from '../comparison/check-table.js'
import { deviationText, differenceText, metricText } from '../comparison/metric-words.js'
import { verdict } from '../comparison/verdict.js'
import { type Metric, metricOf } from '../evaluation/metric.js'
import { percent } from './accuracy.js'
import { type Cell, textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

/** One table of the check after a search, with its headline in words. */
export function checkTableText(table: CheckTable): string {
  const { rows, replicates, chance } = table
  const metric = metricOf(table)
  const failed = rows.some((row) => failures(row) > 0)
  const columns = [
    { title: '  arm' },
    { title: 'n', align: 'right' },
    { title: 'mean', align: 'right' },
    { title: 'sd', align: 'right' },
    ...(failed ? [{ title: 'failed', align: 'right' } as const] : []),
    { title: 'discovered minus arm [95 %]', align: 'right' },
  ] as const
  const cells = rows.map((row): Cell[] => {
    const { mean, sd, n } = armScores(table, row)
    const difference = table.differences[row.arm]
    return [
      `  ${row.arm}`,
      n,
      metricText(metric, mean),
      n > 1 ? deviationText(metric, sd) : '-',
      ...(failed ? [failures(row)] : []),
      difference === undefined ? '' : intervalText(metric, difference),
    ]
  })
  const title = `Test ${metric.name}${table.question === '' ? '' : `: ${table.question}`}`
  const trainings = replicates === 1 ? 'once' : `${replicates} times`
  const how = `each topology trained ${trainings} on fresh replicates${chance === null ? '' : `; chance is ${percent(chance)}`}`
  const lines = [...wrapped(title, ''), ...wrapped(how, '  '), '', textTable(columns, cells), '', ...verdicts(table)]
  if (failed) lines.push(`  a failed training counts as ${chance === null ? 'the worst of the table' : 'chance'}`)
  return lines.join('\n')
}

const failures = (row: ArmRow): number => row.draws.reduce((sum, draw) => sum + draw.failures, 0)

function intervalText(metric: Metric, { estimate, low, high }: Interval): string {
  const text = (difference: number) => differenceText(metric, difference)
  return `${text(estimate)} [${text(low)}, ${text(high)}]`
}

/** In words, in the same words whatever came out: the headline, then the arms that are not part of it. */
function verdicts(table: CheckTable): string[] {
  const { headline, differences, replicates } = table
  const metric = metricOf(table)
  const arms = Object.entries(differences)
  const joined = arms.flatMap(([arm]) => (UNOPTIMISED.includes(arm) ? [arm] : []))
  const against: (readonly [string, Interval])[] =
    headline === null
      ? arms
      : [[`unoptimised motifs (${joined.join(', ')})`, headline], ...arms.filter(([arm]) => !UNOPTIMISED.includes(arm))]
  return against.flatMap(([name, interval]) => wrapped(verdict(name, interval, metric, replicates), '  '))
}
