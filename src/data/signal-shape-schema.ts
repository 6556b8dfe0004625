import { z } from 'zod'
import type { SignalShape } from './signal.js'

const count = z.int().min(1).max(65_536)

/** A signal's shape as it stands in files: of the user's sets and of saved networks. */
export const shapeSchema: z.ZodType<SignalShape> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('audio') }),
  z.strictObject({ kind: z.literal('events'), width: count, height: count }),
  z.strictObject({ kind: z.literal('spikes'), channels: count }),
  z.strictObject({ kind: z.literal('series'), channels: count, rate: z.number().positive().nullable() }),
  z.strictObject({ kind: z.literal('image'), width: count, height: count, depth: count }),
])
