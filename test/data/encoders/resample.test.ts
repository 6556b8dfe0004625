import { describe, expect, it } from 'vitest'
import { designResampler } from '../../../src/data/encoders/resample.js'

const tone = (hz: number, rate: number, length: number) =>
  Float64Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rate))

/** Largest difference away from the ends, where the signal is cut off. */
function largestError(a: Float64Array, b: Float64Array, margin: number): number {
  let worst = 0
  for (let n = margin; n < a.length - margin; n++) worst = Math.max(worst, Math.abs(a[n] - b[n]))
  return worst
}

describe('designResampler', () => {
  const toEar = designResampler(8000, 12500)

  it('makes 25 samples out of 16', () => {
    expect(toEar(new Float64Array(1600)).length).toBe(2500)
    expect(toEar(new Float64Array(17)).length).toBe(27)
  })

  it('keeps a constant exactly, in every phase', () => {
    const out = toEar(new Float64Array(400).fill(0.5))
    expect(largestError(out, new Float64Array(out.length).fill(0.5), 40)).toBeLessThan(1e-15)
  })

  it.each([100, 1000, 2500, 3200])('keeps a tone of %d Hz where it was, without delay', (hz) => {
    const out = toEar(tone(hz, 8000, 800))
    expect(largestError(out, tone(hz, 12500, out.length), 40)).toBeLessThan(0.004)
  })

  it('removes what the lower rate cannot hold', () => {
    const down = designResampler(12500, 8000)
    const out = down(tone(5200, 12500, 2000))
    expect(largestError(out, new Float64Array(out.length), 40)).toBeLessThan(0.01)
    const kept = down(tone(1000, 12500, 2000))
    expect(largestError(kept, tone(1000, 8000, kept.length), 40)).toBeLessThan(0.004)
  })

  it('copies at equal rates and refuses ratios without a small form', () => {
    const x = tone(100, 8000, 50)
    expect(designResampler(8000, 8000)(x)).toEqual(x)
    expect(designResampler(8000, 8000)(x)).not.toBe(x)
    expect(() => designResampler(44101, 12500)).toThrow('ratio 12500/44101 needs more than 4096 phases')
  })
})
