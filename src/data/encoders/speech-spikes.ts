import { BSA_DEFAULTS, type BsaSettings, bsaEncode, type Spikes } from './bsa.js'
import { designLyonEar } from './lyon-design.js'
import { lyonEar } from './lyon-ear.js'
import { designResampler } from './resample.js'

/** Change it whenever the spikes of the same file change: encoded files of another version are never used. */
export const SPEECH_ENCODER_VERSION = 1

export interface SpeechSettings {
  /** Rate at which the ear runs, in Hz: 12500 gives 78 channels. */
  readonly sampleRate: number
  /** Samples per frame: 200 at 12.5 kHz is 16 ms. */
  readonly decimation: number
  readonly bsa: BsaSettings
}

export const SPEECH_DEFAULTS: SpeechSettings = { sampleRate: 12500, decimation: 200, bsa: BSA_DEFAULTS }

/** Seconds per BSA step. */
export const speechStepSeconds = ({ sampleRate, decimation, bsa }: SpeechSettings) =>
  decimation / sampleRate / bsa.holdSteps

/**
 * Sound to spikes as for TI46: resample, Lyon's ear, BSA. The returned function takes mono samples in [-1, 1] at `rate`
 * Hz; null when they are shorter than one frame. Keeps its working memory between calls.
 */
export function speechEncoder(settings: SpeechSettings): (samples: Float64Array, rate: number) => Spikes | null {
  const design = designLyonEar(settings.sampleRate)
  const ear = lyonEar(design, settings.decimation)
  const resamplers = new Map<number, (samples: Float64Array) => Float64Array>()
  return (samples, rate) => {
    const resample = resamplers.get(rate) ?? designResampler(rate, settings.sampleRate)
    resamplers.set(rate, resample)
    const frames = ear(resample(samples))
    return frames.length === 0 ? null : bsaEncode(frames, design.channels, settings.bsa)
  }
}
