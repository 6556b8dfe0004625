import { rankCorrelation } from '../search/rank-correlation.js'
import type { ScoreByEpochs } from '../store/records.js'

/** How well scores after few epochs rank candidates as scores after the most epochs do. */
export interface ProxyTrust {
  readonly epochs: number
  readonly fullEpochs: number
  /** Candidates that were scored with both. */
  readonly n: number
  /** Spearman's; null where it is not defined: below three candidates, or all alike. */
  readonly rankCorrelation: number | null
  /** 95 %; null below five candidates, and for a correlation of 1 or -1. */
  readonly interval: readonly [number, number] | null
}

/**
 * One entry for each budget below the largest, shortest first; none when all candidates had one budget. A race such as
 * halving gives the large budget to the best of the small one only: among those the correlation is lower than among all.
 */
export function proxyTrust(scores: readonly ScoreByEpochs[]): ProxyTrust[] {
  const fullEpochs = scores.reduce((most, { epochs }) => Math.max(most, epochs), 0)
  const full = new Map(scores.flatMap((s) => (s.epochs === fullEpochs ? [[s.candidate, s.value] as const] : [])))
  const budgets = [...new Set(scores.map(({ epochs }) => epochs))].filter((epochs) => epochs < fullEpochs)
  return budgets
    .sort((a, b) => a - b)
    .map((epochs) => {
      const pairs = scores.flatMap((score): [number, number][] => {
        const target = full.get(score.candidate)
        return score.epochs === epochs && target !== undefined ? [[score.value, target]] : []
      })
      const estimate = rankCorrelation(pairs) ?? null
      const interval = estimate === null ? null : rankInterval(estimate, pairs.length)
      return { epochs, fullEpochs, n: pairs.length, rankCorrelation: estimate, interval }
    })
}

/**
 * 95 % interval of a rank correlation by Fisher's z, with the variance (1 + r^2 / 2) / (n - 3): D. G. Bonett, T. A. Wright,
 * "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000).
 */
function rankInterval(r: number, n: number): [number, number] | null {
  if (n < 5 || Math.abs(r) > 1 - 1e-12) return null
  const half = 1.959964 * Math.sqrt((1 + (r * r) / 2) / (n - 3))
  return [Math.tanh(Math.atanh(r) - half), Math.tanh(Math.atanh(r) + half)]
}
