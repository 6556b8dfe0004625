import { describe, expect, it } from 'vitest'
import { SPLITS } from '../../src/data/dataset.js'
import { DatasetBuilder, datasetFromBuffer } from '../../src/data/encoded-dataset.js'

const DESCRIPTION = { name: 'two', channels: 5, classNames: ['no', 'yes'], groupNames: ['ann', 'bob'], dt: 0.001 }

function twoSamples(changes: Partial<typeof DESCRIPTION> = {}, lastChannel = 4) {
  const builder = new DatasetBuilder({ ...DESCRIPTION, ...changes })
  builder.startSample({ steps: 7, label: 1, split: 'alpha', group: 1 })
  for (const [step, channel] of [
    [0, 3],
    [2, 1],
    [2, 1],
    [5, 0],
    [6, 4],
  ])
    builder.event(step, channel)
  builder.startSample({ steps: 3, label: 0, split: 'test' })
  builder.event(2, lastChannel)
  return builder.finish()
}

describe('DatasetBuilder', () => {
  it('keeps labels, splits, groups and events', () => {
    const data = twoSamples()
    expect([data.samples, data.channels, data.dt]).toEqual([2, 5, 0.001])
    expect([...data.steps]).toEqual([7, 3])
    expect([...data.label]).toEqual([1, 0])
    expect([...data.split].map((split) => SPLITS[split])).toEqual(['alpha', 'test'])
    expect([...data.group]).toEqual([1, 0])
    expect([...data.eventStart]).toEqual([0, 5, 6])
    expect([...data.eventStep]).toEqual([0, 2, 2, 5, 6, 2])
    expect([...data.eventChannel]).toEqual([3, 1, 1, 0, 4, 4])
  })

  it('puts everything into one SharedArrayBuffer, which alone is enough to view the data set', () => {
    const data = twoSamples()
    const seen = datasetFromBuffer(data.buffer)
    expect(seen).toEqual(data)
    expect(seen.eventStep.buffer).toBe(data.buffer)
    expect(data.steps.buffer).toBe(data.buffer)
  })

  it('refuses a buffer that is not a data set', () => {
    expect(() => datasetFromBuffer(new SharedArrayBuffer(64))).toThrow('not a data set buffer')
    const cut = new SharedArrayBuffer(twoSamples().buffer.byteLength - 16)
    new Uint8Array(cut).set(new Uint8Array(twoSamples().buffer, 0, cut.byteLength))
    expect(() => datasetFromBuffer(cut)).toThrow('ends inside')
  })

  it('gives equal content equal keys, and any other content another key', () => {
    const { key } = twoSamples()
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(twoSamples().key).toBe(key)
    expect(twoSamples({}, 3).key).not.toBe(key)
    expect(twoSamples({ dt: 0.002 }).key).not.toBe(key)
    expect(twoSamples({ channels: 6 }).key).not.toBe(key)
    expect(twoSamples({ classNames: ['yes', 'no'] }).key).not.toBe(key)
    expect(twoSamples({ groupNames: ['cat', 'dog'] }).key).toBe(key)
  })

  it.each([
    ['event step must be an integer from 0 to 6, but got 7', 7, 0],
    ['event step must be an integer from 0 to 6, but got -1', -1, 0],
    ['channel must be an integer from 0 to 4, but got 5', 3, 5],
    ['channel must be an integer from 0 to 4, but got -1', 3, -1],
    ['events must be sorted by step, but 1 follows 2', 1, 0],
  ])('throws: %s', (message, step, channel) => {
    const builder = new DatasetBuilder(DESCRIPTION)
    builder.startSample({ steps: 7, label: 0, split: 'weights' })
    builder.event(2, 0)
    expect(() => builder.event(step, channel)).toThrow(message)
  })

  it('refuses samples without steps, of unknown class or group, and a data set without samples', () => {
    const builder = new DatasetBuilder(DESCRIPTION)
    expect(() => builder.startSample({ steps: 0, label: 0, split: 'weights' })).toThrow('steps must be')
    expect(() => builder.startSample({ steps: 65536, label: 0, split: 'weights' })).toThrow('steps must be')
    expect(() => builder.startSample({ steps: 1, label: 2, split: 'weights' })).toThrow('label must be')
    expect(() => builder.startSample({ steps: 1, label: 0, split: 'weights', group: 2 })).toThrow('group must be')
    expect(() => builder.event(0, 0)).toThrow()
    expect(() => builder.finish()).toThrow('at least one sample')
  })

  it('grows past its first room without losing events', () => {
    const builder = new DatasetBuilder({ ...DESCRIPTION, channels: 1 })
    builder.startSample({ steps: 20_000, label: 0, split: 'weights' })
    for (let step = 0; step < 20_000; step++) builder.event(step, 0)
    expect(builder.finish().eventStep.every((step, i) => step === i)).toBe(true)
  })
})

describe('a sample added at once', () => {
  const events = { step: Uint16Array.of(0, 2, 2), channel: Uint16Array.of(3, 1, 1) }

  it('is the same as one added event by event', () => {
    const [whole, single] = [new DatasetBuilder(DESCRIPTION), new DatasetBuilder(DESCRIPTION)]
    for (let sample = 0; sample < 2000; sample++) {
      const about = { steps: 3, label: sample % 2, split: 'weights' } as const
      whole.addSample(about, events)
      single.startSample(about)
      events.step.forEach((step, e) => {
        single.event(step, events.channel[e])
      })
    }
    expect(whole.finish().key).toBe(single.finish().key)
  })

  it.each([
    [{ ...events, channel: Uint16Array.of(3, 1, 5) }, 'sample 0: channel must be an integer from 0 to 4, but got 5'],
    [{ ...events, step: Uint16Array.of(0, 2, 3) }, 'sample 0: event step must be an integer from 0 to 2, but got 3'],
    [{ ...events, step: Uint16Array.of(1, 0, 2) }, 'sample 0: events must be sorted by step, but 0 follows 1'],
  ])('is checked as strictly: %#', (bad, message) => {
    const builder = new DatasetBuilder(DESCRIPTION)
    expect(() => builder.addSample({ steps: 3, label: 0, split: 'weights' }, bad)).toThrow(message)
  })
})
