import { z } from 'zod'
import type { Image, Series } from '../signal.js'
import { imageChannels, imageIntensities, intensityFields, seriesIntensities } from './intensities.js'
import type { RawSpikes } from './raw-spikes.js'
import { reductionFields } from './reduction.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { UnfitSignal } from './unfit-signal.js'

/**
 * Latency code: one spike per channel, the earlier the greater its intensity v (images: v = pixel x 255 / 256),
 *
 *   t = early + (1 - v) (late - early)
 *
 * in units of the synaptic time constant, as in J. Goeltz, L. Kriener et al., "Fast and energy-efficient neuromorphic
 * deep learning with first-spike times", Nature Machine Intelligence 3 (2021), whose images give 0.157 for ink and 2.0
 * for background. Their Yin-Yang vectors have `greatestFirst: false`: t = early + v (late - early).
 */
export const latencySchema = z
  .strictObject({
    kind: z.literal('latency'),
    early: z.number().min(0).default(0.15),
    late: z.number().positive().default(2),
    /** End of the sample: what is left after `late` is time to answer. */
    horizon: z.number().positive().default(3.5),
    /** Steps per unit of time; spikes go to the nearest step. */
    stepsPerUnit: z.number().positive().max(10_000).default(20),
    greatestFirst: z.boolean().default(true),
    /** Whether channels of intensity 0 fire at `late`, or never. */
    background: z.enum(['late', 'silent']).default('late'),
    ...intensityFields,
    ...reductionFields(),
  })
  .refine(({ early, late }) => early < late, { path: ['late'], message: 'must be later than early' })
  .refine(({ late, horizon }) => late < horizon, { path: ['horizon'], message: 'must be later than late' })
export type LatencySettings = z.output<typeof latencySchema>

/** 8-bit pixels are divided by 256 in the paper, by 255 in an Image. */
const PIXEL_SCALE = 255 / 256

export const latency: SpikeEncoder<LatencySettings, 'image' | 'series'> = {
  kind: 'latency',
  version: 1,
  signals: ['image', 'series'],
  schema: latencySchema,

  shape(settings, input) {
    const time = { dt: null, steps: stepsOf(settings) }
    if (input.kind === 'image') return { ...imageChannels(input, settings), ...time }
    return { channels: input.channels, blocks: 1, ...time }
  },

  create: (settings) => (signal) => encodeLatency(vectorOf(signal, settings), settings),
}

const stepsOf = ({ horizon, stepsPerUnit }: LatencySettings) => Math.ceil(horizon * stepsPerUnit)

/** One intensity per channel. Throws UnfitSignal for a series of several steps. */
function vectorOf(signal: Image | Series, settings: LatencySettings): Float64Array {
  if (signal.kind === 'image') return imageIntensities(signal, settings).map((v) => v * PIXEL_SCALE)
  if (signal.values.length !== signal.channels)
    throw new UnfitSignal(`has ${signal.values.length / signal.channels} steps, but a latency code is made of one`)
  return seriesIntensities(signal, settings)
}

function encodeLatency(intensities: Float64Array, settings: LatencySettings): RawSpikes {
  const { early, late, stepsPerUnit, greatestFirst, background } = settings
  const steps = stepsOf(settings)
  const spikes = Array.from(intensities, (v, channel) => {
    const t = early + (greatestFirst ? 1 - v : v) * (late - early)
    return {
      step: Math.min(steps - 1, Math.round(t * stepsPerUnit)),
      channel,
      silent: v === 0 && background === 'silent',
    }
  }).filter(({ silent }) => !silent)
  spikes.sort((a, b) => a.step - b.step || a.channel - b.channel)
  return {
    steps,
    step: Uint32Array.from(spikes, ({ step }) => step),
    channel: Uint32Array.from(spikes, ({ channel }) => channel),
  }
}
