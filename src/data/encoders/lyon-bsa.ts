import { z } from 'zod'
import type { Audio } from '../signal.js'
import { BSA_DEFAULTS } from './bsa.js'
import { lyonChannels } from './lyon-design.js'
import { reductionFields } from './reduction.js'
import { SPEECH_ENCODER_VERSION, type SpeechSettings, speechEncoder, speechStepSeconds } from './speech-spikes.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { requireFinite, UnfitSignal } from './unfit-signal.js'

/** Lyon's passive ear and Ben's Spiker Algorithm, as used on TI46 (speech-spikes.ts). One channel per filter. */
export const lyonBsaSchema = z.strictObject({
  kind: z.literal('lyon-bsa'),
  /** Hz at which the ear runs. */
  sampleRate: z.int().min(2000).max(48_000).default(12_500),
  /** Samples per frame of the ear; BSA makes ten steps of each frame. */
  decimation: z.int().min(1).max(10_000).default(200),
  ...reductionFields({ binBy: 3, maxSteps: 200 }),
})
export type LyonBsaSettings = z.output<typeof lyonBsaSchema>

const MAX_STEPS = 65_535

const speechSettings = ({ sampleRate, decimation }: LyonBsaSettings): SpeechSettings => ({
  sampleRate,
  decimation,
  bsa: BSA_DEFAULTS,
})

export const lyonBsa: SpikeEncoder<LyonBsaSettings, 'audio'> = {
  kind: 'lyon-bsa',
  version: SPEECH_ENCODER_VERSION,
  signals: ['audio'],
  schema: lyonBsaSchema,

  shape: (settings) => ({
    channels: lyonChannels(settings.sampleRate),
    blocks: 1,
    dt: speechStepSeconds(speechSettings(settings)),
    steps: null,
  }),

  create(settings) {
    const encode = speechEncoder(speechSettings(settings))
    return (signal) => {
      requireFinite(signal.samples)
      checkLength(signal, settings)
      const spikes = encode(Float64Array.from(signal.samples), signal.rate)
      if (!spikes) throw new UnfitSignal(`is shorter than one frame (${signal.samples.length} samples)`)
      return { steps: spikes.steps, step: spikes.eventStep, channel: spikes.eventChannel }
    }
  },
}

/** Before anything is computed: BSA's steps have 16 bits. */
function checkLength({ samples, rate }: Audio, { sampleRate, decimation }: LyonBsaSettings): void {
  const frames = Math.floor(Math.ceil((samples.length * sampleRate) / rate) / decimation)
  const steps = frames * BSA_DEFAULTS.holdSteps
  if (steps > MAX_STEPS) throw new UnfitSignal(`is too long: ${steps} steps, at most ${MAX_STEPS} fit`)
}
