import { describe, expect, it } from 'vitest'
import { encoderShape, makeEncoder } from '../../../src/data/encoders/encoder.js'
import { logMelSchema } from '../../../src/data/encoders/log-mel.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'
import { encodedBy } from '../../conformance/encoder.js'
import { audio, chirp } from './signals.js'

const settings = (changes: object = {}) => logMelSchema.parse({ kind: 'log-mel', ...changes })
const louder = (by: number) => audio(chirp(4000).samples.map((x) => x * by))

/** Spikes as one set of `step:channel`. */
const places = ({ step, channel }: { step: Uint16Array; channel: Uint16Array }) =>
  Array.from(step, (t, e) => `${t}:${channel[e]}`)

describe('log-mel', () => {
  it('has a block of bands for each threshold and steps of one hop', () => {
    expect(encoderShape(settings(), { kind: 'audio' })).toEqual({ channels: 78, blocks: 3, dt: 0.005, maxSteps: 200 })
    const rich = settings({ bands: 20, above: [0, 1], below: [-1], rising: [0.5, 1, 2], falling: [1], binBy: 2 })
    expect(encoderShape(rich, { kind: 'audio' })).toEqual({ channels: 140, blocks: 7, dt: 0.01, maxSteps: 200 })
  })

  it('gives as many steps as windows', () => {
    // 437 ms: the mean spoken digit gives 83 steps of 5 ms.
    expect(encodedBy(settings(), chirp(3496)).steps).toBe(83)
    expect(encodedBy(settings({ binBy: 2 }), chirp(3496)).steps).toBe(42)
  })

  it('does not hear loudness, nor how a microphone colours the bands', () => {
    const plain = encodedBy(settings(), chirp(4000))
    expect(encodedBy(settings(), louder(1 / 64))).toEqual(plain)
    expect(plain.step.length).toBeGreaterThan(100)
    const { samples } = chirp(4000)
    const coloured = encodedBy(settings(), audio(samples.map((x, n) => x - 0.3 * (n > 0 ? samples[n - 1] : 0))))
    const heard = new Set(places(plain))
    const same = places(coloured).filter((place) => heard.has(place)).length
    expect(same / plain.step.length).toBeGreaterThan(0.9)
  })

  it('is silent where nothing changes', () => {
    expect(encodedBy(settings(), audio(new Float32Array(3000))).step.length).toBe(0)
    // A tone whose period divides the hop gives the same window each time.
    const tone = audio(Float32Array.from({ length: 3000 }, (_, n) => [0, 0.5, 0, -0.5][n % 4]))
    expect(encodedBy(settings(), tone).step.length).toBe(0)
  })

  it('fires above only with the value, and rising only where it has just risen', () => {
    const bands = 26
    const burst = audio(
      Float32Array.from({ length: 8000 }, (_, n) => {
        const noise = 0.01 * (uniform(key(3), n) - 0.5)
        return n >= 3000 && n < 6000 ? 500 * noise : noise
      }),
    )
    const { step, channel } = encodedBy(settings({ rising: [1], falling: [1] }), burst)
    // The burst lies in windows 70 (ends at sample 3000) to 150 (starts at sample 6000).
    const stepsOf = (block: number) => Array.from(step).filter((_, e) => Math.floor(channel[e] / bands) === block)
    const [above, rising, falling] = [0, 1, 2].map(stepsOf)
    expect(above.filter((t) => t >= 71 && t < 150).length).toBeGreaterThan(0.98 * above.length)
    expect(rising.filter((t) => t >= 71 && t < 82).length).toBeGreaterThan(0.9 * rising.length)
    expect(falling.filter((t) => t >= 144 && t < 156).length).toBeGreaterThan(0.9 * falling.length)
    for (const steps of [above, rising, falling]) expect(steps.length).toBeGreaterThan(bands)
  })

  it('leaves quiet ends out, as if they had not been recorded', () => {
    // Noise 60 dB below the word; a hop is 40 samples, so windows of the cut fall onto windows of the whole.
    const noise = (n: number) => 0.0005 * (uniform(key(3), n) - 0.5)
    const word = chirp(4000).samples
    const quiet = 1600
    const whole = audio(Float32Array.from({ length: 4000 + 2 * quiet }, (_, n) => (word[n - quiet] ?? 0) + noise(n)))
    const cut = encodedBy(settings({ trimDb: 30 }), whole)
    expect(encodedBy(settings(), whole).steps).toBe(176)
    expect(cut.steps).toBeGreaterThan(80)
    expect(cut.steps).toBeLessThan(106)
    const again = encodedBy(settings({ trimDb: 30 }), audio(whole.samples.slice(quiet - 400, quiet + 4400)))
    expect(again).toEqual(cut)
    const half = audio(whole.samples.map((x) => x / 2))
    expect(encodedBy(settings({ trimDb: 30 }), half)).toEqual(cut)
    expect(encodedBy(settings({ trimDb: 90 }), whole)).toEqual(encodedBy(settings(), whole))
    expect(encodedBy(settings({ trimDb: 30 }), audio(new Float32Array(3000))).steps).toBe(71)
  })

  it('with onsets only keeps the first step of each run', () => {
    const everywhere = encodedBy(settings(), chirp(4000))
    const runs = new Set(places(everywhere))
    const first = places(everywhere).filter((place) => {
      const [t, c] = place.split(':').map(Number)
      return !runs.has(`${t - 1}:${c}`)
    })
    const onsets = encodedBy(settings({ fire: 'onset' }), chirp(4000))
    expect(places(onsets)).toEqual(first)
    expect(first.length).toBeLessThan(everywhere.step.length / 2)
  })

  it('fires less at a higher threshold, in a subset of the places', () => {
    const { step, channel } = encodedBy(settings({ above: [0.2, 1.2], rising: [], falling: [] }), chirp(4000))
    const low = new Set(places({ step, channel }).filter((_, e) => channel[e] < 26))
    const high = Array.from(step, (t, e) => `${t}:${channel[e] - 26}`).filter((_, e) => channel[e] >= 26)
    expect(high.length).toBeGreaterThan(0)
    expect(high.length).toBeLessThan(low.size)
    expect(high.every((place) => low.has(place))).toBe(true)
  })

  it('resamples to its own rate', () => {
    const tone = (rate: number) =>
      audio(
        Float32Array.from({ length: rate / 2 }, (_, n) => {
          const t = n / rate
          return t * Math.sin(2 * Math.PI * (300 * t + 1000 * t * t))
        }),
        rate,
      )
    const [low, high] = [8000, 16_000].map((rate) => new Set(places(encodedBy(settings(), tone(rate)))))
    const shared = [...low].filter((place) => high.has(place)).length
    expect(shared / low.size).toBeGreaterThan(0.9)
  })

  it('names what cannot be', () => {
    const messageOf = (changes: object) => logMelSchema.safeParse({ kind: 'log-mel', ...changes }).error?.message
    expect(messageOf({ low: 4000, high: 3000 })).toContain('must be above low')
    expect(messageOf({ sampleRate: 4000 })).toContain('must be at most half of sampleRate')
    expect(messageOf({ above: [], rising: [], falling: [] })).toContain('needs a threshold')
    const encode = makeEncoder(settings())
    expect(() => encode(audio(new Float32Array(199)), key(0))).toThrow(
      'is shorter than one window (199 samples at 8000 Hz)',
    )
    expect(() => encode(audio(new Float32Array(4000), 1), key(0))).toThrow('is too long: 799996 windows of 26 bands')
  })
})
