import type { Spikes } from './encoders/bsa.js'
import { type SpeechSettings, speechEncoder } from './encoders/speech-spikes.js'
import { BadFile } from './readers/bad-file.js'
import { readWav } from './readers/wav.js'

const MAX_STEPS = 65535

/** Spikes of one recording, or why there are none: a bad file is a value here, since the caller may go on. */
export type EncodedRecording =
  | ({ readonly state: 'encoded' } & Spikes)
  | { readonly state: 'bad'; readonly reason: string }

/** A function from a .wav file's bytes to its spikes. Keeps working memory between calls. */
export function recordingEncoder(settings: SpeechSettings): (name: string, bytes: Uint8Array) => EncodedRecording {
  const encode = speechEncoder(settings)
  return (name, bytes) => {
    try {
      const { samples, rate } = readWav(name, bytes)
      const spikes = encode(Float64Array.from(samples), rate)
      if (!spikes) return { state: 'bad', reason: `is shorter than one frame (${samples.length} samples)` }
      if (spikes.steps > MAX_STEPS)
        return { state: 'bad', reason: `is too long: ${spikes.steps} steps, at most ${MAX_STEPS} fit` }
      return { state: 'encoded', ...spikes }
    } catch (error) {
      if (error instanceof BadFile) return { state: 'bad', reason: error.reason }
      throw error
    }
  }
}
