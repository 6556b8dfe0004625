import { describe, expect, it } from 'vitest'
import { powerSpectrum } from '../../../src/data/encoders/fft.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

/** |X_k|^2 as the sum says it. */
function slowly(input: Float64Array, size: number): number[] {
  return Array.from({ length: size / 2 + 1 }, (_, k) => {
    let re = 0
    let im = 0
    input.forEach((x, n) => {
      re += x * Math.cos((2 * Math.PI * k * n) / size)
      im -= x * Math.sin((2 * Math.PI * k * n) / size)
    })
    return re * re + im * im
  })
}

describe('powerSpectrum', () => {
  it.each([2, 4, 16, 256])('of %d values equals the sum that defines it', (size) => {
    const input = Float64Array.from({ length: size }, (_, n) => uniform(key(size), n) - 0.5)
    const power = new Float64Array(size / 2 + 1)
    powerSpectrum(size)(input, power)
    slowly(input, size).forEach((expected, k) => {
      expect(power[k]).toBeCloseTo(expected, 10)
    })
  })

  it('counts missing values as zeros, whatever was transformed before', () => {
    const spectrum = powerSpectrum(8)
    const power = new Float64Array(5)
    spectrum(new Float64Array(8).fill(3), power)
    spectrum(Float64Array.of(2), power)
    expect(Array.from(power)).toEqual([4, 4, 4, 4, 4])
  })

  it('puts a whole number of turns into one place', () => {
    const power = new Float64Array(9)
    powerSpectrum(16)(
      Float64Array.from({ length: 16 }, (_, n) => Math.cos((2 * Math.PI * 3 * n) / 16)),
      power,
    )
    power.forEach((value, k) => {
      expect(value).toBeCloseTo(k === 3 ? 64 : 0, 12)
    })
  })

  it('refuses a size that is no power of two', () => {
    expect(() => powerSpectrum(12)).toThrow('must be a power of two, at least 2, but got 12')
    expect(() => powerSpectrum(1)).toThrow('but got 1')
  })
})
