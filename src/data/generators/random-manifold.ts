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

/** Taylor coefficients of sin(2 pi r), (2 pi)^n / n!, up to r^21: remainder below 1e-15 for |r| <= 1/4. */
const S1 = 6.283185307179586
const S3 = -41.34170224039976
const S5 = 81.60524927607506
const S7 = -76.70585975306139
const S9 = 42.058693944897655
const S11 = -15.09464257682299
const S13 = 3.819952584848282
const S15 = -0.7181223017785006
const S17 = 0.10422916220813984
const S19 = -0.012031585942120627
const S21 = 0.0011309237482517963

/**
 * sin(2 pi u) from + - x and floor alone, so that every engine gives the same bits. Written out in pairs of terms: it
 * runs a thousand times for every spike.
 */
function sineOfTurn(u: number): number {
  const turn = u - Math.floor(u + 0.5)
  const r = turn > 0.25 ? 0.5 - turn : turn < -0.25 ? -0.5 - turn : turn
  const a = r * r
  const b = a * a
  const c = b * b
  const low = S1 + S3 * a + (S5 + S7 * a) * b
  const middle = S9 + S11 * a + (S13 + S15 * a) * b
  const high = S17 + S19 * a + S21 * b
  return r * (low + (middle + high * c) * c)
}

/** x^y for x > 0. */
function power(x: number, y: number): number {
  return exp(y * log(x))
}
