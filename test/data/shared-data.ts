import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { filesIn } from '../../src/data/files/files.js'
import { packageRoot } from '../../src/package-root.js'

/** Where the real data lies: `data` in $MOTIF_SHARED, or in the folder `shared` beside the checkout. */
export const sharedData = join(process.env.MOTIF_SHARED ?? resolve(packageRoot(), '..', 'shared'), 'data')

export const hasShared = (name: string) => existsSync(join(sharedData, name))

/** The files of a shared archive whose path `chosen` matches, by path. */
export async function sharedFiles(archive: string, chosen: RegExp): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for await (const file of filesIn(join(sharedData, archive)))
    if (chosen.test(file.path)) files.set(file.path, await file.bytes())
  return files
}
