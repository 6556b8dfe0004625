import { readFile, stat } from 'node:fs/promises'
import { asBadFile, DEFAULT_MAX_BYTES, type FileEntry, type FileLimits, tooLarge } from './file-entry.js'

/** The plain file that lies at `location`, called `path` among its neighbours. */
export async function diskFile(
  location: string,
  path: string,
  { maxBytes = DEFAULT_MAX_BYTES }: FileLimits = {},
): Promise<FileEntry> {
  const unreadable = (error: unknown) => {
    throw asBadFile(location, 'a file', error)
  }
  const { size } = await stat(location).catch(unreadable)
  return {
    path,
    size,
    async bytes() {
      if (size > maxBytes) throw tooLarge(location, maxBytes)
      return readFile(location).catch(unreadable)
    },
  }
}
