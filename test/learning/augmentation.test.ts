import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sample } from '../../src/kernel/kernel.js'
import { key } from '../../src/kernel/numerics/random.js'
import {
  type Augmentation,
  augment,
  augmentationSchema,
  augmentedSteps,
  dropEvents,
} from '../../src/learning/augmentation.js'

describe('dropEvents', () => {
  const sample: Sample = {
    steps: 100,
    step: Uint16Array.from({ length: 5000 }, (_, e) => Math.floor(e / 50)),
    channel: Uint16Array.from({ length: 5000 }, (_, e) => e % 50),
  }

  it('keeps a share of the events, in order, the same for the same key', () => {
    const dropped = dropEvents(sample, 0.3, key(1))
    expect(dropEvents(sample, 0.3, key(1))).toEqual(dropped)
    expect(dropEvents(sample, 0.3, key(2)).channel).not.toEqual(dropped.channel)
    expect(Math.abs(dropped.step.length - 3500)).toBeLessThan(5 * Math.sqrt(5000 * 0.3 * 0.7))
    expect(dropped.steps).toBe(100)
    let at = 0
    dropped.step.forEach((t, e) => {
      while (at < 5000 && (sample.step[at] !== t || sample.channel[at] !== dropped.channel[e])) at++
    })
    expect(at).toBeLessThan(5000)
  })

  it('with probability 0 gives the sample itself', () => {
    expect(dropEvents(sample, 0, key(1))).toBe(sample)
  })
})

/** `perStep` events in each step, on channels 0 to channels - 1 in turn. */
function regular(steps: number, channels: number, perStep: number): Sample {
  const length = steps * perStep
  return {
    steps,
    step: Uint16Array.from({ length }, (_, e) => Math.floor(e / perStep)),
    channel: Uint16Array.from({ length }, (_, e) => e % channels),
  }
}

const only = (setting: Partial<Augmentation>): Augmentation => ({ eventDropout: 0, ...setting })
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length

