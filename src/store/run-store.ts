import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { UsageError } from '../usage-error.js'
import {
  type ConnectionOptions,
  closedOnError,
  createDatabase,
  openStoreDatabase,
  translated,
  translatedVerbs,
} from './database.js'
import { documentText } from './document.js'
import { StoreVersionError } from './errors.js'
import { headerRow } from './header-row.js'
import { insert } from './insert.js'
import { migrate, newestVersion, storedVersion } from './migrate.js'
import type { RunHeader } from './records.js'
import { createReader, type RunReader } from './run-reader.js'
import { createWriter, type RunWriter } from './run-writer.js'
import { MIGRATIONS } from './schema.js'

/** A run open for reading and writing. Hold the run's lock (`acquireRunLock`) while using it. */
export type RunStore = RunReader & RunWriter

export function runFile(folder: string): string {
  return join(folder, 'run.sqlite')
}

/**
 * Creates `folder/run.sqlite` and opens it for writing. The file appears whole: a process killed meanwhile leaves none.
 * `documents` are results that belong to it from the beginning. Throws UsageError when the folder already holds a run.
 */
export function createRunStore(
  folder: string,
  header: RunHeader,
  documents: Readonly<Record<string, unknown>> = {},
): RunStore {
  const file = runFile(folder)
  if (existsSync(file)) throw alreadyARun(folder)
  translated(file, () => {
    mkdirSync(folder, { recursive: true })
    const draft = `${file}.${process.pid}.draft`
    try {
      removeDraft(draft)
      writeDraft(draft, header, documents)
      publish(draft, file, folder)
    } finally {
      removeDraft(draft)
    }
  })
  return openRunStore(folder, { mode: 'write' })
}

function writeDraft(draft: string, header: RunHeader, documents: Readonly<Record<string, unknown>>): void {
  const database = createDatabase(draft)
  try {
    migrate(database, MIGRATIONS)
    const now = new Date().toISOString()
    insert(database, 'run', headerRow(header, now))
    for (const [name, document] of Object.entries(documents)) {
      insert(database, 'result', { name, document: documentText(document), saved_at: now })
    }
  } finally {
    database.close()
  }
}

/** A link, unlike a rename, fails when another process published its run first. */
function publish(draft: string, file: string, folder: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    throw existsSync(file) ? alreadyARun(folder) : error
  }
}

/** With what SQLite leaves beside it when the disk is too full to close it properly. */
function removeDraft(draft: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true })
}

function alreadyARun(folder: string): UsageError {
  return new UsageError(`${folder} already holds a run: go on with \`motif resume\`, or choose another --run name`)
}

/**
 * Opens a run. A writer brings an older store up to date first, a reader refuses it.
 * Throws UsageError when there is none, StoreCorruptError when the file is damaged or something else, and
 * StoreVersionError when it is from a newer (for a reader: or older) version.
 */
export function openRunStore(folder: string, options: ConnectionOptions & { readonly mode: 'read' }): RunReader
export function openRunStore(folder: string, options: ConnectionOptions & { readonly mode: 'write' }): RunStore
export function openRunStore(folder: string, options: ConnectionOptions): RunReader | RunStore {
  const file = runFile(folder)
  const database = openStoreDatabase(file, options)
  return translated(file, () => closedOnError(database, () => storeOver(folder, database, options.mode)))
}

function storeOver(folder: string, database: Database, mode: ConnectionOptions['mode']): RunReader | RunStore {
  if (mode === 'write') migrate(database, MIGRATIONS)
  else refuseOlder(database)
  const reader = createReader(folder, database)
  const store = mode === 'read' ? reader : { ...reader, ...createWriter(database, reader.header.studyHash) }
  return translatedVerbs(database.name, store)
}

function refuseOlder(database: Database): void {
  const version = storedVersion(database)
  if (version === newestVersion(MIGRATIONS)) return
  throw new StoreVersionError(
    `${database.name} has store version ${version}, but ${newestVersion(MIGRATIONS)} is read: run \`motif store upgrade\``,
  )
}
