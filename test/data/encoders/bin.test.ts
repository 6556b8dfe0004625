import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binSchema } from '../../../src/data/encoders/bin.js'
import { encoderShape } from '../../../src/data/encoders/encoder.js'
import { encodedBy } from '../../conformance/encoder.js'
import { events, spikes } from './signals.js'

const settings = (changes: object = {}) => binSchema.parse({ kind: 'bin', ...changes })

/** [step, channel] each. */
const spikesOf = (...[spec, signal]: Parameters<typeof encodedBy>) => {
  const { step, channel } = encodedBy(spec, signal)
  return Array.from(step, (t, e) => [t, channel[e]])
}

const camera = { kind: 'events', width: 8, height: 6 } as const

describe('bin, of a camera', () => {
  const stream = events([
    [0, 0, 0, 0],
    [999, 3, 1, 1],
    [1000, 3, 1, 1],
    [1500, 2, 1, 1],
    [2999, 7, 5, 0],
    [7000, 0, 5, 1],
  ])

  it('numbers OFF pixels row by row, then ON pixels', () => {
    expect(spikesOf(settings(), stream)).toEqual([
      [0, 0],
      [0, 48 + 11],
      [1, 48 + 11],
      [1, 48 + 10],
      [2, 47],
      [7, 48 + 40],
    ])
    expect(encodedBy(settings(), stream).steps).toBe(8)
    expect(encoderShape(settings(), camera)).toEqual({ channels: 96, blocks: 12, dt: 0.001, maxSteps: 65_535 })
    // The usual sizes: N-MNIST, and DVS128 pooled by four.
    expect(encoderShape(settings(), { kind: 'events', width: 34, height: 34 }).channels).toBe(2312)
    expect(encoderShape(settings({ pool: 4 }), { kind: 'events', width: 128, height: 128 }).channels).toBe(2048)
  })

  it('merges polarities, or leaves OFF out', () => {
    expect(spikesOf(settings({ polarity: 'merge' }), stream).map(([, c]) => c)).toEqual([0, 11, 11, 10, 47, 40])
    expect(spikesOf(settings({ polarity: 'on-only' }), stream)).toEqual([
      [0, 11],
      [1, 11],
      [1, 10],
      [7, 40],
    ])
    expect(encoderShape(settings({ polarity: 'merge' }), camera).channels).toBe(48)
  })

  it('pools squares, the last ones partly empty', () => {
    const spec = settings({ pool: 4, polarity: 'merge' })
    expect(encoderShape(spec, camera)).toMatchObject({ channels: 4, blocks: 2 })
    expect(spikesOf(spec, stream).map(([, c]) => c)).toEqual([0, 0, 0, 0, 3, 2])
  })

  it('crops before it pools', () => {
    const spec = settings({ crop: { left: 2, top: 1, width: 6, height: 5 }, pool: 2, polarity: 'merge' })
    expect(encoderShape(spec, camera).channels).toBe(9)
    expect(spikesOf(spec, stream)).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [2, 8],
    ])
    expect(() => encoderShape(settings({ crop: { left: 4, width: 5, height: 6 } }), camera)).toThrow(
      'data.encoder.crop ends at pixel 9, 6, but there are 8 x 6',
    )
  })

  it('joins events of one pixel in one step where asked to', () => {
    const spec = settings({ stepMicros: 2000, multiplicity: 'once' })
    expect(spikesOf(spec, stream)).toEqual([
      [0, 0],
      [0, 59],
      [0, 58],
      [1, 47],
      [3, 88],
    ])
  })

  it('cuts at maxSteps and counts what it cuts', () => {
    const cut = encodedBy(settings({ maxSteps: 2 }), stream)
    expect(cut).toMatchObject({ steps: 2, truncated: 2 })
    expect(cut.step.length).toBe(4)
  })

  it('starts at the first event, or later, where asked to', () => {
    const late = events([
      [5200, 0, 0, 0],
      [6100, 1, 0, 0],
      [8200, 2, 0, 0],
    ])
    expect(spikesOf(settings({ from: 'first' }), late)).toEqual([
      [0, 0],
      [0, 1],
      [3, 2],
    ])
    expect(spikesOf(settings({ skipMicros: 6000 }), late)).toEqual([
      [0, 1],
      [2, 2],
    ])
    expect(encodedBy(settings({ skipMicros: 6000 }), late).steps).toBe(3)
  })

  it('keeps every event, whatever the settings of time', () => {
    const rows = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(7), fc.nat(5), fc.nat(1)), { maxLength: 80 })
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 20, max: 5000 }),
        fc.integer({ min: 1, max: 9 }),
        (raw, stepMicros, binBy) => {
          const sorted = raw.toSorted((a, b) => a[0] - b[0])
          const found = spikesOf(settings({ stepMicros, binBy }), events(sorted))
          const expected = sorted.map(([t, x, y, p]) => [
            Math.floor(Math.floor(t / stepMicros) / binBy),
            p * 48 + y * 8 + x,
          ])
          expect(found).toEqual(expected)
        },
      ),
    )
  })

  it('refuses times that go back and too many channels', () => {
    const back = events([
      [5, 0, 0, 0],
      [4, 0, 0, 0],
    ])
    expect(() => encodedBy(settings(), back)).toThrow('has event 1 at time 4, before event 0 at 5')
    const large = { kind: 'events', width: 346, height: 260 } as const
    expect(() => encoderShape(settings(), large)).toThrow('makes 179920 channels, at most 65536 are possible')
  })
})

describe('bin, of recorded spikes', () => {
  it('keeps channels and lasts as long as the recording', () => {
    const signal = spikes(
      [
        [0, 3],
        [0.0042, 9],
        [0.0049, 3],
      ],
      10,
      0.0125,
    )
    expect(spikesOf(settings(), signal)).toEqual([
      [0, 3],
      [4, 9],
      [4, 3],
    ])
    expect(encodedBy(settings(), signal).steps).toBe(13)
    expect(encodedBy(settings(), { ...signal, duration: null }).steps).toBe(5)
    expect(encodedBy(settings(), { ...signal, duration: 0.001 }).steps).toBe(5)
  })

  it('pools neighbouring channels, the last group smaller', () => {
    const signal = spikes([
      [0, 3],
      [0.004, 9],
      [0.005, 2],
    ])
    expect(encoderShape(settings({ poolChannels: 4 }), { kind: 'spikes', channels: 10 }).channels).toBe(3)
    expect(spikesOf(settings({ poolChannels: 4 }), signal)).toEqual([
      [0, 0],
      [4, 2],
      [5, 0],
    ])
  })
})
