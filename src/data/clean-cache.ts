import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.js'

export interface Cleaned {
  readonly folder: string
  readonly files: number
  readonly bytes: number
}

/** What `cachePath` and its unfinished drafts are called. */
const CACHE_FILE = /^(.+)-[0-9a-f]{32}\.bin(\.\d+-[0-9a-f]+\.tmp)?$/

/** Removes encoded data sets from the cache: all of them, or those of one set. Nothing else in the folder is touched. */
export function cleanCache(kind: string | undefined, folder = cacheFolder()): Cleaned {
  let files = 0
  let bytes = 0
  for (const name of namesIn(folder)) {
    const match = CACHE_FILE.exec(name)
    if (!match || (kind !== undefined && match[1] !== kind)) continue
    const path = join(folder, name)
    const size = statSync(path, { throwIfNoEntry: false })?.size
    if (size === undefined) continue
    rmSync(path, { force: true })
    files++
    bytes += size
  }
  return { folder, files, bytes }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
