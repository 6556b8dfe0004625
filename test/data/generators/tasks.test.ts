import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataSchema, describeData, generateDataset, withOverride } from '../../../src/data/catalogue.js'
import type { EncodedDataset } from '../../../src/data/dataset.js'
import { generate } from '../../../src/data/generators/generate.js'
import {
  type GeneratedSource,
  type GeneratedSpec,
  generatedSchemas,
  isGenerated,
} from '../../../src/data/generators/generated-spec.js'
import { key } from '../../../src/kernel/numerics/random.js'

const NONE = { weights: 1, alpha: 0, selection: 0, test: 0 }
const SOURCES = generatedSchemas.map((schema) => schema.shape.source.value)

function spec(source: GeneratedSource, settings: object = {}): GeneratedSpec {
  // Fresh points instead of the published ones, which are the same for every key.
  const parsed = dataSchema.parse({ source, ...(source === 'yin-yang' && { draw: 'fresh' }), ...settings })
  if (!isGenerated(parsed)) throw new Error('not generated')
  return parsed
}

const weights = (source: GeneratedSource, count: number, settings: object = {}, seed = 1) =>
  generate(spec(source, { samples: { ...NONE, weights: count }, ...settings }), key(seed))

/** Events of sample i as [step, channel]. */
function events(data: EncodedDataset, i: number): [number, number][] {
  const count = data.eventStart[i + 1] - data.eventStart[i]
  return Array.from({ length: count }, (_, e) => {
    const at = data.eventStart[i] + e
    return [data.eventStep[at], data.eventChannel[at]]
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe.each(SOURCES)('%s', (source) => {
  const small = spec(source, { samples: { weights: 40, alpha: 30, selection: 20, test: 10 } })
  const data = generate(small, key(7, 'data', 0))

  it('has the shape that its settings tell, the counts asked for, and the same bits for the same key', () => {
    const { channels, classNames, maxSteps, generated } = describeData(small)
    // Of spiking XOR the gap, and so the length, is drawn.
    const steps = source === 'spiking-xor' ? maxSteps : data.steps[0]
    expect([data.channels, data.classNames, steps, true]).toEqual([channels, classNames, maxSteps, generated])
    expect(Math.max(...data.steps)).toBeLessThanOrEqual(maxSteps)
    expect([0, 1, 2, 3].map((split) => data.split.filter((s) => s === split).length)).toEqual([40, 30, 20, 10])
    expect(generate(small, key(7, 'data', 0)).key).toBe(data.key)
    expect(generate(small, key(7, 'data', 1)).key).not.toBe(data.key)
  })

  it('makes each trial a function of key, split and index only', () => {
    const other = generate(
      spec(source, { samples: { weights: 3, alpha: 5, selection: 0, test: 20 } }),
      key(7, 'data', 0),
    )
    for (const [own, same] of [
      [2, 2],
      [3 + 4, 40 + 4],
      [8 + 9, 90 + 9],
    ]) {
      expect(events(other, own)).toEqual(events(data, same))
      expect(other.label[own]).toBe(data.label[same])
    }
  })

  it('has no trial in common between splits', () => {
    // Yin-Yang's points on a grid of 1800 steps instead of 37, where no two of a hundred fall together.
    const fine = source === 'yin-yang' ? { early: 0, late: 19_000 } : {}
    const apart = generate(
      spec(source, { samples: { weights: 40, alpha: 30, selection: 20, test: 10 }, ...fine }),
      key(7, 'data', 0),
    )
    expect(new Set(Array.from({ length: 100 }, (_, i) => events(apart, i).join(' '))).size).toBe(100)
  })

  // Spiking XOR draws its two groups independently, as the stimuli of the paper are.
  it.skipIf(source === 'spiking-xor')('balances the classes exactly, in no fixed order', () => {
    const classes = data.classNames.length
    const many = weights(source, 40 * classes)
    const orders = new Set<string>()
    for (let block = 0; block < 40; block++) {
      const labels = [...many.label.subarray(block * classes, (block + 1) * classes)]
      expect([...labels].sort((a, b) => a - b)).toEqual(Array.from({ length: classes }, (_, c) => c))
      orders.add(labels.join())
    }
    expect(orders.size).toBeGreaterThan(1)
  })
})

/** The group of ten inputs that is on in each pulse of a noiseless trial. */
function shownGroups(data: EncodedDataset, i: number, window: number): number[] {
  const seen = new Map<number, Set<number>>()
  for (const [step, channel] of events(data, i)) {
    const pulse = Math.floor(step / window)
    seen.set(pulse, (seen.get(pulse) ?? new Set()).add(Math.floor(channel / 10)))
  }
  return [...seen.entries()].sort(([a], [b]) => a - b).flatMap(([, groups]) => [...groups])
}

const CLEAN = { p: 1, background: 0, pulseSteps: 2 }

describe('temporal XOR', () => {
  it('has the parity of its pulses as class, all patterns equally often, whatever bits and gap are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(40), fc.nat(), (bits, gap, seed) => {
        const data = weights('temporal-xor', 64, { bits, gap, ...CLEAN }, seed)
        expect(data.steps[0]).toBe(bits * 2 + (bits - 1) * gap + 15)
        for (let i = 0; i < 64; i++) {
          const ones = shownGroups(data, i, 2 + gap)
          expect(ones.length).toBe(bits)
          expect(ones.filter((bit) => bit === 1).length % 2).toBe(data.label[i])
        }
      }),
      { numRuns: 25 },
    )
  })

  it('shows each of the four patterns in a quarter of the trials', () => {
    const data = weights('temporal-xor', 4000, CLEAN)
    const patterns = Array.from({ length: 4000 }, (_, i) => shownGroups(data, i, 52).join(''))
    for (const pattern of ['00', '01', '10', '11']) {
      // Standard deviation 22, as the class is balanced exactly.
      expect(Math.abs(patterns.filter((p) => p === pattern).length - 1000)).toBeLessThan(110)
    }
  })

  it('fires p 0.4 in pulses and 0.01 in the gap', () => {
    const data = weights('temporal-xor', 1000)
    const all = Array.from({ length: 1000 }, (_, i) => events(data, i)).flat()
    const inside = all.filter(([step]) => step < 10).length
    // 1000 x 100 cells at 0.4 and as many at 0.01: standard deviation 160.
    expect(Math.abs(inside - 41_000)).toBeLessThan(800)
    // 1000 x 50 x 20 cells: standard deviation 100.
    expect(Math.abs(all.filter(([step]) => step >= 10 && step < 60).length - 10_000)).toBeLessThan(500)
  })
})

