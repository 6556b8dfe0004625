import { z } from 'zod'
import { UsageError } from '../../usage-error.js'
import { reductionFields } from './reduction.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { SpikeList } from './spike-list.js'
import { standardise } from './standardise.js'
import { requireFinite, UnfitSignal } from './unfit-signal.js'

/**
 * Level crossing (delta modulation; "send on delta", M. Miskowicz, Sensors 6, 2006): a channel fires on its `up` half
 * whenever its value has risen by `threshold` since its last spike, on its `down` half when it has fallen so far. A jump
 * over several levels gives several spikes in one step, at most `most`; the levels it passed count as passed.
 * Channels: up of all, then down of all.
 */
export const deltaSchema = z.strictObject({
  kind: z.literal('delta'),
  /** One for all channels, or one for each. After standardising, in standard deviations. */
  threshold: z.union([z.number().positive(), z.array(z.number().positive()).min(1).max(32_768)]).default(0.5),
  /** From the sample alone. `channel`: each channel by its own mean and deviation; `sample`: all by the same. */
  standardise: z.enum(['channel', 'sample', 'none']).default('channel'),
  /** Spikes of one channel in one step. */
  most: z.int().min(1).max(1000).default(1),
  ...reductionFields(),
})
export type DeltaSettings = z.output<typeof deltaSchema>

export const delta: SpikeEncoder<DeltaSettings, 'series'> = {
  kind: 'delta',
  version: 1,
  signals: ['series'],
  schema: deltaSchema,

  shape(settings, { channels, rate }) {
    thresholdsOf(settings, channels)
    return { channels: 2 * channels, blocks: 2, dt: rate === null ? null : 1 / rate, steps: null }
  },

  create: (settings) => (signal) => {
    requireFinite(signal.values)
    const { channels } = signal
    const steps = signal.values.length / channels
    if (!(steps >= 1)) throw new UnfitSignal('holds no values')
    const values = Float64Array.from(signal.values)
    standardise(values, channels, settings.standardise)
    const thresholds = thresholdsOf(settings, channels)
    const level = values.slice(0, channels)
    const spikes = new SpikeList()
    for (let step = 1; step < steps; step++) {
      for (let half = 0; half < 2; half++) {
        const sign = half === 0 ? 1 : -1
        for (let c = 0; c < channels; c++) {
          const crossed = Math.floor((sign * (values[step * channels + c] - level[c])) / thresholds[c])
          if (crossed < 1) continue
          level[c] += sign * crossed * thresholds[c]
          for (let n = Math.min(crossed, settings.most); n > 0; n--) spikes.add(step, half * channels + c)
        }
      }
    }
    return spikes.finish(steps)
  },
}

/** One per channel. Throws UsageError when another number of them was given. */
function thresholdsOf({ threshold }: DeltaSettings, channels: number): readonly number[] {
  if (typeof threshold === 'number') return new Array<number>(channels).fill(threshold)
  if (threshold.length === channels) return threshold
  throw new UsageError(`data.encoder.threshold must name ${channels}, one per channel, but got ${threshold.length}`)
}
