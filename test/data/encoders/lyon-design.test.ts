import { describe, expect, it } from 'vitest'
import { designLyonEar, lyonChannels, type Section } from '../../../src/data/encoders/lyon-design.js'

/** |H| of a section at f Hz, by complex arithmetic on z^-1 = cos w - i sin w. */
function gain({ a0, a1, a2, b1, b2 }: Section, f: number, sampleRate: number): number {
  const w = (2 * Math.PI * f) / sampleRate
  const at = (c0: number, c1: number, c2: number) =>
    Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w))
  return at(a0, a1, a2) / at(1, b1, b2)
}

describe("Lyon's ear, design", () => {
  it.each([
    [8000, 64],
    [12500, 78],
    [16000, 86],
    [20000, 93],
  ])('has at %d Hz %d channels', (rate, channels) => {
    expect(lyonChannels(rate)).toBe(channels)
    expect(designLyonEar(rate).sections.length).toBe(channels + 2)
  })

  it('spans 5959 to 79 Hz at 12.5 kHz and 3811 to 79 Hz at 8 kHz', () => {
    const ends = (rate: number) => {
      const { centre } = designLyonEar(rate)
      return [centre[0], centre[centre.length - 1]].map(Math.round)
    }
    expect(ends(12500)).toEqual([5959, 79])
    expect(ends(8000)).toEqual([3811, 79])
  })

  const { sections, centre } = designLyonEar(12500)

  it('steps the centres by a quarter of a bandwidth, so they fall', () => {
    const bandwidth = (cf: number) => Math.sqrt(cf * cf + 1e6) / 8
    for (let i = 1; i < centre.length; i++) {
      const between = (centre[i - 1] + centre[i]) / 2
      expect((centre[i - 1] - centre[i]) / bandwidth(between)).toBeCloseTo(0.25, 3)
    }
  })

  it("gives each stage the gain cf(n-1) / cf(n) at 0 Hz, the first one the second one's", () => {
    const gains = sections.slice(2).map((section) => gain(section, 0, 12500))
    expect(gains[0]).toBeCloseTo(centre[0] / centre[1], 10)
    for (let i = 1; i < centre.length; i++) expect(gains[i]).toBeCloseTo(centre[i - 1] / centre[i], 9)
  })

  it('gives both front stages gain 1 at a quarter of the sample rate, the second one none at 0 Hz', () => {
    expect(gain(sections[0], 3125, 12500)).toBeCloseTo(1, 12)
    expect(gain(sections[1], 3125, 12500)).toBeCloseTo(1, 12)
    expect(gain(sections[1], 0, 12500)).toBeCloseTo(0, 12)
  })

  it('is stable: all poles inside the unit circle', () => {
    for (const { b1, b2 } of sections) {
      expect(Math.abs(b2)).toBeLessThan(1)
      expect(Math.abs(b1)).toBeLessThan(1 + b2)
    }
  })

  it('has its notch just above the resonance of each stage', () => {
    const stage = 40
    const cf = centre[stage]
    const zf = cf + (Math.sqrt(cf * cf + 1e6) / 8) * 0.25 * 1.5
    expect(gain(sections[stage + 2], zf, 12500)).toBeLessThan(gain(sections[stage + 2], cf, 12500))
    expect(gain(sections[stage + 2], zf, 12500)).toBeLessThan(gain(sections[stage + 2], zf * 1.5, 12500))
  })
})
