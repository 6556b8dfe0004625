import type { Database } from 'better-sqlite3'
import { openStoreDatabase, translated } from './database.js'
import { runFile } from './run-store.js'
import { lastStep, loadCheckpoint, storedStates } from './state-blobs.js'

/** Problems of a run store, one line each; none when it is sound. A store that cannot even be opened is one problem. */
export function checkStore(folder: string): string[] {
  try {
    const database = openStoreDatabase(runFile(folder), { mode: 'read', withConstraints: true })
    try {
      return translated(
        database.name,
        database.transaction(() => CHECKS.flatMap((check) => check(database))),
      )
    } finally {
      database.close()
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

const CHECKS: readonly ((database: Database) => string[])[] = [
  integrity,
  references,
  header,
  steps,
  states,
  checkpoints,
]

/** Pages, indexes and CHECK constraints. */
function integrity(database: Database): string[] {
  const lines = database.prepare<[], string>('PRAGMA integrity_check').pluck().all()
  return lines.filter((line) => line !== 'ok').map((line) => `integrity: ${line}`)
}

function references(database: Database): string[] {
  type Row = { table: string; rowid: number | null; parent: string }
  const rows = database.prepare<[], Row>('PRAGMA foreign_key_check').all()
  return rows.map((row) => `reference: row ${row.rowid ?? '?'} of ${row.table} points at no row of ${row.parent}`)
}

function header(database: Database): string[] {
  const rows = Number(database.prepare('SELECT count(*) FROM run').pluck().get())
  return rows === 1 ? [] : [`header: table run must hold one row, but holds ${rows}`]
}

function steps(database: Database): string[] {
  const count = Number(database.prepare('SELECT count(*) FROM step').pluck().get())
  const last = lastStep(database)
  return count === last ? [] : [`steps: the last step is ${last}, but ${count} steps are stored`]
}

function states(database: Database): string[] {
  const stored = storedStates(database)
  const damaged = stored
    .filter((state) => !state.intact)
    .map(({ step }) => `state: the state of step ${step} is damaged`)
  const last = lastStep(database)
  const missing = last > 0 && !stored.some((state) => state.step === last)
  return missing ? [...damaged, `state: the state of step ${last}, the last one, is missing`] : damaged
}

/** A damaged checkpoint costs time only, but says that the disk is not to be trusted. */
function checkpoints(database: Database): string[] {
  const ids = database.prepare<[], string>('SELECT evaluation FROM checkpoint ORDER BY evaluation').pluck().all()
  return ids
    .filter((id) => loadCheckpoint(database, id) === undefined)
    .map((id) => `checkpoint: the checkpoint of evaluation ${id} is damaged`)
}
