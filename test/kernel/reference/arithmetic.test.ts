import { describe, expect, it } from 'vitest'
import type { Surrogate } from '../../../src/kernel/kernel.js'
import { double, single, smooth, surrogateDerivative } from '../../../src/kernel/reference/arithmetic.js'

const SURROGATES: Surrogate[] = [
  { kind: 'logistic', width: 0.2 },
  { kind: 'fast-sigmoid', slope: 10 },
]

describe('surrogateDerivative', () => {
  it('has its peak at the threshold: 1 / (4 width), and 1', () => {
    expect(surrogateDerivative(1, SURROGATES[0], double)).toBeCloseTo(1.25, 14)
    expect(surrogateDerivative(1, SURROGATES[1], double)).toBe(1)
  })

  it('has the values of its formula', () => {
    // z = 0.5 / 0.2 = 2.5; 1 / (1 + 10 x 0.5)^2
    const e = Math.exp(2.5)
    expect(surrogateDerivative(0.5, SURROGATES[0], double)).toBeCloseTo(e / (0.2 * (1 + e) ** 2), 14)
    expect(surrogateDerivative(0.5, SURROGATES[1], double)).toBeCloseTo(1 / 36, 14)
  })

  it('of the logistic stays at its value at z = +-8 beyond', () => {
    const edge = surrogateDerivative(1 + 8 * 0.2, SURROGATES[0], double)
    expect(edge).toBeCloseTo(Math.exp(-8) / (0.2 * (1 + Math.exp(-8)) ** 2), 12)
    for (const u of [3, 40, -0.7, -40]) expect(surrogateDerivative(u, SURROGATES[0], double)).toBeCloseTo(edge, 12)
  })

  it.each(SURROGATES)('is the derivative of the smooth spike, $kind', (surrogate) => {
    for (const u of [-3, -0.5, 0.2, 0.93, 1.05, 1.7, 2.5, 6]) {
      const h = 1e-5
      const slope = (smooth.spike(u + h, surrogate) - smooth.spike(u - h, surrogate)) / (2 * h)
      expect(Math.abs(slope / surrogateDerivative(u, surrogate, smooth) - 1)).toBeLessThan(1e-7)
    }
  })

  it('of the logistic gives float32 values in single precision', () => {
    for (const u of [-8, -0.1, 0.7, 1, 8, 33]) {
      const derivative = surrogateDerivative(Math.fround(u), SURROGATES[0], single)
      expect(Math.fround(derivative)).toBe(derivative)
    }
    expect(surrogateDerivative(1, SURROGATES[0], single)).toBe(1.25)
    expect(surrogateDerivative(NaN, SURROGATES[0], single)).toBeNaN()
  })

  it.each(SURROGATES)('in single precision is within 2e-6 of float64, $kind', (surrogate) => {
    for (let i = -400; i <= 400; i++) {
      const u = Math.fround(1 + i / 64)
      const exact = surrogateDerivative(u, { ...surrogate }, double)
      expect(Math.abs(surrogateDerivative(u, surrogate, single) / exact - 1)).toBeLessThan(2e-6)
    }
  })
})

describe('spike', () => {
  it('needs a potential strictly above the threshold', () => {
    for (const arithmetic of [single, double]) {
      expect(arithmetic.spike(1, SURROGATES[0])).toBe(0)
      expect(arithmetic.spike(Math.fround(1 + 2 ** -23), SURROGATES[0])).toBe(1)
    }
  })
})
