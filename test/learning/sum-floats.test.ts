import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sumFloats } from '../../src/learning/sum-floats.js'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

describe('sum of gradients', () => {
  it('adds in order in float32, for every length, and for lengths in turn', () => {
    const arrays = fc
      .integer({ min: 1, max: 9 })
      .chain((length) => fc.array(fc.array(float32, { minLength: length, maxLength: length }), { minLength: 1 }))
    fc.assert(
      fc.property(arrays, (parts) => {
        const expected = new Float32Array(parts[0].length)
        for (const part of parts) for (let i = 0; i < expected.length; i++) expected[i] += Math.fround(part[i])
        const { sum, finite } = sumFloats(parts.map((part) => Float32Array.from(part)))
        expect(sum).toEqual(expected)
        expect(finite).toBe(expected.every(Number.isFinite))
      }),
    )
  })

  it('says when a number is not finite, and when only the squares are large', () => {
    const big = Float32Array.of(3e38, 1)
    expect(sumFloats([big]).finite).toBe(true)
    expect(sumFloats([big, big]).finite).toBe(false)
    expect(sumFloats([Float32Array.of(0, Number.NaN)]).finite).toBe(false)
    expect(sumFloats([])).toEqual({ sum: new Float32Array(0), finite: true })
  })
})
