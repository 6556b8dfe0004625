import { z } from 'zod'
import { key, uniform } from '../../kernel/numerics/random.js'
import { imageChannels, imageIntensities, intensityFields, seriesIntensities } from './intensities.js'
import { reductionFields } from './reduction.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { SpikeList } from './spike-list.js'
import { UnfitSignal } from './unfit-signal.js'

/**
 * Rate code: in every step, channel c fires with probability `probability` times its intensity, independently of all
 * others (Bernoulli per step, the usual stand-in for a Poisson process on a grid). An image stays for `steps`; each
 * row of a series for `hold`.
 */
export const poissonSchema = z.strictObject({
  kind: z.literal('poisson'),
  seed: z.int().min(0).default(0),
  /** Spikes per step at intensity 1. */
  probability: z.number().min(0).max(1).default(0.2),
  /** Image: steps for which it is shown. */
  steps: z.int().min(1).max(65_535).default(100),
  /** Series: steps for which each value is held. */
  hold: z.int().min(1).max(65_535).default(1),
  ...intensityFields,
  ...reductionFields(),
})
export type PoissonSettings = z.output<typeof poissonSchema>

export const poisson: SpikeEncoder<PoissonSettings, 'image' | 'series'> = {
  kind: 'poisson',
  version: 1,
  signals: ['image', 'series'],
  schema: poissonSchema,

  shape(settings, input) {
    if (input.kind === 'image') return { ...imageChannels(input, settings), dt: null, steps: settings.steps }
    const dt = input.rate === null ? null : 1 / input.rate / settings.hold
    return { channels: input.channels, blocks: 1, dt, steps: null }
  },

  create: (settings) => (signal, sampleKey) => {
    const image = signal.kind === 'image'
    const intensities = image ? imageIntensities(signal, settings) : seriesIntensities(signal, settings)
    const channels = image ? intensities.length : signal.channels
    const rows = intensities.length / channels
    if (!(rows >= 1)) throw new UnfitSignal('holds no values')
    const hold = image ? settings.steps : settings.hold
    const k = key(sampleKey, 'poisson', settings.seed)
    const spikes = new SpikeList()
    for (let step = 0; step < rows * hold; step++) {
      const from = Math.floor(step / hold) * channels
      for (let c = 0; c < channels; c++) {
        const p = settings.probability * intensities[from + c]
        if (p > 0 && uniform(k, step, c) < p) spikes.add(step, c)
      }
    }
    return spikes.finish(rows * hold)
  },
}
