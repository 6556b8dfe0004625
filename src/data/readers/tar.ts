import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { BadFile } from './bad-file.js'

export interface TarEntry {
  /** Path inside the archive. */
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Streams the plain files of a .tar.gz, one at a time, in the archive's order; nothing is unpacked to disk.
 * A damaged or unfinished archive throws BadFile with its path and the reason.
 */
export async function* readTarGz(path: string): AsyncGenerator<TarEntry> {
  const archive = extract()
  // The pipeline's own promise is awaited at the end; until then a failure arrives through the extractor.
  const fed = pipeline(createReadStream(path), createGunzip(), archive)
  fed.catch(() => undefined)
  try {
    for await (const entry of archive) {
      const parts: Uint8Array[] = []
      for await (const part of entry) parts.push(part as Uint8Array)
      if (entry.header.type === 'file') yield { name: entry.header.name, bytes: Buffer.concat(parts) }
    }
    await fed
  } catch (error) {
    throw damaged(path, error)
  } finally {
    archive.destroy()
  }
}

function damaged(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return new BadFile(path, `cannot be read as a .tar.gz archive (${error.message})`)
}
