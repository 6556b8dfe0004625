import { describe, expect, it } from 'vitest'
import { encoderShape } from '../../../src/data/encoders/encoder.js'
import { latencySchema } from '../../../src/data/encoders/latency.js'
import { encodedBy } from '../../conformance/encoder.js'
import { image, series } from './signals.js'

const settings = (changes: object = {}) => latencySchema.parse({ kind: 'latency', ...changes })

/** Time of each channel's spike in units of the synaptic time constant. */
function times(...[spec, signal]: Parameters<typeof encodedBy>): (number | undefined)[] {
  const { step, channel } = encodedBy(spec, signal)
  const at: (number | undefined)[] = []
  for (let e = 0; e < step.length; e++) at[channel[e]] = step[e] / 10_000
  return at
}

const fine = { stepsPerUnit: 10_000 }

describe('latency', () => {
  it('gives the published times of 8-bit pixels: ink 0.15723, background 2', () => {
    const pixels = [255, 128, 1, 0].map((p) => p / 255)
    // t = 0.15 + (1 - p / 256) 1.85
    expect(times(settings(fine), image(pixels, 4, 1))).toEqual([0.1572, 1.075, 1.9928, 2])
  })

  it('gives the published times of Yin-Yang vectors: t = 0.15 + 1.85 x', () => {
    const spec = settings({ ...fine, greatestFirst: false })
    expect(times(spec, series([0, 0.25, 0.75, 1], 4))).toEqual([0.15, 0.6125, 1.5375, 2])
  })

  it('lets background fire late or never', () => {
    const pixels = [0, 1, 0, 0.5]
    expect(encodedBy(settings(), image(pixels, 2, 2)).step.length).toBe(4)
    const spec = settings({ background: 'silent' })
    expect(Array.from(encodedBy(spec, image(pixels, 2, 2)).channel)).toEqual([1, 3])
  })

  it('has one channel per pixel, colour by colour, and as many steps as the horizon', () => {
    expect(encoderShape(settings(), { kind: 'image', width: 28, height: 28, depth: 1 })).toEqual({
      ...{ channels: 784, blocks: 28, dt: null, maxSteps: 70 },
    })
    // Two pixels of three colours; only the second pixel's green is bright.
    const spec = settings({ background: 'silent' })
    expect(Array.from(encodedBy(spec, image([0, 0, 0, 0, 1, 0], 2, 1, 3)).channel)).toEqual([3])
    expect(encodedBy(spec, image([0, 0, 0, 0, 1, 0], 2, 1, 3)).steps).toBe(70)
  })

  it('crops a border and takes means of squares', () => {
    // 6 x 6 with a border of 9s; inside rows 1 2 3 4 / 5 6 7 8 / ...
    const pixels = Array.from({ length: 36 }, (_, i) => {
      const [x, y] = [i % 6, Math.floor(i / 6)]
      const inside = x > 0 && x < 5 && y > 0 && y < 5
      return inside ? (4 * (y - 1) + x) / 16 : 9
    })
    const spec = settings({ ...fine, crop: 1, pool: 2 })
    const expected = [3.5, 5.5, 11.5, 13.5].map((mean) => 0.15 + (1 - ((mean / 16) * 255) / 256) * 1.85)
    expect(times(spec, image(pixels, 6, 6))).toEqual(expected.map((t) => Math.round(t * 10_000) / 10_000))
    expect(encoderShape(spec, { kind: 'image', width: 6, height: 6, depth: 1 }).channels).toBe(4)
    expect(() => encoderShape(settings({ crop: 3 }), { kind: 'image', width: 6, height: 9, depth: 1 })).toThrow(
      'data.encoder.crop must leave a pixel of 6 x 9, but got 3 at each side',
    )
  })

  it('maps a range of values, clipped, or the sample`s own', () => {
    const values = [-4, 0, 2, 9]
    expect(times(settings({ ...fine, range: [0, 4] }), series(values, 4))).toEqual([2, 2, 1.075, 0.15])
    expect(times(settings({ ...fine, range: 'own' }), series([-4, 0, 4, 4], 4))).toEqual([2, 1.075, 0.15, 0.15])
  })

  it('refuses a series of several steps, and times out of order', () => {
    expect(() => encodedBy(settings(), series([1, 2, 3, 4], 2))).toThrow(
      'has 2 steps, but a latency code is made of one',
    )
    expect(latencySchema.safeParse({ kind: 'latency', early: 3 }).error?.message).toContain('must be later than early')
    expect(latencySchema.safeParse({ kind: 'latency', horizon: 2 }).error?.message).toContain('must be later than late')
  })
})
