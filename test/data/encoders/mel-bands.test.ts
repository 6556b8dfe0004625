import { describe, expect, it } from 'vitest'
import { melBands, melFilters, windowsIn } from '../../../src/data/encoders/mel-bands.js'

const usual = { sampleRate: 8000, bands: 26, low: 80, high: 3800, window: 200, hop: 40, preEmphasis: 0 }

const tone = (hz: number, length = 2000) =>
  Float64Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * n) / 8000))

const loudest = (row: Float64Array) => row.indexOf(Math.max(...row))

describe('melFilters', () => {
  it('are triangles whose centres are equally far apart on the mel scale', () => {
    const { size, filters } = melFilters({ ...usual, window: 8192 })
    const mels = filters.map(({ first, weights }) => {
      const centre = (first + loudest(weights)) * (8000 / size)
      return 2595 * Math.log10(1 + centre / 700)
    })
    // 80 Hz is 121.96 mel, 3800 Hz is 2095.3 mel; 26 bands have 27 distances.
    const distance = (2095.29 - 121.96) / 27
    mels.forEach((m, b) => {
      expect(Math.abs(m - (121.96 + (b + 1) * distance))).toBeLessThan(2)
    })
  })

  it('share each frequency between two neighbours, to the sum 1', () => {
    const { size, filters } = melFilters(usual)
    const sums = new Float64Array(size / 2 + 1)
    for (const { first, weights } of filters)
      weights.forEach((weight, k) => {
        sums[first + k] += weight
      })
    const [from, to] = [filters[0], filters[25]].map(({ first, weights }) => first + loudest(weights))
    for (let k = from + 1; k < to; k++) expect(sums[k]).toBeCloseTo(1, 12)
  })

  it('take a longer transform where a band would hold no frequency', () => {
    expect(melFilters(usual).size).toBe(256)
    const narrow = melFilters({ ...usual, bands: 128 })
    expect(narrow.size).toBeGreaterThan(256)
    for (const { weights } of narrow.filters) expect(weights.length).toBeGreaterThan(0)
    expect(() => melFilters({ ...usual, bands: 256, low: 100, high: 101 })).toThrow('are too narrow')
  })
})

describe('melBands', () => {
  it('gives one row per whole window', () => {
    expect([0, 199, 200, 239, 240, 2000].map((length) => windowsIn(length, usual))).toEqual([0, 0, 1, 1, 2, 46])
    expect(melBands(usual)(new Float64Array(2000)).length).toBe(46 * 26)
  })

  it.each([150, 440, 1000, 2500])('is loudest where a tone of %d Hz lies', (hz) => {
    const { size, filters } = melFilters(usual)
    const energies = melBands(usual)(tone(hz)).subarray(0, 26)
    const { first, weights } = filters[loudest(energies)]
    expect(hz).toBeGreaterThan(((first - 1) * 8000) / size)
    expect(hz).toBeLessThan(((first + weights.length) * 8000) / size)
    // A Hann window leaks little: bands far away hold less than a millionth.
    const far = loudest(energies) > 13 ? energies[2] : energies[23]
    expect(far).toBeLessThan(1e-6 * Math.max(...energies))
  })

  it('weakens low tones when pre-emphasised, by the filter it says', () => {
    const plain = melBands(usual)(tone(200))
    const raised = melBands({ ...usual, preEmphasis: 0.9 })(tone(200))
    const row = 26 * 10
    const band = row + loudest(plain.subarray(row, row + 26))
    const gain = 1 + 0.81 - 1.8 * Math.cos((2 * Math.PI * 200) / 8000)
    expect(raised[band] / plain[band]).toBeCloseTo(gain, 2)
  })
})
