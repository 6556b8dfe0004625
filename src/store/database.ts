import { existsSync } from 'node:fs'
import BetterSqlite, { type Database } from 'better-sqlite3'
import { UsageError } from '../usage-error.js'
import { StoreBusyError, StoreConflictError, StoreCorruptError, StoreFullError, StoreVersionError } from './errors.js'
import { newestVersion, storedVersion } from './migrate.js'
import { APPLICATION_ID, MIGRATIONS } from './schema.js'

export interface ConnectionOptions {
  readonly mode: 'read' | 'write'
  /** Tests only: the store refuses to grow past this many pages, as a full disk would. */
  readonly maximumPages?: number
  /** A reader that only refuses to write: SQLite does not even parse CHECK constraints in a truly read-only connection. */
  readonly withConstraints?: boolean
}

/** How long a writer waits for another writer, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000
/*
 * Larger pages and rarer checkpoints than SQLite's own (4096, 1000) halve the cost of committing a state of 14 MB:
 * measured 27 ms against 51 ms.
 */
const PAGE_BYTES = 16_384
const CHECKPOINT_PAGES = 4000
/** A WAL file that grew with a large state is cut back to this many bytes. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024

/** Opens an existing run store of this or an older version; a file of another kind is left as it was found. */
export function openStoreDatabase(file: string, options: ConnectionOptions): Database {
  if (!existsSync(file)) throw new UsageError(`there is no run store ${file}: check the name of the run`)
  return translated(file, () => {
    const readonly = options.mode === 'read' && options.withConstraints !== true
    const database = new BetterSqlite(file, { fileMustExist: true, readonly, timeout: BUSY_TIMEOUT_MS })
    return closedOnError(database, () => {
      requireRunStore(database)
      configure(database, options)
      return database
    })
  })
}

/** Creates the file, empty but for the settings of this room. */
export function createDatabase(file: string): Database {
  const database = new BetterSqlite(file, { timeout: BUSY_TIMEOUT_MS })
  return closedOnError(database, () => {
    database.pragma(`page_size = ${PAGE_BYTES}`)
    configure(database, { mode: 'write' })
    return database
  })
}

/** Runs `work`; when it fails, the database is closed before the error goes on. */
export function closedOnError<T>(database: Database, work: () => T): T {
  try {
    return work()
  } catch (error) {
    database.close()
    throw error
  }
}

function configure(database: Database, options: ConnectionOptions): void {
  database.pragma('foreign_keys = ON')
  // Without it, INSERT OR REPLACE would slip past the append-only triggers.
  database.pragma('recursive_triggers = ON')
  if (options.mode === 'read') {
    database.pragma('query_only = ON')
    return
  }
  database.pragma('journal_mode = WAL')
  // NORMAL may lose the last commits to a power cut (never to a killed process), but never tears one. That is enough
  // because replay is exact: the run goes on from the newest state on disk and computes the same rows again.
  database.pragma('synchronous = NORMAL')
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  database.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`)
  if (options.maximumPages !== undefined) database.pragma(`max_page_count = ${options.maximumPages}`)
}

/** Throws StoreCorruptError for a file of another kind and StoreVersionError for one from a newer motif-search. */
function requireRunStore(database: Database): void {
  const id = Number(database.pragma('application_id', { simple: true }))
  if (id !== APPLICATION_ID) {
    throw new StoreCorruptError(
      `${database.name} is not a run store: its application_id must be ${APPLICATION_ID}, but is ${id}`,
    )
  }
  const version = storedVersion(database)
  const newest = newestVersion(MIGRATIONS)
  if (version > newest) {
    throw new StoreVersionError(
      `${database.name} has store version ${version}, but this motif-search knows ${newest} at most: use a newer motif-search`,
    )
  }
}

/** Runs `work` and turns SQLite's and the disk's errors into those of this room. */
export function translated<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translation(file, error)
  }
}

/** The same verbs, each with its errors translated. */
export function translatedVerbs<T extends object>(file: string, verbs: T): T {
  const wrap = (verb: unknown) =>
    typeof verb === 'function' ? (...args: unknown[]) => translated(file, () => Reflect.apply(verb, verbs, args)) : verb
  return Object.fromEntries(Object.entries(verbs).map(([name, verb]) => [name, wrap(verb)])) as T
}

const FULL = /^(SQLITE_FULL|SQLITE_IOERR.*|ENOSPC|EDQUOT|EIO)$/
const CORRUPT = /^(SQLITE_CORRUPT.*|SQLITE_NOTADB)$/
const CONFLICT = /^SQLITE_CONSTRAINT.*$/
const BUSY = /^(SQLITE_BUSY.*|SQLITE_LOCKED.*)$/

function translation(file: string, error: unknown): unknown {
  const code = codeOf(error)
  if (!(error instanceof Error) || code === '') return error
  const cause = { cause: error }
  if (FULL.test(code)) {
    const what = `${file} could not be written (${code}: ${error.message})`
    return new StoreFullError(`${what}: nothing was lost; free space on the disk, then resume the run`, cause)
  }
  if (CORRUPT.test(code)) {
    const what = `${file} is damaged or not a run store (${code}: ${error.message})`
    return new StoreCorruptError(`${what}: run \`motif store check\`, or restore a backup`, cause)
  }
  if (BUSY.test(code)) {
    return new StoreBusyError(`${file} is being written by another process (${code}): wait for it, or stop it`, cause)
  }
  if (CONFLICT.test(code)) return new StoreConflictError(`${file} refuses the write: ${error.message}`, cause)
  return error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
