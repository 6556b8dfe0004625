/** df/dx_i by the five-point rule, for every i; `x` is restored. */
export function numericalGradient(f: () => number, x: Float64Array, h = 1e-4): Float64Array {
  return x.map((at, i) => {
    const value = (shift: number) => {
      x[i] = at + shift * h
      return f()
    }
    const derivative = (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * h)
    x[i] = at
    return derivative
  })
}

/**
 * Largest relative error of `actual`; entries below a thousandth of the largest are measured against that thousandth,
 * because rounding leaves nothing to compare of an entry near 0.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`lengths ${actual.length} and ${expected.length} differ`)
  let largest = 0
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]))
  if (largest === 0) throw new Error('everything expected is 0: nothing is compared')
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), largest / 1000)
    if (!(error <= worst)) worst = error
  }
  return worst
}
