import { mean, sampleVariance } from 'simple-statistics'
import { studentTwoSided } from './student-t.js'

export interface Welch {
  readonly t: number
  /** Of Welch and Satterthwaite. */
  readonly degrees: number
  /** Two-sided. */
  readonly p: number
}

/** Welch's t test of two independent samples (Biometrika 34, 1947); null below two values a side, or without spread. */
export function welchTest(a: readonly number[], b: readonly number[]): Welch | null {
  if (a.length < 2 || b.length < 2) return null
  const [va, vb] = [sampleVariance([...a]) / a.length, sampleVariance([...b]) / b.length]
  if (va + vb === 0) return null
  const t = (mean([...a]) - mean([...b])) / Math.sqrt(va + vb)
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1))
  return { t, degrees, p: studentTwoSided(t, degrees) }
}
