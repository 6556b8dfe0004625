import { z } from 'zod'
import type { Signal } from '../signal.js'
import { decodeUserFile, userFormatSchema } from '../user/user-format.js'
import { fileSet, SET_NAMES } from './file-sets.js'

/** Names a way to read files, in plain data that can be handed to a thread or saved with a network. */
export const decoderSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('user'), format: userFormatSchema }),
  z.strictObject({ source: z.enum(SET_NAMES) }),
])
export type Decoder = z.output<typeof decoderSchema>

/** From a file's bytes to its signal; `path` is for messages. Throws BadFile. */
export type Decode = (path: string, bytes: Uint8Array) => Signal

export function decoderOf(decoder: Decoder): Decode {
  if (decoder.source === 'user') return (path, bytes) => decodeUserFile(decoder.format, path, bytes)
  return fileSet(decoder.source).decode
}