describe('n-back', () => {
  it('matches exactly where the last symbol is the one n before it, whatever the settings are', () => {
    const settings = fc
      .record({ n: fc.integer({ min: 1, max: 5 }), more: fc.nat(4), symbols: fc.integer({ min: 2, max: 5 }) })
      .map(({ n, more, symbols }) => ({ n, items: n + 2 + more, symbols }))
    fc.assert(
      fc.property(settings, fc.nat(), ({ n, items, symbols }, seed) => {
        const data = weights('n-back', 50, { n, items, symbols, gap: 3, ...CLEAN }, seed)
        for (let i = 0; i < 50; i++) {
          const shown = shownGroups(data, i, 5)
          expect(shown.length).toBe(items)
          expect(shown[items - 1] === shown[items - 1 - n] ? 1 : 0).toBe(data.label[i])
        }
      }),
      { numRuns: 25 },
    )
  })

  it('shows the last symbol equally often in both classes, at every number of showings', () => {
    const data = weights('n-back', 6000, { n: 2, items: 5, symbols: 2, ...CLEAN })
    const histograms = [new Map<number, number>(), new Map<number, number>()]
    for (let i = 0; i < 6000; i++) {
      const shown = shownGroups(data, i, 52)
      const showings = shown.filter((symbol) => symbol === shown[4]).length
      const histogram = histograms[data.label[i]]
      histogram.set(showings, (histogram.get(showings) ?? 0) + 1)
    }
    // Standard deviation of a difference of two binomial counts of 3000: below 39.
    for (const showings of [2, 3, 4]) {
      const [differ, match] = histograms.map((histogram) => histogram.get(showings) ?? 0)
      expect(Math.abs(differ - match)).toBeLessThan(160)
      expect(Math.min(differ, match)).toBeGreaterThan(300)
    }
  })

  it('refuses a sequence too short to have something to swap', () => {
    expect(() => spec('n-back', { n: 2, items: 3 })).toThrow('must be at least n + 2')
    expect(() => withOverride(spec('n-back'), { n: 2 })).toThrow('data.items: must be at least n + 2, but got 3')
  })
})

