import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { asBadFile, collect, type FileEntry, type FileLimits } from './file-entry.js'

/** The one file of a .gz, named as the archive without its ending. */
export function gzipFile(path: string, limits: FileLimits = {}): FileEntry {
  return {
    path: basename(path, '.gz'),
    size: null,
    async bytes() {
      const source = createReadStream(path)
      const unpacked = createGunzip()
      // A failure to read has to end the reading of what is unpacked.
      source.on('error', (error) => unpacked.destroy(error))
      try {
        return await collect(source.pipe(unpacked), path, limits)
      } catch (error) {
        throw asBadFile(path, 'a .gz file', error)
      } finally {
        source.destroy()
      }
    },
  }
}
