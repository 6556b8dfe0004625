import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deltaSchema } from '../../../src/data/encoders/delta.js'
import { encoderShape } from '../../../src/data/encoders/encoder.js'
import { encodedBy } from '../../conformance/encoder.js'
import { series } from './signals.js'

const settings = (changes: object = {}) => deltaSchema.parse({ kind: 'delta', standardise: 'none', ...changes })

/** [step, channel] each. */
const spikesOf = (...[spec, signal]: Parameters<typeof encodedBy>) => {
  const { step, channel } = encodedBy(spec, signal)
  return Array.from(step, (t, e) => [t, channel[e]])
}

describe('delta', () => {
  it('fires up and down where a level is crossed, and not before', () => {
    const values = [0, 0.4, 1, 1.4, 0.9, 0, -0.1]
    expect(spikesOf(settings({ threshold: 1 }), series(values))).toEqual([
      [2, 0],
      [5, 1],
    ])
  })

  it('gives a jump as many spikes as levels, up to the most, and counts all levels as passed', () => {
    const values = [0, 3.5, 3.5, 2.5, 2]
    const spikes = (most: number) => spikesOf(settings({ threshold: 1, most }), series(values))
    expect(spikes(1)).toEqual([
      [1, 0],
      [4, 1],
    ])
    expect(spikes(2)).toEqual([
      [1, 0],
      [1, 0],
      [4, 1],
    ])
    expect(spikes(9)).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [4, 1],
    ])
  })

  it('has the up channels first, each with its own threshold', () => {
    const spec = settings({ threshold: [1, 2, 4] })
    expect(encoderShape(spec, { kind: 'series', channels: 3, rate: 50 })).toMatchObject({
      channels: 6,
      blocks: 2,
      dt: 0.02,
    })
    expect(spikesOf(spec, series([0, 0, 0, 2, 2, 2, -2, -2, -2], 3))).toEqual([
      [1, 0],
      [1, 1],
      [2, 3],
      [2, 4],
    ])
    expect(() => encoderShape(spec, { kind: 'series', channels: 2, rate: null })).toThrow(
      'data.encoder.threshold must name 2, one per channel, but got 3',
    )
  })

  it('follows the signal to within one threshold', () => {
    const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 5, noNaN: true }), (raw, threshold) => {
        const signal = series(raw)
        const spikes = spikesOf(settings({ threshold, most: 1000 }), signal)
        let level = signal.values[0]
        for (let step = 0; step < raw.length; step++) {
          for (const [t, c] of spikes) if (t === step) level += c === 0 ? threshold : -threshold
          expect(Math.abs(signal.values[step] - level)).toBeLessThan(threshold * (1 + 1e-9))
        }
      }),
    )
  })

  it('standardised by channel does not depend on units, and on nothing but the sample', () => {
    const values = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i * 0.7) + 0.3 * Math.sin(i * 1.9))
    const spec = settings({ standardise: 'channel' })
    const plain = spikesOf(spec, series(values, 2))
    expect(plain.length).toBeGreaterThan(20)
    expect(
      spikesOf(
        spec,
        series(
          values.map((v, i) => (i % 2 === 0 ? 1024 * v : v)),
          2,
        ),
      ),
    ).toEqual(plain)
    expect(
      spikesOf(
        settings(),
        series(
          values.map((v) => 1024 * v),
          2,
        ),
      ),
    ).not.toEqual(plain)
  })
})
