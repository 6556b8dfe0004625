import { z } from 'zod'
import { log } from '../../kernel/numerics/elementary.js'
import type { Audio } from '../signal.js'
import { type MelSettings, melBands, windowsIn } from './mel-bands.js'
import type { RawSpikes } from './raw-spikes.js'
import { reductionFields } from './reduction.js'
import { designResampler } from './resample.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { SpikeList } from './spike-list.js'
import { standardise } from './standardise.js'
import { requireFinite, UnfitSignal } from './unfit-signal.js'

const thresholds = (usual: number[]) => z.array(z.number().min(-10).max(10)).max(32).default(usual)
const slopes = (usual: number[]) => z.array(z.number().positive().max(20)).max(32).default(usual)

/**
 * Log energies in mel bands (S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word
 * recognition in continuously spoken sentences", IEEE TASSP 28, 1980), made comparable within the utterance (so loudness,
 * microphone and the voice's mean spectrum drop out), and spikes where value or slope is past a threshold. Each threshold
 * has a block of `bands` channels, lowest band first: `above`, then `below`, `rising`, `falling`, each as listed.
 * The defaults give 78 channels and steps of 5 ms.
 */
export const logMelSchema = z
  .strictObject({
    kind: z.literal('log-mel'),
    /** Hz at which the bands are computed. */
    sampleRate: z.int().min(2000).max(48_000).default(8000),
    bands: z.int().min(2).max(256).default(26),
    /** Hz. */
    low: z.number().min(0).default(80),
    high: z.number().positive().default(3800),
    /** Milliseconds in a window, and from one window (one step) to the next. */
    windowMs: z.number().min(1).max(1000).default(25),
    hopMs: z.number().min(0.5).max(1000).default(5),
    preEmphasis: z.number().min(0).max(1).default(0),
    /** What is not louder than this many decibels below the loudest band of the utterance counts as that. */
    rangeDb: z.number().positive().max(300).default(80),
    /**
     * Windows before the first and after the last one that is at most so many decibels below the loudest window are left
     * out, before anything is standardised. Absent: none is.
     */
    trimDb: z.number().positive().max(300).optional(),
    /** `band`: each band by its own mean and deviation; `centre`: own mean, common deviation; `utterance`: both common. */
    standardise: z.enum(['band', 'centre', 'utterance']).default('band'),
    /** Thresholds, in standard deviations: a spike in every step in which the value is above, or below. */
    above: thresholds([0.6]),
    below: thresholds([]),
    /** A spike in every step in which the value has risen, or fallen, by more than this since `slopeSteps` ago. */
    rising: slopes([0.7]),
    falling: slopes([0.7]),
    slopeSteps: z.int().min(1).max(1000).default(4),
    /** Whether a channel fires in every step past its threshold or only in the first of a run. */
    fire: z.enum(['while', 'onset']).default('while'),
    ...reductionFields({ maxSteps: 200 }),
  })
  .refine(({ low, high }) => low < high, { path: ['high'], message: 'must be above low' })
  .refine(({ high, sampleRate }) => high <= sampleRate / 2, {
    path: ['high'],
    message: 'must be at most half of sampleRate',
  })
  .refine(({ above, below, rising, falling }) => above.length + below.length + rising.length + falling.length > 0, {
    path: ['above'],
    message: 'needs a threshold in above, below, rising or falling',
  })
export type LogMelSettings = z.output<typeof logMelSchema>

const STANDARDISATION = { band: 'channel', centre: 'centre', utterance: 'sample' } as const

