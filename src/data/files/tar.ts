import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { asBadFile, collect, type FileEntry, type FileLimits, isLitter } from './file-entry.js'

/**
 * Streams the plain files of a .tar or .tar.gz in the archive's order, one at a time; nothing is unpacked to disk, and
 * an entry that is not read is skipped. A damaged or unfinished archive throws BadFile with its path and the reason.
 */
export async function* tarFiles(
  path: string,
  compression: 'gzip' | 'none',
  limits: FileLimits = {},
): AsyncGenerator<FileEntry> {
  const damaged = (error: unknown) => asBadFile(path, `a .tar${compression === 'gzip' ? '.gz' : ''} archive`, error)
  const archive = extract()
  const source = createReadStream(path)
  // The pipeline's own promise is awaited at the end; until then a failure arrives through the extractor.
  const fed = compression === 'gzip' ? pipeline(source, createGunzip(), archive) : pipeline(source, archive)
  fed.catch(() => undefined)
  try {
    for await (const entry of archive) {
      const { name, size = 0, type } = entry.header
      const inside = name.replace(/^(\.\/)+/, '')
      const bytes = () =>
        collect(entry as AsyncIterable<Uint8Array>, `${path}: ${inside}`, limits).catch((error: unknown) => {
          throw damaged(error)
        })
      if (type === 'file' && !isLitter(inside)) yield { path: inside, size, bytes }
      entry.resume()
    }
    await fed
  } catch (error) {
    throw damaged(error)
  } finally {
    archive.destroy()
  }
}
