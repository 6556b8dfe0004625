import { z } from 'zod'
import { UsageError } from '../usage-error.js'
import { adamDecay } from './adam-decay.js'
import { augmentationSchema } from './augmentation.js'
import { earlyStoppingSchema } from './early-stopping.js'

const fraction = z.number().min(0).max(1)
const positive = z.number().positive()

/** Repair by intrinsic plasticity: what adapts, towards which rate, how fast (src/learning/repair.ts). */
export const repairSchema = z.strictObject({
  /** `spikl-ip`: R and tau; `tau`: SpiKL-IP's tau rule alone; `gain`: our own homeostasis of R. */
  rule: z.enum(['none', 'spikl-ip', 'tau', 'gain']).default('none'),
  /** Mean of the target rate distribution, spikes per neuron and step. */
  targetRate: z.number().positive().max(1).default(0.1),
  /** Relative step of one repair phase. */
  step: positive.default(0.1),
  /** Largest relative change of R or tau in one phase (spikl-ip, tau). */
  cap: positive.default(0.05),
  /** R and tau stay within these multiples of their start values. */
  bounds: z.tuple([positive, positive]).default([0.5, 8]),
  /** Training samples whose rates are measured in one phase. */
  samples: z.int().positive().default(96),
  /** Optimiser steps between repair phases in a training; 0 means once an epoch. */
  every: z.int().nonnegative().default(0),
  /** The step ramps down to 0 between these fractions of the training or search. */
  fade: z.tuple([fraction, fraction]).default([0.5, 0.8]),
})
export type RepairSettings = z.infer<typeof repairSchema>

export const lossSchema = z.discriminatedUnion('kind', [
  /** Softmax cross-entropy of scale x outputs. */
  z.strictObject({ kind: z.literal('cross-entropy'), scale: positive.default(0.2) }),
  /** TSSL-BP's count loss: the right class should fire `desired` times, the others at most `undesired` times. */
  z.strictObject({
    kind: z.literal('count'),
    desired: positive.default(15),
    undesired: z.number().nonnegative().default(3),
  }),
])
export type LossSettings = z.infer<typeof lossSchema>

export const surrogateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('logistic'), width: positive.default(0.2) }),
  z.strictObject({ kind: z.literal('fast-sigmoid'), slope: positive.default(10) }),
])

export const optimiserSchema = z.strictObject({
  rate: positive.default(1e-3),
  weightDecay: z.number().nonnegative().default(0.01),
  beta1: adamDecay.default(0.9),
  beta2: adamDecay.default(0.999),
  epsilon: positive.default(1e-8),
  /** Largest Euclidean norm of a batch's mean gradient. */
  clipNorm: positive.default(10),
  schedule: z.enum(['cosine', 'constant']).default('cosine'),
})
export type OptimiserSettings = z.infer<typeof optimiserSchema>

/** How the rules learn that follow a gradient through time. */
export const gradientRecipeSchema = z.strictObject({
  rule: z.enum(['surrogate', 'tssl-bp']).default('surrogate'),
  surrogate: surrogateSchema.default({ kind: 'fast-sigmoid', slope: 10 }),
  /** Whether the surrogate gradient flows through the reset. Defaults: docs/results/calibration.md. */
  reset: z.enum(['full', 'detached']).default('detached'),
  /**
   * Surrogate derivatives below this count as 0 in the backward pass (after Perez-Nieves & Goodman 2021); 0: all count. What it
   * saves and costs: docs/results/performance.md.
   */
  sparseSurrogate: z.number().nonnegative().default(0),
  /**
   * For long samples: keeps states at about sqrt(steps) steps and computes those between again in the backward pass. The same
   * bits, in memory that grows with the square root of the steps, for one more forward pass.
   */
  checkpoints: z.boolean().default(false),
  epochs: z.int().positive().default(40),
  batch: z.int().positive().default(32),
  /** Parts of a batch that are summed in order; fixes the sum whatever the number of threads. */
  shards: z.int().positive().default(4),
  loss: lossSchema.default({ kind: 'cross-entropy', scale: 0.2 }),
  optimiser: optimiserSchema.prefault({}),
  /** Scales of the initial weights: input sd = input sqrt(2 / inputs), recurrent sd = recurrent / sqrt(in-degree). */
  initial: z
    .strictObject({
      input: positive.default(1),
      recurrent: positive.default(1),
      readout: positive.default(0.1),
    })
    .prefault({}),
  /** Of trainings from scratch; absent: all epochs are trained, and the last network counts. */
  earlyStopping: earlyStoppingSchema.optional(),
  /** Training only. */
  augmentation: augmentationSchema.prefault({}),
  repair: repairSchema.prefault({}),
  /** Networks are scored and used with weights of so many bits, rounded after the training (quantise.ts). Absent: float32. */
  weightBits: z.int().min(2).max(16).optional(),
  /** `readout`: input and recurrent weights stay as drawn (reservoir computing). Of trainings; a supernet learns all of its own. */
  trains: z.enum(['all', 'readout']).optional(),
})
export type GradientRecipe = z.infer<typeof gradientRecipeSchema>

/** Throws UsageError that says who needs one. */
export function gradientRecipe(recipe: { readonly rule: string }, who: string): GradientRecipe {
  if (isGradientRecipe(recipe)) return recipe
  throw new UsageError(
    `${who} needs a rule that follows a gradient (surrogate, tssl-bp), but recipe.rule is ${recipe.rule}`,
  )
}

export const isGradientRecipe = (recipe: { readonly rule: string }): recipe is GradientRecipe =>
  recipe.rule === 'surrogate' || recipe.rule === 'tssl-bp'
