import type { TestResult } from '../comparison-result.js'
import { testSigns } from './signs.js'

/** Magnitudes closer than this share are tied: differences of means of the same fractions differ by rounding. */
const ROUNDING = 1e-12

/** Ranks of values from 1; equal ones share the mean of theirs. */
export function midRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b])
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    const first = values[order[from]]
    while (to < order.length && values[order[to]] - first <= ROUNDING * Math.abs(first)) to++
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/**
 * Wilcoxon's signed rank test of paired differences, with the exact distribution under ties too. Differences of 0 are left
 * out (Wilcoxon 1945). The statistic is the smaller sum of ranks, as in SciPy.
 */
export function signedRankTest(differences: readonly number[]): TestResult {
  const kept = differences.filter((d) => d !== 0)
  const ranks = midRanks(kept.map(Math.abs))
  const positive = ranks.reduce((sum, rank, i) => sum + (kept[i] > 0 ? rank : 0), 0)
  const total = (kept.length * (kept.length + 1)) / 2
  return { statistic: Math.min(positive, total - positive), ...testSigns(ranks, kept.map(Math.sign)) }
}
