import { z } from 'zod'
import { adamDecay, curriculumSchema, repairSchema } from '../src/index.js'

const fraction = z.number().min(0).max(1)
const positive = z.number().min(1e-3).max(1e3)

/** What `strategy:` of a study may say for HRMAS. */
export const hrmasSettings = z.strictObject({
  alpha: z
    .strictObject({
      rate: z.number().nonnegative().default(0.003),
      beta1: adamDecay.default(0.5),
      beta2: adamDecay.default(0.999),
      weightDecay: z.number().nonnegative().default(1e-3),
      /** Standard deviation of alpha at the start. */
      sd: z.number().nonnegative().default(1e-3),
      /** Weight of the mean probability of being present. */
      sparsity: z.number().nonnegative().default(0),
      /** Alpha rests for this share of the iterations ... */
      warmup: fraction.default(0.1),
      /** ... and until the supernet's running training accuracy reaches this, at the latest until `latest`. */
      startAccuracy: fraction.default(0),
      latest: fraction.default(0.5),
      /** How far alpha leans towards the study's `from` at the start: added to the logits of its choices. 1 where absent. */
      lean: z.number().nonnegative().optional(),
    })
    .prefault({}),
  /**
   * What the supernet is in an iteration: the mixture of all options by their probabilities, or one draw by them, with the
   * straight-through gradient for alpha.
   */
  relaxation: z.enum(['mixture', 'sampled']).default('mixture'),
  /**
   * Whether an excitatory and an inhibitory synapse have a magnitude each, or one, which then goes in with the difference of
   * their probabilities: nothing where they are equal, so that alpha needs noise (`alpha.sd`) or draws (`sampled`).
   */
  magnitudes: z.enum(['separate', 'shared']).default('separate'),
  /** Of the softmax over alpha, at the start and at the end of the schedule, geometric in between: below 1 alpha decides. */
  temperature: z.tuple([positive, positive]).default([1, 1]),
  curriculum: curriculumSchema.optional(),
  /** The repair phase of the search; the recipe has its own for trainings from scratch. */
  repair: repairSchema.prefault({}),
  /** Iterations between repair phases. */
  repairEvery: z.int().positive().default(1),
  /** Topologies judged at the end: alpha's choice at as many evenly spaced moments of the search, the last its end. */
  snapshots: z.int().positive().default(1),
  /** Trainings from scratch by which each of them is judged, on the selection split. */
  judgements: z.int().positive().max(1000).default(1),
})
export type HrmasSettings = z.infer<typeof hrmasSettings>
