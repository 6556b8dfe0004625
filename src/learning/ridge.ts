/** A linear classifier: outputs = offset + coefficients . x, the class is the largest. */
export interface LinearClassifier {
  readonly features: number
  /** [class][feature], row-major. */
  readonly coefficients: Float64Array
  readonly offsets: Float64Array
}

/**
 * Ridge regression to the classes' indicators on features standardised by the training samples. Collects the moments of
 * the samples, so that any number of strengths costs one pass over them.
 */
export class RidgeMoments {
  readonly features: number
  readonly classes: number
  #samples = 0
  /** Upper triangle of the sum of x x^T. */
  readonly #products: Float64Array
  readonly #sums: Float64Array
  /** [class][feature] */
  readonly #classSums: Float64Array
  readonly #counts: Float64Array

  constructor(features: number, classes: number) {
    this.features = features
    this.classes = classes
    this.#products = new Float64Array(features * features)
    this.#sums = new Float64Array(features)
    this.#classSums = new Float64Array(classes * features)
    this.#counts = new Float64Array(classes)
  }

  add(x: ArrayLike<number>, label: number): void {
    const n = this.features
    const products = this.#products
    for (let i = 0; i < n; i++) {
      const xi = x[i]
      if (xi === 0) continue
      this.#sums[i] += xi
      this.#classSums[label * n + i] += xi
      const row = i * n
      for (let j = i; j < n; j++) products[row + j] += xi * x[j]
    }
    this.#counts[label]++
    this.#samples++
  }

  /** `strength` is per sample: 0.01 means as much as one sample in a hundred of unit features. */
  solve(strength: number): LinearClassifier {
    const { features: n, classes } = this
    const count = this.#samples
    const mean = this.#sums.map((sum) => sum / count)
    const deviation = mean.map((m, i) => Math.sqrt(Math.max(0, this.#products[i * n + i] / count - m * m)))
    // A feature that never varies says nothing: it keeps scale 0.
    const scale = deviation.map((d) => (d > 1e-12 ? 1 / d : 0))
    const lower = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const covariance = this.#products[j * n + i] / count - mean[i] * mean[j]
        lower[i * n + j] = covariance * scale[i] * scale[j] + (i === j ? strength + (scale[i] === 0 ? 1 : 0) : 0)
      }
    }
    factorise(lower, n)
    const coefficients = new Float64Array(classes * n)
    const offsets = new Float64Array(classes)
    for (let c = 0; c < classes; c++) {
      const share = this.#counts[c] / count
      const right = new Float64Array(n)
      for (let i = 0; i < n; i++) right[i] = scale[i] * (this.#classSums[c * n + i] / count - share * mean[i])
      substitute(lower, n, right)
      offsets[c] = share
      for (let i = 0; i < n; i++) {
        coefficients[c * n + i] = right[i] * scale[i]
        offsets[c] -= coefficients[c * n + i] * mean[i]
      }
    }
    return { features: n, coefficients, offsets }
  }
}

/** Cholesky's lower triangle, in place. */
function factorise(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k]
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j]
    }
  }
}

/** Solves L L^T x = right, in place. */
function substitute(lower: Float64Array, n: number, right: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) right[i] -= lower[i * n + k] * right[k]
    right[i] /= lower[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i] -= lower[k * n + i] * right[k]
    right[i] /= lower[i * n + i]
  }
}

/** [class] */
export function linearOutputs(
  { features, coefficients, offsets }: LinearClassifier,
  x: ArrayLike<number>,
): Float64Array {
  return offsets.map((offset, c) => {
    let sum = offset
    for (let i = 0; i < features; i++) sum += coefficients[c * features + i] * x[i]
    return sum
  })
}

/** The class of the largest output, the first of equals. */
export function classify(classifier: LinearClassifier, x: ArrayLike<number>): number {
  const outputs = linearOutputs(classifier, x)
  let best = 0
  for (let c = 1; c < outputs.length; c++) if (outputs[c] > outputs[best]) best = c
  return best
}
