import { exp, log } from '../../kernel/numerics/elementary.js'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'

/**
 * Smooth random manifolds: Zenke, Vogels, "The remarkable robustness of surrogate gradient learning for instilling
 * complex function in spiking neural networks", Neural Computation 33, 2021. Coordinate i of the point at x is
 *
 *   f_i(x) = prod_d sum_{k=1..F} weight_k A_idk sin(2 pi (frequency_k x_d B_idk + C_idk))
 *
 * with A, B, C uniform in [0, 1). The article and the two implementations of its authors (github.com/fzenke/randman)
 * differ in the weights, in the frequencies and in the first term:
 */
export const MANIFOLD_FORMULAS = {
  /** The class that the authors' own data sets are drawn with. Its first term is 0. */
  torch: { weight: (k: number, alpha: number) => 1 / (power(k, alpha) + 1), firstFrequency: 0, offset: false },
  /** The authors' NumPy class. Its first term is 0. */
  numpy: { weight: (k: number, alpha: number) => 1 / power(k, alpha), firstFrequency: 0, offset: false },
  /** The formula of the article. */
  article: { weight: (k: number, alpha: number) => 1 / power(k, alpha), firstFrequency: 1, offset: true },
} as const
export type ManifoldFormula = keyof typeof MANIFOLD_FORMULAS

export interface ManifoldShape {
  readonly formula: ManifoldFormula
  /** Coordinates of the embedding space. */
  readonly embedding: number
  /** Coordinates of the manifold. */
  readonly dimension: number
  /** Fall-off of the spectrum: larger is smoother. */
  readonly alpha: number
}

/** A, B, C of one sum: each [term]. */
export interface SineSum {
  readonly amplitude: Float64Array
  readonly stretch: Float64Array
  readonly phase: Float64Array
}

/** [coordinate][dimension] sums whose product is the coordinate. */
export type Manifold = readonly (readonly SineSum[])[]

const PRECISION = 1e-3
const MOST_TERMS = 1000

/** F: terms until the spectrum has fallen to 1e-3, at most 1000. */
export const manifoldTerms = (alpha: number) =>
  Math.min(Math.ceil(power(1 / PRECISION, 1 / alpha) * (1 - 1e-12)), MOST_TERMS)

export function drawManifold({ embedding, dimension, alpha, formula }: ManifoldShape, k: Key): Manifold {
  const terms = manifoldTerms(alpha)
  const draw = (sumKey: Key, lane: number) => Float64Array.from({ length: terms }, (_, i) => uniform(sumKey, i, lane))
  return Array.from({ length: embedding }, (_, i) =>
    Array.from({ length: dimension }, (_, d) => {
      const sumKey = key(k, i, d)
      return sineSum({ amplitude: draw(sumKey, 0), stretch: draw(sumKey, 1), phase: draw(sumKey, 2) }, formula, alpha)
    }),
  )
}

/** The sum with weights and frequencies of the formula multiplied into A and B. */
export function sineSum({ amplitude, stretch, phase }: SineSum, formula: ManifoldFormula, alpha: number): SineSum {
  const { weight, firstFrequency, offset } = MANIFOLD_FORMULAS[formula]
  return {
    amplitude: amplitude.map((a, i) => (i === 0 && !offset ? 0 : a * weight(i + 1, alpha))),
    stretch: stretch.map((b, i) => b * (i + firstFrequency)),
    phase,
  }
}

/** [coordinate] f(x) for x[dimension] in [0, 1]. */
export function manifoldPoint(manifold: Manifold, x: ArrayLike<number>): Float64Array {
  return Float64Array.from(manifold, (sums) => sums.reduce((product, sum, d) => product * sumAt(sum, x[d]), 1))
}

export function sumAt({ amplitude, stretch, phase }: SineSum, x: number): number {
  let sum = 0
  for (let k = 0; k < amplitude.length; k++) sum += amplitude[k] * sineOfTurn(stretch[k] * x + phase[k])
  return sum
}

/** Taylor coefficients of sin(2 pi r) / r by powers of r^2, up to r^20: remainder below 1e-15 for |r| <= 1/4. */
const SINE = taylorSine()

function taylorSine(): number[] {
  const coefficients = [2 * Math.PI]
  for (let i = 1; i <= 10; i++)
    coefficients.push((-coefficients[i - 1] * 4 * Math.PI * Math.PI) / (2 * i * (2 * i + 1)))
  return coefficients
}

/** sin(2 pi u) from + - x and floor alone, so that every engine gives the same bits. */
function sineOfTurn(u: number): number {
  const half = Math.floor(2 * u + 0.5)
  const r = u - 0.5 * half
  const r2 = r * r
  let sum = SINE[10]
  for (let i = 9; i >= 0; i--) sum = sum * r2 + SINE[i]
  return half % 2 === 0 ? sum * r : -sum * r
}

/** x^y for x > 0. */
function power(x: number, y: number): number {
  return exp(y * log(x))
}