describe('Poisson templates', () => {
  const FROZEN = { jitter: 0, deletion: 0, background: 0, templatesPerClass: 1 }

  it('without noise are one pattern per class, with so many spikes in every channel', () => {
    const data = weights('poisson-templates', 40, { ...FROZEN, classes: 4, channels: 12, spikes: 3 })
    const patterns = new Map<number, Set<string>>()
    for (let i = 0; i < 40; i++) {
      const own = events(data, i)
      for (let c = 0; c < 12; c++) expect(own.filter(([, channel]) => channel === c).length).toBe(3)
      patterns.set(data.label[i], (patterns.get(data.label[i]) ?? new Set()).add(own.join(' ')))
    }
    expect([...patterns.values()].map((set) => set.size)).toEqual([1, 1, 1, 1])
    expect(new Set([...patterns.values()].flatMap((set) => [...set])).size).toBe(4)
  })

  it('choose between the templates of a class', () => {
    const data = weights('poisson-templates', 100, { ...FROZEN, classes: 2, templatesPerClass: 3 })
    expect(new Set(Array.from({ length: 100 }, (_, i) => events(data, i).join(' '))).size).toBe(6)
  })

  it('displace spikes with the standard deviation asked for, and lose none', () => {
    const own = { ...FROZEN, classes: 2, channels: 2000, steps: 2000, spikes: 1 }
    const still = weights('poisson-templates', 2, own)
    const moved = weights('poisson-templates', 2, { ...own, jitter: 7 })
    const stepOf = (data: EncodedDataset, i: number) =>
      new Map(events(data, i).map(([step, channel]) => [channel, step]))
    const shifts = [0, 1].flatMap((i) => {
      const to = stepOf(moved, i)
      expect(to.size).toBe(2000)
      return [...stepOf(still, i)]
        .filter(([, step]) => step > 50 && step < 1950)
        .map(([channel, step]) => (to.get(channel) ?? Number.NaN) - step)
    })
    expect(Math.abs(mean(shifts))).toBeLessThan(0.5)
    // Rounding to steps adds a variance of 1/12; 3800 spikes: standard error 1.2 %.
    expect(Math.abs(Math.sqrt(mean(shifts.map((s) => s * s))) / Math.sqrt(49 + 1 / 12) - 1)).toBeLessThan(0.05)
  })

  it('keep every spike inside the trial, however far it is displaced', () => {
    const data = weights('poisson-templates', 20, { ...FROZEN, steps: 10, jitter: 100, channels: 5, spikes: 2 })
    expect(data.eventStep.length).toBe(20 * 5 * 2)
    expect(Math.max(...data.eventStep)).toBeLessThan(10)
  })

  it('leave out and add as many spikes as asked for', () => {
    const own = { ...FROZEN, channels: 50, steps: 100, spikes: 4 }
    // 100 x 200 spikes, each kept with 0.7: standard deviation 65.
    expect(
      Math.abs(weights('poisson-templates', 100, { ...own, deletion: 0.3 }).eventStep.length - 14_000),
    ).toBeLessThan(325)
    // 100 x 5000 cells at 0.02: standard deviation 99.
    const noisy = weights('poisson-templates', 100, { ...own, deletion: 1, background: 0.02 })
    expect(Math.abs(noisy.eventStep.length - 10_000)).toBeLessThan(500)
  })
})

describe('randman', () => {
  it('lets every unit fire equally often, in the active steps alone', () => {
    const data = weights('randman', 30, { alpha: 2, spikes: 2, units: 15, steps: 80, activeSteps: 40 })
    for (let i = 0; i < 30; i++) {
      for (let unit = 0; unit < 15; unit++)
        expect(events(data, i).filter(([, channel]) => channel === unit).length).toBe(2)
    }
    expect(Math.max(...data.eventStep)).toBe(39)
    expect(Math.min(...data.eventStep)).toBe(0)
  })

  it('has classes that are curves: the nearest other trial is of the same class', () => {
    const data = weights('randman', 400, { alpha: 2 })
    const times = Array.from({ length: 400 }, (_, i) => {
      const own = new Float64Array(20)
      for (const [step, channel] of events(data, i)) own[channel] = step
      return own
    })
    const distance = (a: Float64Array, b: Float64Array) => a.reduce((sum, step, unit) => sum + (step - b[unit]) ** 2, 0)
    const right = times.filter((own, i) => {
      let nearest = -1
      for (let j = 0; j < 400; j++)
        if (j !== i && (nearest < 0 || distance(own, times[j]) < distance(own, times[nearest]))) nearest = j
      return data.label[nearest] === data.label[i]
    })
    expect(right.length).toBeGreaterThan(390)
  })

  it('draws other manifolds for another formula', () => {
    const keys = ['torch', 'numpy', 'article'].map((formula) => weights('randman', 20, { alpha: 2, formula }).key)
    expect(new Set(keys).size).toBe(3)
  })

  it('refuses more active steps than there are', () => {
    expect(() => spec('randman', { steps: 40 })).toThrow('must not exceed steps')
  })
})

describe('a generated task', () => {
  it('whose trials would be too long is refused before anything is drawn', () => {
    expect(() => describeData(spec('temporal-xor', { bits: 32, gap: 20_000 }))).toThrow(
      'a trial of temporal-xor must have at most 65535 steps, but these settings make 620335',
    )
  })

  it('takes a curriculum on its numeric settings', () => {
    const easy = generateDataset(spec('temporal-xor', { samples: NONE }), {
      seed: 1,
      replicate: 0,
      override: { gap: 5 },
    })
    expect(easy.steps[0]).toBe(10 + 5 + 10 + 15)
  })
})
