import { describe, expect, it } from 'vitest'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

describe('normal', () => {
  const N = 50_000
  const k = key(1, 'normal')
  const draws = Float64Array.from({ length: N }, (_, i) => normal(k, i))
  const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / N

  it('is Box-Muller of the two uniforms of its lane', () => {
    for (const [counter, lane] of [
      [0, 0],
      [5, 3],
      [99, 1],
    ]) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(k, counter, 2 * lane)))
      const expected = radius * Math.cos(2 * Math.PI * uniform(k, counter, 2 * lane + 1))
      expect(Math.abs(normal(k, counter, lane) - expected)).toBeLessThan(1e-14)
    }
  })

  it('has the first four moments of a standard normal within five standard errors', () => {
    // Variances of x, x^2, x^3, x^4: 1, 2, 15, 96.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / N))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / N))
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / N))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / N))
  })

  it('repeats exactly, and differs with counter and lane', () => {
    expect(normal(k, 17)).toBe(draws[17])
    expect(normal(k, 17, 1)).not.toBe(draws[17])
    expect(normal(k, 18)).not.toBe(draws[17])
  })
})
