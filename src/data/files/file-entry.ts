import { BadFile } from '../readers/bad-file.js'

/** A file of a folder or archive, not read yet. */
export interface FileEntry {
  /** Below the folder or inside the archive, with forward slashes. */
  readonly path: string
  /** Bytes, as the folder or the archive's table has it (an archive may lie); null where nothing says it. */
  readonly size: number | null
  /** The contents; of a tar only until the next entry is asked for. Throws BadFile. */
  bytes(): Promise<Uint8Array>
}

export interface FileLimits {
  /** The largest file that is read, in bytes after decompression. */
  readonly maxBytes?: number | undefined
}

export const DEFAULT_MAX_BYTES = 2 ** 30

/** All of a stream, piece by piece as it really comes: no announced size is believed. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  { maxBytes = DEFAULT_MAX_BYTES }: FileLimits,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of stream) {
    length += part.length
    if (length > maxBytes) throw tooLarge(name, maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts, length)
}

export const tooLarge = (name: string, maxBytes: number) =>
  new BadFile(name, `holds more than the ${maxBytes} bytes that are read of one file`)

/** What operating systems leave behind in folders and archives: hidden files and resource forks. */
export const isLitter = (path: string) =>
  path.split('/').some((part) => (part.startsWith('.') && part !== '.' && part !== '..') || part === '__MACOSX')

/** In the order of code units, the same on every machine. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }) =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0

/** `error` as BadFile of the file `name`, which was read as `format`; a BadFile stays as it is. */
export function asBadFile(name: string, format: string, error: unknown): unknown {
  if (error instanceof BadFile || !(error instanceof Error)) return error
  return new BadFile(name, `cannot be read as ${format} (${error.message})`)
}
