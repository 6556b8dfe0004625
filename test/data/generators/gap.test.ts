import { describe, expect, it } from 'vitest'
import { gapDraw } from '../../../src/data/generators/gap.js'

describe('gapDraw', () => {
  it.each([0.5, 0.04, 0.01, 0.0001])('inverts the geometric distribution, p = %d', (p) => {
    const draw = gapDraw(p)
    for (let i = 0; i < 1000; i++) {
      const u = (i + 0.3) / 1000
      expect(draw(u)).toBe(Math.floor(Math.log(1 - u) / Math.log(1 - p)))
    }
  })

  it('never spikes at p = 0, and always at p close to 1', () => {
    expect(gapDraw(0)(0.5)).toBe(Number.POSITIVE_INFINITY)
    expect(gapDraw(0.99)(0.5)).toBe(0)
  })

  it('ends for the smallest p and the largest u', () => {
    expect(gapDraw(1e-12)(1 - 2 ** -53)).toBeGreaterThan(2 ** 27)
  })
})
