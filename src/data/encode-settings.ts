import { z } from 'zod'
import { encoderSchema } from './encoders/encoder.js'
import { decoderSchema } from './sets/decoder.js'
import { shapeSchema } from './signal-shape-schema.js'

/** Everything it takes to turn a file of a set into spikes: handed to threads, and saved with networks. */
export const encodeSettingsSchema = z.strictObject({
  decoder: decoderSchema,
  /** Of the set's signals; a file of another shape is refused. */
  shape: shapeSchema,
  encoder: encoderSchema,
})
export type EncodeSettings = z.output<typeof encodeSettingsSchema>
