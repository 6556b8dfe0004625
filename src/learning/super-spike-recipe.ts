import { z } from 'zod'
import { UsageError } from '../usage-error.js'

const positive = z.number().positive()
const fraction = z.number().gt(0).lt(1)

/**
 * How SuperSpike learns: F. Zenke, S. Ganguli, "SuperSpike: supervised learning in multilayer spiking neural networks", Neural
 * Computation 30 (2018). Voltages and weights in mV, times in seconds; membrane and synaptic time constants are the topology's.
 */
export const superSpikeRecipeSchema = z.strictObject({
  rule: z.literal('super-spike'),
  /** Passes over the training samples. */
  epochs: z.int().positive().default(500),
  /** Largest change of a weight in one update, mV: the paper's r0 in volts times 1000. */
  rate: positive.default(1),
  /** `fixed`: the rate times the mean gradient, in mV. */
  optimiser: z.enum(['rmaxprop', 'rmsprop', 'fixed']).default('rmaxprop'),
  /** Of the memory of RMaxProp and RMSprop. */
  memorySeconds: positive.default(30),
  /** Between two updates, whatever the length of a sample. */
  updateSeconds: positive.default(0.5),
  /** Shares of the budget after which the rate is divided by 10. */
  drops: z.array(fraction).default([]),
  /** How the output's error reaches hidden neurons. */
  feedback: z.enum(['symmetric', 'random', 'uniform']).default('symmetric'),
  /** `fixed`: hidden layers keep their initial weights. `none`: inputs drive the outputs, and the topology's layers stay out. */
  hidden: z.enum(['trained', 'fixed', 'none']).default('trained'),
  /** The derivative that a voltage stands for; `linear`: 1 everywhere. */
  surrogate: z.enum(['fast-sigmoid', 'linear']).default('fast-sigmoid'),
  /** Of the fast sigmoid, per mV. */
  slope: positive.default(1),
  /** Pulls weights of hidden neurons that fire much towards 0: strength x w x (filtered spikes) ^ exponent. */
  heterosynaptic: z
    .strictObject({
      /** Per mV: the paper's rho times 2e-4. 0: off. */
      strength: z.number().nonnegative().default(0),
      exponent: z.int().min(0).max(8).default(4),
      seconds: positive.default(0.1),
    })
    .prefault({}),
  /** Weights start at this x N(0, 1) / sqrt(number of inputs), mV. */
  initial: positive.default(50),
  /** Weights stay between minus this and this, mV. */
  bound: positive.default(100),
  threshold: z.number().default(-50),
  rest: z.number().default(-60),
  refractorySeconds: z.number().nonnegative().default(0.005),
  /** Of every spike on its way. */
  delaySeconds: positive.default(0.0008),
  /** Where samples have classes: the right output is to fire within these last seconds of a sample, and nothing else at any time. */
  windowSeconds: positive.default(0.025),
  /** What the right output's spikes beyond its first within the window are. */
  extraSpikes: z.enum(['fine', 'errors']).default('fine'),
})
export type SuperSpikeRecipe = z.infer<typeof superSpikeRecipeSchema>

/** What holds between settings, and of them and the data. Throws UsageError. */
export function checkSuperSpike(
  { threshold, rest }: SuperSpikeRecipe,
  { readout, dt }: { readonly readout: { readonly kind: string }; readonly dt: number | null },
  where: string,
): void {
  if (threshold <= rest) {
    throw new UsageError(`${where}.threshold: must be above rest (${rest} mV), but got ${threshold}`)
  }
  if (dt === null) {
    throw new UsageError(
      `${where}.rule: super-spike needs data whose steps have a length in seconds, but this data has none`,
    )
  }
  if (readout.kind !== 'spiking') {
    throw new UsageError(`${where}.rule: super-spike needs space.readout.kind spiking, but it is ${readout.kind}`)
  }
}
