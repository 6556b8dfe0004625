import { z } from 'zod'
import { LATEST_HORIZON } from '../../kernel/first-spike-horizon.js'
import { adamDecay } from '../adam-decay.js'
import { firstSpikeLossSchema } from './first-spike-loss.js'

const fraction = z.number().min(0).max(1)
const positive = z.number().positive()

/** Of initial weights, a normal distribution; `hidden` for every hidden layer. */
const initialSchema = z.strictObject({
  hidden: z.strictObject({ mean: z.number().default(0.1), sd: positive.default(0.3) }).prefault({}),
  output: z.strictObject({ mean: z.number().default(0.15), sd: positive.default(0.8) }).prefault({}),
  /**
   * Raises the means, layer by layer, until this share of a layer's neurons spikes on a batch, so that a volley passes all
   * layers; 0: as they are drawn.
   */
  spiking: fraction.default(0.85),
})

/**
 * How first-spike networks learn. Times are in units of tauSyn. Defaults of what the papers fix are theirs: J. Goeltz, L.
 * Kriener et al. 2021 (loss, cut, bumping), and the code of its successors; docs/guides/first-spike.md says which.
 */
export const firstSpikeRecipeSchema = z.strictObject({
  rule: z.literal('first-spike'),
  epochs: z.int().positive().default(100),
  batch: z.int().positive().default(80),
  loss: firstSpikeLossSchema.prefault({ kind: 'first-spike' }),
  optimiser: z
    .strictObject({
      rate: positive.default(5e-3),
      beta1: adamDecay.default(0.9),
      beta2: adamDecay.default(0.999),
      epsilon: positive.default(1e-8),
      /** The rate is multiplied by `factor` every `every` epochs. */
      factor: positive.max(1).default(0.95),
      every: z.int().positive().default(20),
    })
    .prefault({}),
  /** Spikes after it do not exist. */
  horizon: positive.max(LATEST_HORIZON).default(3.5),
  /** Largest |dL/dw| that a neuron may have in a sample (the mean loss of the batch); above it its weights get none. */
  gradientCut: positive.default(0.2),
  /**
   * Instead of a gradient step, where too many neurons of a layer are silent: adds `amount` to all weights onto those that were
   * silent in some sample, twice as much each time that the layer is bumped in consecutive batches.
   */
  bump: z
    .strictObject({
      amount: positive.default(5e-4),
      doubles: z.boolean().default(true),
      /** `true`: a gradient step is taken in such a batch all the same. */
      andStep: z.boolean().default(false),
      /** Share of silent neurons, over the samples of a batch, above which a layer is bumped. */
      hidden: fraction.default(0.15),
      output: fraction.default(0.05),
    })
    .prefault({}),
  /** Standard deviation of what is added to input times in training; times below 0 are reflected. */
  noise: z.number().nonnegative().default(0),
  /** Trainable delays (DelGrad): per input, per neuron or per synapse of each layer, scale x sigmoid(parameter). */
  delays: z
    .strictObject({
      kind: z.enum(['none', 'axonal', 'dendritic', 'synaptic']).default('none'),
      scale: positive.default(1),
      rate: positive.default(3e-3),
    })
    .prefault({}),
  initial: initialSchema.prefault({}),
  /** Largest magnitude of a weight; absent: none. */
  largestWeight: positive.optional(),
})
export type FirstSpikeRecipe = z.output<typeof firstSpikeRecipeSchema>
