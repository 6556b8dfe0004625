import { bits, key } from '../../kernel/numerics/random.js'
import type { TestResult } from '../comparison-result.js'

/** Up to so many pairs all signs are enumerated; above, they are drawn. */
export const EXACT_PAIRS = 12
const DRAWS = 100_000

/** Sums that differ by rounding alone are the same. */
const ROUNDING = 1e-12

/**
 * Two-sided test of paired differences that may as well have had the other sign: the share of sign assignments whose sum of
 * `scores` is at least as far from zero as the observed one. Enumerated up to twelve pairs; above, drawn with counter-based
 * random numbers, with the observed assignment among them, so that p is never 0 (Phipson & Smyth 2010). `scores` are
 * magnitudes >= 0 with the observed `signs`.
 */
export function testSigns(scores: readonly number[], signs: readonly number[]): Omit<TestResult, 'statistic'> {
  const n = scores.length
  const tolerance = ROUNDING * scores.reduce((sum, s) => sum + s, 0)
  const observed = Math.abs(scores.reduce((sum, s, i) => sum + s * signs[i], 0)) - tolerance
  const smallest = smallestP(scores.filter((s) => s > 0).length)
  if (n <= EXACT_PAIRS) {
    let hits = 0
    for (let mask = 0; mask < 2 ** n; mask++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += mask & (1 << i) ? scores[i] : -scores[i]
      if (Math.abs(sum) >= observed) hits++
    }
    return { p: hits / 2 ** n, n, method: 'exact', draws: 2 ** n, smallest }
  }
  const k = key(0, 'signs', n)
  let hits = 1
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0
    let word = 0
    for (let i = 0; i < n; i++) {
      if (i % 32 === 0) word = bits(k, draw, i / 32)
      sum += word & 1 ? scores[i] : -scores[i]
      word >>>= 1
    }
    if (Math.abs(sum) >= observed) hits++
  }
  return {
    p: hits / (DRAWS + 1),
    n,
    method: 'monte carlo',
    draws: DRAWS,
    smallest: Math.max(smallest, 1 / (DRAWS + 1)),
  }
}

/** All signs equal, or all the other way round: the two most extreme of 2^n. */
const smallestP = (nonZero: number): number => (nonZero === 0 ? 1 : 2 ** (1 - nonZero))
