import { existsSync } from 'node:fs'
import { UsageError } from '../usage-error.js'
import { openStoreDatabase, translated } from './database.js'
import { migrate } from './migrate.js'
import { openRunStore, runFile } from './run-store.js'
import { MIGRATIONS } from './schema.js'

/** Brings a store to the newest version; returns the versions it went through. Hold the run's lock. */
export function upgradeRunStore(folder: string): number[] {
  const database = openStoreDatabase(runFile(folder), { mode: 'write' })
  try {
    return translated(database.name, () => migrate(database, MIGRATIONS))
  } finally {
    database.close()
  }
}

/**
 * Copies a run, also one that is being written, into the file `target`: a whole store of one moment.
 * Throws UsageError when the file exists.
 */
export async function backupRunStore(folder: string, target: string): Promise<void> {
  if (existsSync(target)) throw new UsageError(`the backup must be a new file, but ${target} exists`)
  const store = openRunStore(folder, { mode: 'read' })
  try {
    await store.database.backup(target)
  } finally {
    store.close()
  }
}
