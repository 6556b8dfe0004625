import type { Interval } from '../comparison/bootstrap.js'
import { type ArmRow, type CheckTable, UNOPTIMISED } from '../comparison/check-table.js'
import { points, verdict } from '../comparison/verdict.js'
import { percent } from './accuracy.js'
import { type Cell, textTable } from './text-table.js'

const COLUMNS = 80

/** One table of the check after a search, with its headline in words. */
export function checkTableText(table: CheckTable): string {
  const { rows, replicates, chance } = table
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
    const { mean, sd, n } = row.accuracy
    const difference = table.differences[row.arm]
    return [
      `  ${row.arm}`,
      n,
      percent(mean),
      n > 1 ? (100 * sd).toFixed(1) : '-',
      ...(failed ? [failures(row)] : []),
      difference === undefined ? '' : intervalText(difference),
    ]
  })
  const title = `Test accuracy${table.question === '' ? '' : `: ${table.question}`}`
  const trainings = replicates === 1 ? 'once' : `${replicates} times`
  const how = `each topology trained ${trainings} on fresh replicates; chance is ${percent(chance)}`
  const lines = [...wrapped(title, ''), ...wrapped(how, '  '), '', textTable(columns, cells), '', ...verdicts(table)]
  if (failed) lines.push('  a failed training counts as chance')
  return lines.join('\n')
}

const failures = (row: ArmRow): number => row.draws.reduce((sum, draw) => sum + draw.failures, 0)

const intervalText = ({ estimate, low, high }: Interval): string =>
  `${points(estimate)} [${points(low)}, ${points(high)}]`

/** In words, in the same words whatever came out: the headline, then the arms that are not part of it. */
function verdicts({ headline, differences }: CheckTable): string[] {
  const arms = Object.entries(differences)
  const joined = arms.flatMap(([arm]) => (UNOPTIMISED.includes(arm) ? [arm] : []))
  const against: (readonly [string, Interval])[] =
    headline === null
      ? arms
      : [[`unoptimised motifs (${joined.join(', ')})`, headline], ...arms.filter(([arm]) => !UNOPTIMISED.includes(arm))]
  return against.flatMap(([name, interval]) => wrapped(verdict(name, interval), '  '))
}

/** Words in lines of 80 columns; `indent` before each line. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > COLUMNS) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line]
}
