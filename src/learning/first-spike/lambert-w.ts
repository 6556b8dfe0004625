import { exp, expm1 } from '../../kernel/numerics/elementary.js'

/**
 * W0(-e^exponent), the principal branch of Lambert's W for arguments in [-1/e, 0): between -1 and 0. NaN below -1/e. Taking
 * the logarithm of the argument keeps what matters near the branch point, where the crossing is a touch.
 */
export function lambertW0(exponent: number): number {
  if (!(exponent <= -1)) return Number.NaN
  const p = Math.sqrt(-2 * expm1(exponent + 1))
  if (p < 0.01) return branchSeries(p)
  const z = -exp(exponent)
  let w = p < 1 ? branchSeries(p) : z * (1 - z * (1 - 1.5 * z))
  // Halley; three steps from either start leave rounding.
  for (let i = 0; i < 6; i++) {
    const e = exp(w)
    const f = w * e - z
    const step = f / (e * (w + 1) - ((w + 2) * f) / (2 * w + 2))
    w -= step
    if (Math.abs(step) < 1e-9 * Math.abs(w)) break
  }
  return w
}

/** Around the branch point, p = sqrt(2 (1 + e z)): Corless et al., "On the Lambert W function", 1996, eq. 4.22. */
const BRANCH = [-1, 1, -1 / 3, 11 / 72, -43 / 540, 769 / 17280, -221 / 8505, 680863 / 43545600]

const branchSeries = (p: number): number => BRANCH.reduceRight((sum, coefficient) => sum * p + coefficient, 0)
