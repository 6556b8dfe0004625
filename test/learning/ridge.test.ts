import { describe, expect, it } from 'vitest'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key } from '../../src/kernel/numerics/random.js'
import { classify, linearOutputs, RidgeMoments } from '../../src/learning/ridge.js'

const samples = Array.from({ length: 60 }, (_, i) => ({
  x: Array.from({ length: 4 }, (_, j) => normal(key(1, i), j) * (j + 1) + (j === i % 3 ? 4 : 0) + 10 * j),
  label: i % 3,
}))
const moments = () => {
  const sums = new RidgeMoments(4, 3)
  for (const { x, label } of samples) sums.add(x, label)
  return sums
}

describe('ridge regression', () => {
  it('makes the gradient of its loss vanish, on standardised features', () => {
    const strength = 0.05
    const fit = moments().solve(strength)
    const mean = [0, 1, 2, 3].map((j) => samples.reduce((sum, { x }) => sum + x[j], 0) / 60)
    const sd = mean.map((m, j) => Math.sqrt(samples.reduce((sum, { x }) => sum + (x[j] - m) ** 2, 0) / 60))
    for (let c = 0; c < 3; c++) {
      for (let j = 0; j < 4; j++) {
        const residuals = samples.reduce((sum, { x, label }) => {
          const error = linearOutputs(fit, x)[c] - (label === c ? 1 : 0)
          return sum + (error * (x[j] - mean[j])) / sd[j]
        }, 0)
        const standardised = fit.coefficients[c * 4 + j] * sd[j]
        expect(residuals / 60 + strength * standardised).toBeCloseTo(0, 10)
      }
    }
  })

  it('tells classes apart that a plane separates, and takes the first of equals', () => {
    const fit = moments().solve(1e-6)
    expect(samples.filter(({ x, label }) => classify(fit, x) === label).length).toBeGreaterThan(40)
    expect(classify({ features: 1, coefficients: new Float64Array(2), offsets: new Float64Array(2) }, [1])).toBe(0)
  })

  it('ignores a feature that never varies', () => {
    const sums = new RidgeMoments(2, 2)
    for (const [a, label] of [
      [1, 0],
      [2, 0],
      [5, 1],
      [6, 1],
    ])
      sums.add([a, 7], label)
    const { coefficients } = sums.solve(0.01)
    expect([coefficients[1], coefficients[3]]).toEqual([0, 0])
    expect(coefficients[2]).toBeGreaterThan(0)
  })
})
