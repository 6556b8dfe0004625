import { mean } from 'simple-statistics'
import type { ReadOutRow } from './read-out.js'
import type { Row } from './row.js'

/** What criterion 16 asks of a pair of rows, clean and noisy. */
export function readOutRows([clean, noise]: readonly ReadOutRow[], rendered: boolean): Row[] {
  const at = (row: ReadOutRow, name: string): number => mean([...(row.accuracies[name] ?? [0])])
  const difference = (row: ReadOutRow, other: string): number => at(row, 'self-organized') - at(row, other)
  const line = (claim: string, row: ReadOutRow, other: string, least: number): Row => ({
    criterion: '16',
    claim: `${row.data}, ${row.features} features, ${claim}: self-organized minus ${other}`,
    expected: `at least ${least}`,
    measured: difference(row, other).toFixed(3),
    met: difference(row, other) >= least,
  })
  const noisyRows = [line('noise 0.5', noise, 'Gaussian', 0.1), line('noise 0.5', noise, 'permuted pools', 0.1)]
  if (!rendered) return [...noisyRows, line('clean', clean, 'hand-crafted', -0.03)]
  const gap = difference(clean, 'Gaussian')
  return [
    ...noisyRows,
    line('noise 0.5', noise, 'hand-crafted', -0.12),
    {
      criterion: '16',
      claim: `${clean.data}, 100 features, clean: self-organized minus Gaussian`,
      expected: 'within 0.06 of 0',
      measured: gap.toFixed(3),
      met: Math.abs(gap) <= 0.06,
    },
  ]
}
