import { describe, expect, it } from 'vitest'
import {
  dataSchema,
  type GeneratedSpec,
  generateDataset,
  isGenerated,
  withOverride,
} from '../../../src/data/catalogue.js'
import type { EncodedDataset } from '../../../src/data/dataset.js'
import { generate } from '../../../src/data/generators/generate.js'
import { key } from '../../../src/kernel/numerics/random.js'

const NONE = { weights: 1, alpha: 0, selection: 0, test: 0 }

function spec(settings: object): GeneratedSpec {
  const parsed = dataSchema.parse(settings)
  if (!isGenerated(parsed)) throw new Error('not generated')
  return parsed
}

/** Events of sample i as 'step:channel'. */
function events(data: EncodedDataset, i: number): string[] {
  const range = Array.from({ length: data.eventStart[i + 1] - data.eventStart[i] }, (_, e) => data.eventStart[i] + e)
  return range.map((e) => `${data.eventStep[e]}:${data.eventChannel[e]}`)
}

/** [sample] number of events in steps [from, to) of group g, of ten inputs each. */
function groupCounts(data: EncodedDataset, g: number, from: number, to: number): number[] {
  return Array.from({ length: data.samples }, (_, i) => {
    let count = 0
    for (let e = data.eventStart[i]; e < data.eventStart[i + 1]; e++) {
      const inside = data.eventStep[e] >= from && data.eventStep[e] < to
      if (inside && Math.floor(data.eventChannel[e] / 10) === g) count++
    }
    return count
  })
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe.each(['delayed-match', 'cue-accumulation'] as const)('%s', (source) => {
  const small = spec({ source, samples: { weights: 40, alpha: 30, selection: 20, test: 10 } })
  const data = generate(small, key(7, 'data', 0))

  it('has the counts asked for, in the order of the splits', () => {
    expect([0, 1, 2, 3].map((split) => data.split.filter((s) => s === split).length)).toEqual([40, 30, 20, 10])
    expect(data.samples).toBe(100)
  })

  it('is the same for the same key and different for another', () => {
    expect(generate(small, key(7, 'data', 0)).key).toBe(data.key)
    expect(generate(small, key(7, 'data', 1)).key).not.toBe(data.key)
  })

  it('makes each trial a function of key, split and index only', () => {
    const other = generate(
      spec({ source, samples: { weights: 3, alpha: 5, selection: 0, test: 20 } }),
      key(7, 'data', 0),
    )
    expect(events(other, 2)).toEqual(events(data, 2))
    expect(events(other, 3 + 4)).toEqual(events(data, 40 + 4))
    expect(events(other, 8 + 9)).toEqual(events(data, 90 + 9))
  })

  it('has no trial in common between splits', () => {
    const trials = new Set(Array.from({ length: 100 }, (_, i) => events(data, i).join()))
    expect(trials.size).toBe(100)
  })

  it('balances the classes exactly, in no fixed order', () => {
    const many = generate(spec({ source, samples: { ...NONE, weights: 400 } }), key(3))
    expect(sum([...many.label])).toBe(200)
    expect(new Set(Array.from({ length: 200 }, (_, pair) => many.label[2 * pair])).size).toBe(2)
  })

  it('fires at most once per input and step, sorted', () => {
    for (let i = 0; i < 20; i++) {
      const seen = events(data, i)
      expect(new Set(seen).size).toBe(seen.length)
    }
  })
})

describe('delayed match-to-sample', () => {
  const data = generate(spec({ source: 'delayed-match', samples: { ...NONE, weights: 2000 } }), key(1))
  const cueA = groupCounts(data, 0, 0, 10)
  const cueB = groupCounts(data, 1, 0, 10)
  const probeA = groupCounts(data, 2, 60, 70)
  const probeB = groupCounts(data, 3, 60, 70)
  const cue = cueA.map((count, i) => (count > cueB[i] ? 0 : 1))
  const probe = probeA.map((count, i) => (count > probeB[i] ? 0 : 1))

  it('has 40 inputs and 10 + gap + 10 + 15 steps', () => {
    expect([data.channels, data.steps[0], data.dt]).toEqual([40, 85, null])
    expect(
      generateDataset(spec({ source: 'delayed-match', gap: 65, samples: NONE }), { seed: 1, replicate: 0 }).steps[0],
    ).toBe(100)
  })

  it('has class 1 exactly where cue and probe match', () => {
    expect([...data.label]).toEqual(cue.map((kind, i) => (kind === probe[i] ? 1 : 0)))
  })

  it('fires the cue with p 0.4 in its ten steps', () => {
    // 2000 x 100 cells: standard error 0.0011.
    const rate = sum(cue.map((kind, i) => (kind === 0 ? cueA[i] : cueB[i]))) / (2000 * 100)
    expect(Math.abs(rate - 0.4)).toBeLessThan(0.005)
    const probeRate = sum(probe.map((kind, i) => (kind === 0 ? probeA[i] : probeB[i]))) / (2000 * 100)
    expect(Math.abs(probeRate - 0.4)).toBeLessThan(0.005)
  })

  it('fires the background with p 0.01 in the gap, in every group', () => {
    for (let g = 0; g < 4; g++) {
      // 2000 x 500 cells: standard error 0.0001.
      expect(Math.abs(sum(groupCounts(data, g, 10, 60)) / (2000 * 500) - 0.01)).toBeLessThan(0.0005)
    }
  })

  it('tells nothing about the class by cue or probe alone', () => {
    for (const side of [cue, probe]) {
      const matches = side.filter((kind, i) => kind === 0 && data.label[i] === 1).length
      // About 500 of 2000, standard deviation 19.
      expect(Math.abs(matches - 500)).toBeLessThan(80)
    }
  })

  it('has no background when it is 0, and every cue cell when p is 1', () => {
    const clean = generate(
      spec({ source: 'delayed-match', p: 1, background: 0, samples: { ...NONE, weights: 10 } }),
      key(1),
    )
    expect(clean.eventStep.length).toBe(10 * 200)
  })
})

describe('cue accumulation', () => {
  const data = generate(spec({ source: 'cue-accumulation', samples: { ...NONE, weights: 600 } }), key(1))

  it('has class = the side with more of the seven cues', () => {
    expect(data.steps[0]).toBe(7 * 10 + 30 + 10)
    const rights = new Array<number>(600).fill(0)
    for (let cue = 0; cue < 7; cue++) {
      const left = groupCounts(data, 0, cue * 10, cue * 10 + 5)
      const right = groupCounts(data, 1, cue * 10, cue * 10 + 5)
      // Fifty cells at 0.4 against fifty at 0.01: never confused.
      right.forEach((count, i) => {
        rights[i] += count > left[i] ? 1 : 0
      })
    }
    expect([...data.label]).toEqual(rights.map((count) => (count >= 4 ? 1 : 0)))
    // Binomial(7, 1/2): 70/128 of the trials have the narrowest majority, standard deviation 0.02.
    expect(Math.abs(rights.filter((count) => count === 3 || count === 4).length / 600 - 70 / 128)).toBeLessThan(0.08)
  })

  it('signals recall in the last ten steps and noise throughout', () => {
    expect(Math.abs(sum(groupCounts(data, 2, 100, 110)) / (600 * 100) - 0.4)).toBeLessThan(0.01)
    expect(Math.abs(sum(groupCounts(data, 3, 0, 110)) / (600 * 1100) - 0.04)).toBeLessThan(0.002)
  })

  it('refuses an even number of cues', () => {
    expect(() => spec({ source: 'cue-accumulation', cues: 6 })).toThrow('must be odd')
  })
})

describe('withOverride', () => {
  const usual = spec({ source: 'delayed-match', samples: NONE })

  it('changes a numeric setting and keeps labels of the same trials', () => {
    const draw = { seed: 5, replicate: 2 }
    const short = generateDataset(usual, { ...draw, override: { gap: 35 } })
    expect(short.steps[0]).toBe(70)
    expect(short.key).toBe(generateDataset(withOverride(usual, { gap: 35 }), draw).key)
  })

  it('refuses an unknown setting and names a near one', () => {
    expect(() => withOverride(usual, { gpa: 35 })).toThrow(
      'data.gpa is not a numeric setting of \'delayed-match\'; did you mean "gap"?',
    )
    expect(() => withOverride(usual, { samples: 35 })).toThrow('data.samples is not')
  })

  it('refuses a value the setting cannot have', () => {
    expect(() => withOverride(usual, { gap: -1 })).toThrow(/data\.gap: .* but got -1/)
  })
})
