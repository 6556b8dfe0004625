import type { Database } from 'better-sqlite3'
import { StoreCorruptError } from './errors.js'

/** Brings a store from `version - 1` to `version`. */
export interface Migration {
  readonly version: number
  apply(database: Database): void
}

export function newestVersion(migrations: readonly Migration[]): number {
  return migrations[migrations.length - 1]?.version ?? 0
}

export function storedVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Applies what is missing, all or nothing, and returns the versions it went through (empty when up to date). */
export function migrate(database: Database, migrations: readonly Migration[]): number[] {
  return database
    .transaction(() => {
      // Rebuilding a table drops the old one: references are judged once, at the end.
      database.pragma('defer_foreign_keys = ON')
      const from = storedVersion(database)
      const missing = migrations.filter((migration) => migration.version > from)
      missing.forEach((migration, index) => {
        const expected = from + index + 1
        if (migration.version !== expected) {
          throw new RangeError(
            `migrations must count on by one: expected version ${expected}, but got ${migration.version}`,
          )
        }
        migration.apply(database)
        database.pragma(`user_version = ${migration.version}`)
      })
      refuseDanglingKeys(database)
      return missing.map((migration) => migration.version)
    })
    .immediate()
}

function refuseDanglingKeys(database: Database): void {
  const dangling = database.prepare('PRAGMA foreign_key_check').all()
  if (dangling.length > 0)
    throw new StoreCorruptError(`the migration would leave ${dangling.length} dangling references`)
}
