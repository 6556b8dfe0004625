import { z } from 'zod'
import type { Split } from '../data/dataset.js'

/**
 * A training ends when the loss on a part of the training data that it does not learn from has not fallen for a while,
 * and the network of the epoch with the lowest one is kept. L. Prechelt, "Early stopping - but when?", Neural Networks:
 * Tricks of the Trade (1998), with patience in place of his thresholds.
 */
export const earlyStoppingSchema = z.strictObject({
  /** The split that is held back from the weights. Never the one that scores candidates. */
  on: z.literal('alpha').default('alpha'),
  /** Epochs without a better one after which the training ends. */
  patience: z.int().positive().default(5),
  /** By how much the loss has to fall below the best one to count. */
  minDelta: z.number().nonnegative().default(0),
})
export type EarlyStopping = z.infer<typeof earlyStoppingSchema>

/** Splits that weights learn from. */
export function learntSplits<S extends Split>(trainOn: readonly S[], rule: EarlyStopping | undefined): readonly S[] {
  return rule ? trainOn.filter((split) => split !== rule.on) : trainOn
}

/** How a training with a rule of early stopping (`recipe.earlyStopping`) ended. */
export interface EarlyStop {
  /** Epoch, from 1, whose network was kept and scored. */
  readonly bestEpoch: number
  /** `patience`: no better for that long. `epochs`: all were trained. */
  readonly reason: 'patience' | 'epochs'
}
