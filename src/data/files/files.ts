import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { diskFile } from './disk-file.js'
import { asBadFile, type FileEntry, type FileLimits } from './file-entry.js'
import { folderFiles } from './folder.js'
import { gzipFile } from './gzip.js'
import { tarFiles } from './tar.js'
import { zipFiles } from './zip.js'

export type { FileEntry, FileLimits } from './file-entry.js'

/**
 * The files of a folder or of a .zip (both sorted by path), of a .tar, .tar.gz or .tgz (in the archive's order), of a
 * .gz, or a single file by itself. One at a time: what was read is not kept. Hidden files are left out. Whatever cannot be
 * read throws BadFile.
 */
export async function* filesIn(path: string, limits: FileLimits = {}): AsyncGenerator<FileEntry> {
  const info = await stat(path).catch((error: unknown) => {
    throw asBadFile(path, 'a file or folder', error)
  })
  if (info.isDirectory()) yield* folderFiles(path, limits)
  else if (path.endsWith('.zip')) yield* zipFiles(path, path, limits)
  else if (/\.(tar\.gz|tgz)$/.test(path)) yield* tarFiles(path, 'gzip', limits)
  else if (path.endsWith('.tar')) yield* tarFiles(path, 'none', limits)
  else if (path.endsWith('.gz')) yield gzipFile(path, limits)
  else yield await diskFile(path, basename(path), limits)
}

/** The bytes of a single file, unpacked if it is a .gz. */
export async function fileBytes(path: string, limits: FileLimits = {}): Promise<Uint8Array> {
  const file = path.endsWith('.gz') ? gzipFile(path, limits) : await diskFile(path, basename(path), limits)
  return file.bytes()
}