export const logMel: SpikeEncoder<LogMelSettings, 'audio'> = {
  kind: 'log-mel',
  version: 1,
  signals: ['audio'],
  schema: logMelSchema,

  shape(settings) {
    const { above, below, rising, falling, bands, sampleRate } = settings
    const blocks = above.length + below.length + rising.length + falling.length
    return { channels: blocks * bands, blocks, dt: melSettings(settings).hop / sampleRate, steps: null }
  },

  create(settings) {
    const mel = melSettings(settings)
    const energies = melBands(mel)
    const resamplers = new Map<number, (samples: Float64Array) => Float64Array>()
    return (signal) => {
      requireFinite(signal.samples)
      checkLength(signal, mel)
      const resample = resamplers.get(signal.rate) ?? designResampler(signal.rate, settings.sampleRate)
      resamplers.set(signal.rate, resample)
      const heard = trimmed(energies(resample(Float64Array.from(signal.samples))), settings)
      const values = logarithms(heard, settings.rangeDb)
      standardise(values, settings.bands, STANDARDISATION[settings.standardise])
      return fire(values, settings)
    }
  },
}

function melSettings({ sampleRate, bands, low, high, windowMs, hopMs, preEmphasis }: LogMelSettings): MelSettings {
  const samplesIn = (ms: number) => Math.max(1, Math.round((ms * sampleRate) / 1000))
  return { sampleRate, bands, low, high, window: samplesIn(windowMs), hop: samplesIn(hopMs), preEmphasis }
}

/** What one utterance may take: an hour at usual settings. */
const MAX_ENERGIES = 20_000_000

/** Before anything is computed. */
function checkLength({ samples, rate }: Audio, mel: MelSettings): void {
  const length = Math.ceil((samples.length * mel.sampleRate) / rate)
  const windows = windowsIn(length, mel)
  if (windows === 0) throw new UnfitSignal(`is shorter than one window (${samples.length} samples at ${rate} Hz)`)
  if (windows * mel.bands > MAX_ENERGIES)
    throw new UnfitSignal(`is too long: ${windows} windows of ${mel.bands} bands, at most ${MAX_ENERGIES} values fit`)
}

/** Ten decibels are a factor of e^(ln 10). */
const nepers = (decibels: number) => (decibels / 10) * log(10)

/** `energies` is [window][band]; the same memory without the quiet ends. */
function trimmed(energies: Float64Array, { bands, trimDb }: LogMelSettings): Float64Array {
  if (trimDb === undefined) return energies
  const loudness = Float64Array.from({ length: energies.length / bands }, (_, w) =>
    energies.subarray(w * bands, (w + 1) * bands).reduce((sum, energy) => sum + energy, 0),
  )
  const loudest = loudness.reduce((most, x) => Math.max(most, x), 0)
  if (loudest === 0) return energies
  const isLoud = (x: number) => x > 0 && log(loudest) - log(x) <= nepers(trimDb)
  return energies.subarray(loudness.findIndex(isLoud) * bands, (loudness.findLastIndex(isLoud) + 1) * bands)
}

/** In place. The floor follows the utterance, so that a factor on the sound changes nothing. */
function logarithms(energies: Float64Array, rangeDb: number): Float64Array {
  const loudest = energies.reduce((most, energy) => Math.max(most, energy), 0)
  const floor = log(loudest) - nepers(rangeDb)
  for (let i = 0; i < energies.length; i++) energies[i] = loudest === 0 ? 0 : Math.max(floor, log(energies[i]))
  return energies
}

/** `values` is [step][band]. */
function fire(values: Float64Array, settings: LogMelSettings): RawSpikes {
  const { bands, above, below, rising, falling, slopeSteps } = settings
  const steps = values.length / bands
  const lag = slopeSteps * bands
  const tests: ((i: number) => boolean)[] = [
    ...above.map((threshold) => (i: number) => values[i] > threshold),
    ...below.map((threshold) => (i: number) => values[i] < threshold),
    ...rising.map((threshold) => (i: number) => i >= lag && values[i] - values[i - lag] > threshold),
    ...falling.map((threshold) => (i: number) => i >= lag && values[i - lag] - values[i] > threshold),
  ]
  const onset = settings.fire === 'onset'
  const spikes = new SpikeList()
  for (let step = 0; step < steps; step++) {
    for (let block = 0; block < tests.length; block++) {
      const past = tests[block]
      for (let band = 0, i = step * bands; band < bands; band++, i++) {
        if (past(i) && !(onset && step > 0 && past(i - bands))) spikes.add(step, block * bands + band)
      }
    }
  }
  return spikes.finish(steps)
}
