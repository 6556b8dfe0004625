import { z } from 'zod'
import { type EncoderSettings, encoderSchema } from './encoders/encoder.js'
import type { SetName } from './sets/file-sets.js'
import { sharesSchema, takesOrSharesSchema } from './splits/split-spec.js'

type EncoderInput = z.input<typeof encoderSchema>

/** The `data` section of a published set: which encoder it gets unless the study names one. */
const setSchema = <Name extends SetName>(source: Name, encoder: EncoderInput) =>
  z.strictObject({
    source: z.literal(source),
    encoder: encoderSchema.prefault(encoder),
    splits: sharesSchema.prefault({}),
  })

const SPEECH: EncoderInput = { kind: 'lyon-bsa' }

/** Settings of every set that lies in files, told apart by `source`. */
export const fileSchemas = [
  z.strictObject({
    source: z.literal('fsdd'),
    encoder: encoderSchema.prefault(SPEECH),
    /** The official test files are takes 0 to 4. */
    splits: takesOrSharesSchema.prefault({}),
  }),
  setSchema('n-mnist', { kind: 'bin', stepMicros: 10_000, maxSteps: 32 }),
  setSchema('mnist', { kind: 'latency' }),
  setSchema('fashion-mnist', { kind: 'latency' }),
] as const

export type FileSpec = z.output<(typeof fileSchemas)[number]>
export type { EncoderSettings }
