import { describe, expect, it } from 'vitest'
import { reducedShape, reduceSpikes } from '../../../src/data/encoders/reduction.js'

const plain = { binBy: 1, poolChannels: 1, maxSteps: 65_535, multiplicity: 'keep' } as const
/** Two blocks of five channels. */
const shape = { channels: 10, blocks: 2, dt: 0.5, steps: null }
const raw = {
  steps: 9,
  step: Uint32Array.of(0, 1, 1, 2, 5, 8),
  channel: Uint32Array.of(4, 5, 0, 4, 9, 5),
}

const pairs = ({ step, channel }: { step: Uint16Array; channel: Uint16Array }) =>
  Array.from(step, (t, e) => [t, channel[e]])

describe('reduceSpikes', () => {
  it('leaves spikes as they are when nothing is asked', () => {
    expect(reduceSpikes(raw, shape, plain)).toMatchObject({ steps: 9, truncated: 0 })
    expect(pairs(reduceSpikes(raw, shape, plain))).toEqual([
      [0, 4],
      [1, 5],
      [1, 0],
      [2, 4],
      [5, 9],
      [8, 5],
    ])
  })

  it('pools inside blocks, never across them', () => {
    const settings = { ...plain, poolChannels: 2 }
    expect(reducedShape(shape, settings)).toEqual({ channels: 6, blocks: 2, dt: 0.5, maxSteps: 65_535 })
    expect(pairs(reduceSpikes(raw, shape, settings)).map(([, c]) => c)).toEqual([2, 3, 0, 2, 5, 3])
  })

  it('joins steps, and spikes in them where asked to', () => {
    const settings = { ...plain, binBy: 3 }
    expect(reducedShape(shape, settings).dt).toBe(1.5)
    expect(pairs(reduceSpikes(raw, shape, settings))).toEqual([
      [0, 4],
      [0, 5],
      [0, 0],
      [0, 4],
      [1, 9],
      [2, 5],
    ])
    const once = reduceSpikes(raw, shape, { ...settings, multiplicity: 'once' })
    expect(pairs(once)).toEqual([
      [0, 4],
      [0, 5],
      [0, 0],
      [1, 9],
      [2, 5],
    ])
  })

  it('cuts the end and counts what was there', () => {
    const cut = reduceSpikes(raw, shape, { ...plain, maxSteps: 2 })
    expect(cut).toMatchObject({ steps: 2, truncated: 3 })
    expect(pairs(cut)).toEqual([
      [0, 4],
      [1, 5],
      [1, 0],
    ])
  })

  it('says the longest sample where the encoder knows it', () => {
    expect(reducedShape({ ...shape, steps: 70 }, { ...plain, binBy: 4 }).maxSteps).toBe(18)
    expect(reducedShape({ ...shape, steps: 70 }, { ...plain, maxSteps: 50 }).maxSteps).toBe(50)
  })
})
