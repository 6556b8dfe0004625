import { z } from 'zod'

/** A linear read-out on frozen inputs: what a wiring is worth before anything but the read-out is learnt. */
export const linearProbeRecipeSchema = z.strictObject({
  rule: z.literal('linear-probe'),
  /** Equal shares of the training samples that are read one after the other: the last epoch has seen all. */
  epochs: z.int().positive().default(1),
  /** Strengths of the ridge to choose from, on a fifth of the training samples that each replicate draws for itself. */
  strengths: z.array(z.number().positive()).min(1).default([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]),
})
export type LinearProbeRecipe = z.output<typeof linearProbeRecipeSchema>
