import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { diskFile } from './disk-file.js'
import { byPath, type FileEntry, type FileLimits, isLitter } from './file-entry.js'

/** Every file below `folder`, sorted by path. Links are followed, but not back into a folder that one is in. */
export async function* folderFiles(folder: string, limits: FileLimits = {}): AsyncGenerator<FileEntry> {
  yield* filesBelow(folder, '', [await realpath(folder)], limits)
}

async function* filesBelow(
  root: string,
  below: string,
  ancestors: readonly string[],
  limits: FileLimits,
): AsyncGenerator<FileEntry> {
  const found = await Promise.all(
    (await readdir(join(root, below), { withFileTypes: true }))
      .filter((item) => !isLitter(item.name))
      .map(async (item) => ({ path: below + item.name, type: await typeOf(root, below, item) })),
  )
  // A folder sorts as the prefix that it is, so that all paths together are in order.
  const sorted = found.map((item) => (item.type === 'folder' ? { ...item, path: `${item.path}/` } : item)).sort(byPath)
  for (const { path, type } of sorted) {
    if (type === 'file') yield await diskFile(join(root, path), path, limits)
    if (type !== 'folder') continue
    const real = await realpath(join(root, path))
    if (!ancestors.includes(real)) yield* filesBelow(root, path, [...ancestors, real], limits)
  }
}

async function typeOf(root: string, below: string, item: Dirent): Promise<'file' | 'folder' | 'other'> {
  const target = item.isSymbolicLink() ? await stat(join(root, below, item.name)).catch(() => item) : item
  if (target.isFile()) return 'file'
  return target.isDirectory() ? 'folder' : 'other'
}
