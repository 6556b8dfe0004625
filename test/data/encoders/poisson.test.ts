import { describe, expect, it } from 'vitest'
import { encoderShape, makeEncoder } from '../../../src/data/encoders/encoder.js'
import { poissonSchema } from '../../../src/data/encoders/poisson.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { encodedBy } from '../../conformance/encoder.js'
import { image, series } from './signals.js'

const settings = (changes: object = {}) => poissonSchema.parse({ kind: 'poisson', ...changes })

function counts(channel: Uint16Array, channels: number): number[] {
  const result = new Array<number>(channels).fill(0)
  for (const c of channel) result[c]++
  return result
}

describe('poisson', () => {
  it('fires in proportion to the intensity, within five standard deviations', () => {
    const spec = settings({ steps: 20_000, probability: 0.3 })
    const { channel, steps } = encodedBy(spec, image([0, 0.25, 0.5, 1], 4, 1))
    expect(steps).toBe(20_000)
    const [none, ...rest] = counts(channel, 4)
    expect(none).toBe(0)
    rest.forEach((count, i) => {
      const p = 0.3 * [0.25, 0.5, 1][i]
      expect(Math.abs(count - 20_000 * p)).toBeLessThan(5 * Math.sqrt(20_000 * p * (1 - p)))
    })
  })

  it('has no memory: a spike is as likely after a spike as at any time', () => {
    const { step } = encodedBy(settings({ steps: 30_000, probability: 0.4 }), image([1], 1, 1))
    const pairs = step.filter((t, e) => e > 0 && t === step[e - 1] + 1).length
    expect(Math.abs(pairs / step.length - 0.4)).toBeLessThan(5 * Math.sqrt(0.24 / step.length))
  })

  it('depends on seed and sample, and nothing else', () => {
    const picture = image([0.2, 0.9, 0.4, 0.6], 2, 2)
    const encode = makeEncoder(settings())
    const first = encode(picture, key(0, 1))
    expect(encode(picture, key(0, 2))).not.toEqual(first)
    expect(encode(picture, key(0, 1))).toEqual(first)
    expect(makeEncoder(settings({ seed: 1 }))(picture, key(0, 1))).not.toEqual(first)
  })

  it('holds each value of a series', () => {
    const spec = settings({ hold: 500, probability: 1 })
    expect(encoderShape(spec, { kind: 'series', channels: 2, rate: 2 })).toMatchObject({ channels: 2, dt: 0.001 })
    const { step, channel, steps } = encodedBy(spec, series([1, 0, 0, 1], 2))
    expect(steps).toBe(1000)
    expect(step.length).toBe(1000)
    expect(step.every((t, e) => t === e && channel[e] === (t < 500 ? 0 : 1))).toBe(true)
  })
})
