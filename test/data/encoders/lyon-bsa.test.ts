import { describe, expect, it } from 'vitest'
import { BSA_DEFAULTS } from '../../../src/data/encoders/bsa.js'
import { encoderShape } from '../../../src/data/encoders/encoder.js'
import { lyonBsaSchema } from '../../../src/data/encoders/lyon-bsa.js'
import { speechEncoder } from '../../../src/data/encoders/speech-spikes.js'
import { encodedBy } from '../../conformance/encoder.js'
import { audio, chirp } from './signals.js'

const settings = (changes: object = {}) => lyonBsaSchema.parse({ kind: 'lyon-bsa', ...changes })
const unreduced = { binBy: 1, maxSteps: 65_535 }

describe('lyon-bsa', () => {
  it('gives the spikes of the ear and BSA, three steps in one', () => {
    const signal = chirp(4000)
    const spikes = speechEncoder({ sampleRate: 12_500, decimation: 200, bsa: BSA_DEFAULTS })(
      Float64Array.from(signal.samples),
      8000,
    )
    if (!spikes) throw new Error('no spikes')
    const all = encodedBy(settings(unreduced), signal)
    expect(all).toEqual({ steps: 310, step: spikes.eventStep, channel: spikes.eventChannel, truncated: 0 })
    const usual = encodedBy(settings(), signal)
    expect(usual.steps).toBe(104)
    expect(Array.from(usual.step)).toEqual(Array.from(spikes.eventStep, (t) => Math.floor(t / 3)))
    expect(usual.channel).toEqual(spikes.eventChannel)
  })

  it('has a channel per filter and the step of a tenth of a frame, times binBy', () => {
    expect(encoderShape(settings(), { kind: 'audio' })).toMatchObject({ channels: 78, blocks: 1, maxSteps: 200 })
    expect(encoderShape(settings(), { kind: 'audio' }).dt).toBeCloseTo(0.0048, 15)
    expect(encoderShape(settings({ sampleRate: 8000, poolChannels: 3 }), { kind: 'audio' }).channels).toBe(22)
  })

  it('says what is too short, too long or cannot be resampled', () => {
    expect(() => encodedBy(settings(), audio(new Float32Array(100)))).toThrow('is shorter than one frame (100 samples)')
    const long = audio(new Float32Array(840_000))
    expect(() => encodedBy(settings(), long)).toThrow('is too long: 65620 steps, at most 65535 fit')
    expect(() => encodedBy(settings(), chirp(4000, 7999))).toThrow('has 7999 Hz, which cannot become 12500 Hz')
  })
})
