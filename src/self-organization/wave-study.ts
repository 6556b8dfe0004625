import { z } from 'zod'
import { stackSchema } from './stack-settings.js'

/** A stack to look at: what `motif waves` runs. */
export const waveStudySchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes'),
  question: z.string().default(''),
  seed: z.int().nonnegative().default(1),
  stack: stackSchema,
  /** Steps recorded after self-organization, without learning, to measure waves. */
  record: z.int().min(100).max(100_000).default(3000),
  /** A linear probe of the pools of the first projection on rendered digits; absent: none. */
  readOut: z
    .strictObject({
      train: z.int().min(50).max(60_000).default(1000),
      test: z.int().min(50).max(10_000).default(500),
      /** Deviation of the noise added to every pixel; the table has both, without and with it. */
      noise: z.number().positive().default(0.5),
    })
    .optional(),
})
export type WaveStudy = z.infer<typeof waveStudySchema>
