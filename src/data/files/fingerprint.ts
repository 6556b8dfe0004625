import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { asBadFile } from './file-entry.js'
import { folderFiles } from './folder.js'

/**
 * SHA-256 (hex) of what lies at `paths`, in their order: an archive's or file's bytes, and of a folder the path, size
 * and bytes of every file in it. Streamed. Where a folder or archive lies and what it is called does not enter.
 */
export async function filesFingerprint(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    const info = await stat(path).catch((error: unknown) => {
      throw asBadFile(path, 'a file or folder', error)
    })
    if (!info.isDirectory()) await addFile(hash, '', path, info.size)
    else for await (const file of folderFiles(path)) await addFile(hash, file.path, join(path, file.path), file.size)
  }
  return hash.digest('hex')
}

async function addFile(hash: Hash, name: string, path: string, size: number | null): Promise<void> {
  hash.update(`${name}\n${size}\n`)
  try {
    for await (const part of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(part as Uint8Array)
  } catch (error) {
    throw asBadFile(path, 'a file', error)
  }
}
