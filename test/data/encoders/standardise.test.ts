import { describe, expect, it } from 'vitest'
import { standardise } from '../../../src/data/encoders/standardise.js'

/** Two channels: 1 3 5 (mean 3, deviation sqrt(8/3)) and 10 20 30 (mean 20, deviation sqrt(200/3)). */
const values = () => Float64Array.of(1, 10, 3, 20, 5, 30)

const standardised = (how: Parameters<typeof standardise>[2], input = values()) => {
  standardise(input, 2, how)
  return Array.from(input)
}

const close = (found: readonly number[], expected: readonly number[]) =>
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 12)
  })

describe('standardise', () => {
  it('by channel gives each mean 0 and deviation 1', () => {
    const u = Math.sqrt(1.5)
    close(standardised('channel'), [-u, -u, 0, 0, u, u])
  })

  it('centred gives each mean 0 and keeps how much each varies against the others', () => {
    // Deviations from the means: -2 -10 0 0 2 10, mean square 208 / 6.
    const d = Math.sqrt(208 / 6)
    close(standardised('centre'), [-2 / d, -10 / d, 0, 0, 2 / d, 10 / d])
  })

  it('by sample keeps channels apart', () => {
    const mean = 69 / 6
    const d = Math.sqrt(values().reduce((sum, v) => sum + (v - mean) ** 2, 0) / 6)
    close(
      standardised('sample'),
      Array.from(values(), (v) => (v - mean) / d),
    )
  })

  it('makes 0 of what is constant, whatever the rounding', () => {
    expect(standardised('channel', Float64Array.of(0.1, 1, 0.1, 2, 0.1, 3)).filter((_, i) => i % 2 === 0)).toEqual([
      0, 0, 0,
    ])
    expect(standardised('sample', new Float64Array(6).fill(0.3))).toEqual([0, 0, 0, 0, 0, 0])
    expect(standardised('centre', Float64Array.of(0.1, 7, 0.1, 7, 0.1, 7))).toEqual([0, 0, 0, 0, 0, 0])
    expect(standardised('channel', Float64Array.of())).toEqual([])
  })

  it('leaves values alone where asked to', () => {
    expect(standardised('none')).toEqual(Array.from(values()))
  })
})
