import { mean, sampleStandardDeviation } from 'simple-statistics'

/** Cliff's delta (Psychological Bulletin 114, 1993): P(a > b) - P(a < b) over all pairs, from -1 to 1. */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (const x of a) for (const y of b) sum += Math.sign(x - y)
  return sum / (a.length * b.length)
}

/** Cohen's d of paired differences: mean / standard deviation; null where they do not vary. */
export function pairedD(differences: readonly number[]): number | null {
  if (differences.length < 2) return null
  const sd = sampleStandardDeviation([...differences])
  return sd > 0 ? mean([...differences]) / sd : null
}
