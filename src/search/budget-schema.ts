import { z } from 'zod'
import { durationSeconds } from '../duration.js'
import type { Budget } from '../store/budget.js'

const count = z.int().positive()
const duration = z
  .string()
  .refine((text) => (durationSeconds(text) ?? 0) > 0, 'must be a duration above 0 such as 30s, 10m or 2h')

/** `failures` is another name of `limits.failures`. */
export const budgetSchema = z.strictObject({
  candidates: count.optional().describe('Distinct topologies.'),
  evaluations: count.optional().describe('Evaluations, failed ones too; one that is asked for again counts once.'),
  epochs: count.optional().describe('Epochs begun in trainings of candidates.'),
  sampleSteps: count.optional().describe('Samples times time steps: all passes of trainings, repair and supernet.'),
  wallTime: duration.optional().describe('Such as 2h.'),
  cpuTime: duration.optional().describe('User and system time of the whole process, such as 4h.'),
  failures: count.optional().describe('Failed candidates after which the run gives up; as limits.failures.'),
}) satisfies z.ZodType<Budget>
