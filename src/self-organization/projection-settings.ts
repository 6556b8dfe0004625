import { z } from 'zod'

/** Between a layer and the one above it. */
const settingsSchema = z.strictObject({
  /**
   * `winner`: the winner of the competition learns from the layer below (Raghavan & Thomson 2019). `stdp`: every unit that
   * fires learns from those that fire with it (Raghavan, Lin & Thomson 2020).
   */
  rule: z.enum(['winner', 'stdp']).default('stdp'),
  rate: z.number().positive().default(0.1),
  /** Mean weight mu of every row, and the spread of the first weights. */
  mean: z.number().positive().default(2.5),
  spread: z.number().nonnegative().default(0.14),
  /** c: what a unit's input has to pass. `mean` left out: half of what a small wave of the layer below gives. */
  threshold: z
    .strictObject({
      mean: z.number().nonnegative().optional(),
      spread: z.number().nonnegative().default(2),
      /** What the winner's threshold gains per unit of its input. */
      growth: z.number().nonnegative().default(0.005),
    })
    .prefault({}),
  /** Every so many steps, units with fewer updates than `below` get `share` of their largest input as threshold. */
  rescue: z
    .strictObject({
      every: z.int().nonnegative().default(1000),
      below: z.int().nonnegative().default(200),
      share: z.number().positive().max(1).default(0.2),
    })
    .prefault({}),
  /**
   * Traces instead of coincidence (rule `stdp`): a unit that fires learns from those that fired in the steps before, and a
   * spike below takes from the weights to units that have just fired. Absent: spikes of the same step alone count.
   */
  window: z
    .strictObject({
      /** Steps in which the trace of a spike below falls to 1/e, and that of a spike above. */
      before: z.number().positive().max(1000).default(10),
      after: z.number().positive().max(1000).default(10),
      /** What is taken, as a part of `rate`. */
      depression: z.number().min(0).max(0.5).default(0),
    })
    .optional(),
})

export const projectionSchema = settingsSchema.refine(({ rule, window }) => rule === 'stdp' || window === undefined, {
  path: ['window'],
  message: 'must be left out under the rule winner: traces belong to stdp',
})

type Given = z.infer<typeof projectionSchema>

export interface ProjectionSettings extends Given {
  readonly threshold: Given['threshold'] & { readonly mean: number }
}

/** `waveSize`: spikes at which a step of the layer below counts as a wave. */
export function completeProjection(given: Given, waveSize: number): ProjectionSettings {
  // Published: 70 where 30 spikes make a wave of 3000 units (winner), 40 (stdp): about mu times the spikes, and half of it.
  const mean = given.threshold.mean ?? (given.rule === 'winner' ? 70 / 75 : 0.5) * given.mean * waveSize
  return { ...given, threshold: { ...given.threshold, mean } }
}
