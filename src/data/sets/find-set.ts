import { join, resolve } from 'node:path'
import { packageRoot } from '../../package-root.js'
import { UsageError } from '../../usage-error.js'
import type { FileSet } from './file-set.js'

/**
 * Paths of a set's files in `dataDir`, else in $MOTIF_DATA, else in the usual places. Throws UsageError that says what
 * was looked for, where, and how to get it.
 */
export function findSet(set: FileSet, dataDir?: string): readonly string[] {
  const folders = set.folder !== undefined ? [set.folder] : dataDir !== undefined ? [resolve(dataDir)] : dataFolders()
  for (const folder of folders) {
    const paths = set.find(folder)
    if (paths) return paths
  }
  throw new UsageError(
    `${set.title} not found: looked for ${set.layout} in ${folders.join(', ')}. Get it from ${set.homepage} and name the ` +
      'folder that holds it with --data DIR or $MOTIF_DATA',
  )
}

/** Where data is looked for, in this order, when no folder is named. */
export function dataFolders(): string[] {
  const named = process.env.MOTIF_DATA
  if (named) return [resolve(named)]
  // The last one: data shared by several checkouts lies beside them.
  return [...new Set([resolve('data'), join(packageRoot(), 'data'), join(packageRoot(), '..', 'shared', 'data')])]
}
