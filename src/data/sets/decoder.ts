import type { Signal } from '../signal.js'
import { fileSet, type SetName } from './file-sets.js'

/** Names a way to read files, in plain data that can be handed to a thread or saved with a network. */
export type Decoder = { readonly source: SetName }

/** From a file's bytes to its signal; `path` is for messages. Throws BadFile. */
export type Decode = (path: string, bytes: Uint8Array) => Signal

export function decoderOf(decoder: Decoder): Decode {
  return fileSet(decoder.source).decode
}