describe('augment', () => {
  it('is off unless asked for: the sample itself', () => {
    const sample = regular(10, 4, 2)
    expect(augmentationSchema.parse({})).toEqual({ eventDropout: 0 })
    expect(augment(sample, 4, augmentationSchema.parse({}), key(1))).toBe(sample)
  })

  it('with dropout alone is dropout by the same draws', () => {
    const sample = regular(50, 7, 3)
    expect(augment(sample, 7, only({ eventDropout: 0.4 }), key(2))).toEqual(dropEvents(sample, 0.4, key(2)))
  })

  it('keeps events in order and in range, whatever the settings, and never more of them', () => {
    const reach = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined })
    const settings = fc.record({
      eventDropout: fc.double({ min: 0, max: 0.9, noNaN: true }),
      timeStretch: fc.option(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { nil: undefined }),
      channelStretch: fc.option(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { nil: undefined }),
      timeMask: fc.option(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { nil: undefined }),
      channelMask: reach,
      ...{ timeShift: reach, timeJitter: reach, channelShift: reach, channelJitter: reach, channelBlock: reach },
    })
    const events = fc.array(fc.tuple(fc.nat(29), fc.nat(12)), { maxLength: 60 })
    fc.assert(
      fc.property(events, settings, fc.nat(), (raw, augmentation, seed) => {
        const sorted = raw.toSorted((a, b) => a[0] - b[0])
        const sample = {
          steps: 30,
          step: Uint16Array.from(sorted, ([t]) => t),
          channel: Uint16Array.from(sorted, ([, c]) => c),
        }
        const { steps, step, channel } = augment(sample, 13, augmentation, key(seed))
        expect(steps).toBeGreaterThanOrEqual(1)
        expect(steps).toBeLessThanOrEqual(augmentedSteps(30, augmentation))
        expect(step.length).toBe(channel.length)
        expect(step.length).toBeLessThanOrEqual(raw.length)
        step.forEach((t, e) => {
          expect(t).toBeGreaterThanOrEqual(e === 0 ? 0 : step[e - 1])
          expect(t).toBeLessThan(steps)
          expect(channel[e]).toBeLessThan(13)
        })
        expect(augment(sample, 13, augmentation, key(seed))).toEqual({ steps, step, channel })
      }),
    )
  })

  it('jitters each event on its own: evenly, without bias, none is lost', () => {
    // One event per step, a hundred steps apart from the ends.
    const sample = { steps: 1000, step: new Uint16Array(5000).fill(500), channel: new Uint16Array(5000).fill(40) }
    const inTime = augment(sample, 80, only({ timeJitter: 3 }), key(3))
    expect(inTime.step.length).toBe(5000)
    expect(inTime.channel).toEqual(sample.channel)
    expect(new Set(inTime.step)).toEqual(new Set([497, 498, 499, 500, 501, 502, 503]))
    // Seven places of 1/7 each: sd of the mean is 2 / sqrt(5000).
    expect(Math.abs(mean(inTime.step) - 500)).toBeLessThan((5 * 2) / Math.sqrt(5000))
    const inChannel = augment(sample, 80, only({ channelJitter: 1 }), key(3))
    expect(inChannel.step).toEqual(sample.step)
    const counts = [39, 40, 41].map((c) => inChannel.channel.filter((found) => found === c).length)
    for (const count of counts) expect(Math.abs(count - 5000 / 3)).toBeLessThan(5 * Math.sqrt((5000 * 2) / 9))
  })

  it('leaves an event where it is when jitter would throw it out of the sample or its block', () => {
    const edges = { steps: 2, step: Uint16Array.of(0, 0, 1, 1), channel: Uint16Array.of(0, 4, 5, 9) }
    for (let seed = 0; seed < 50; seed++) {
      const { step, channel } = augment(
        edges,
        10,
        only({ timeJitter: 9, channelJitter: 1, channelBlock: 5 }),
        key(seed),
      )
      expect(step.length).toBe(4)
      expect(channel.filter((c) => c < 5).length).toBe(2)
    }
  })

  it('shifts all events alike, and loses those that leave the sample or their block', () => {
    const sample = regular(20, 6, 6)
    const found = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const { step, channel, steps } = augment(sample, 6, only({ channelShift: 1, channelBlock: 3 }), key(seed))
      expect(steps).toBe(20)
      // One channel of each block of three is left empty, or none.
      const kept = [0, 1, 2, 3, 4, 5].filter((c) => channel.includes(c))
      const by = kept.length === 6 ? 0 : kept.includes(0) ? -1 : 1
      expect(kept).toEqual(by === 0 ? [0, 1, 2, 3, 4, 5] : by > 0 ? [1, 2, 4, 5] : [0, 1, 3, 4])
      expect(step.length).toBe(20 * kept.length)
      found.add(by)
    }
    expect(found).toEqual(new Set([-1, 0, 1]))
    const shifts = Array.from(
      { length: 60 },
      (_, seed) => augment(sample, 6, only({ timeShift: 2 }), key(seed)).step.length,
    )
    expect(new Set(shifts)).toEqual(new Set([18 * 6, 19 * 6, 20 * 6]))
  })

  it('stretches a sample with its events', () => {
    const sample = regular(100, 4, 1)
    const lengths = Array.from({ length: 200 }, (_, seed) => {
      const { steps, step } = augment(sample, 4, only({ timeStretch: 0.25 }), key(seed))
      expect(step.length).toBe(100)
      step.forEach((t, e) => {
        expect(Math.abs(t - (e + 0.5) * (steps / 100))).toBeLessThan(2)
      })
      return steps
    })
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(75)
    expect(Math.min(...lengths)).toBeLessThan(80)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(125)
    expect(Math.max(...lengths)).toBeGreaterThan(120)
  })

  it('stretches the channels of each block from its first one, in the same proportion, and leaves none empty between', () => {
    const sample = {
      steps: 1,
      step: new Uint16Array(4000),
      channel: Uint16Array.from({ length: 4000 }, (_, e) => e % 40),
    }
    const tops = Array.from({ length: 100 }, (_, seed) => {
      const { channel, step } = augment(sample, 40, only({ channelStretch: 0.2, channelBlock: 20 }), key(seed))
      expect(step.length).toBe(channel.length)
      const found = [...new Set(channel)].sort((a, b) => a - b)
      const of = (block: number) => found.filter((c) => Math.floor(c / 20) === block).map((c) => c % 20)
      expect(of(0)).toEqual(of(1))
      expect(of(0)).toEqual(of(0).map((_, i) => i))
      // What leaves a block is lost: about 1 - 1 / factor of the events.
      if (of(0).length < 20) expect(channel.length).toBe(4000)
      return of(0).length
    })
    expect(Math.min(...tops)).toBeGreaterThanOrEqual(16)
    expect(Math.min(...tops)).toBeLessThan(18)
    expect(tops.filter((top) => top === 20).length).toBeGreaterThan(30)
  })

  it('masks one run of steps, of every length up to its share', () => {
    const sample = regular(20, 3, 3)
    const lengths = Array.from({ length: 300 }, (_, seed) => {
      const { steps, step } = augment(sample, 3, only({ timeMask: 0.25 }), key(seed))
      expect(steps).toBe(20)
      const kept = new Set(step)
      const masked = Array.from({ length: 20 }, (_, t) => t).filter((t) => !kept.has(t))
      expect(masked).toEqual(masked.map((_, i) => masked[0] + i))
      expect(step.length).toBe(3 * kept.size)
      return masked.length
    })
    expect(new Set(lengths)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })

  it('masks the same run of channels in every block', () => {
    const sample = regular(10, 12, 12)
    const lengths = Array.from({ length: 300 }, (_, seed) => {
      const { channel } = augment(sample, 12, only({ channelMask: 2, channelBlock: 6 }), key(seed))
      const kept = new Set(channel)
      const masked = (block: number) => [0, 1, 2, 3, 4, 5].filter((c) => !kept.has(6 * block + c))
      expect(masked(0)).toEqual(masked(1))
      expect(masked(0)).toEqual(masked(0).map((_, i) => masked(0)[0] + i))
      expect(channel.length).toBe(10 * kept.size)
      return masked(0).length
    })
    expect(new Set(lengths)).toEqual(new Set([0, 1, 2]))
  })

  it('draws what a setting does apart from all others', () => {
    const sample = regular(30, 8, 4)
    const shifted = augment(sample, 8, only({ channelShift: 2 }), key(4))
    const masked = augment(sample, 8, only({ channelShift: 2, timeMask: 0.5 }), key(4))
    const kept = new Set(masked.step)
    expect([...masked.channel]).toEqual([...shifted.channel].filter((_, e) => kept.has(shifted.step[e])))
  })

  it('names what a setting may be', () => {
    const messageOf = (change: object) => augmentationSchema.safeParse(change).error?.issues[0].path.join('.')
    expect(messageOf({ timeJitter: 0 })).toBe('timeJitter')
    expect(messageOf({ channelShift: 1.5 })).toBe('channelShift')
    expect(messageOf({ timeStretch: 1 })).toBe('timeStretch')
    expect(messageOf({ channelStretch: 0 })).toBe('channelStretch')
    expect(messageOf({ timeMask: 1 })).toBe('timeMask')
    expect(messageOf({ channelMask: -1 })).toBe('channelMask')
  })
})
