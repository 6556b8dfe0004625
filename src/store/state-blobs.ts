import type { Database } from 'better-sqlite3'
import { StoreCorruptError } from './errors.js'
import { insert } from './insert.js'
import type { EvaluationCheckpoint, StoredState } from './records.js'
import { sha256 } from './sha256.js'

/** How many state blobs are kept: the newest, and the one before it in case the newest is damaged. */
const KEPT_STATES = 2

interface BlobRow {
  readonly bytes: Uint8Array
  readonly sha256: string
}

export function lastStep(database: Database): number {
  return Number(database.prepare('SELECT coalesce(max(number), 0) FROM step').pluck().get())
}

export function saveState(database: Database, step: number, bytes: Uint8Array): void {
  insert(database, 'state', { step, bytes, sha256: sha256(bytes) })
  const kept = `SELECT step FROM state ORDER BY step DESC LIMIT ${KEPT_STATES}`
  database.prepare(`DELETE FROM state WHERE step NOT IN (${kept})`).run()
}

/** Steps of the stored states, newest first, and whether their bytes are what was written. */
export function storedStates(database: Database): { step: number; intact: boolean }[] {
  type Row = BlobRow & { step: number }
  const rows = database.prepare<[], Row>('SELECT step, bytes, sha256 FROM state ORDER BY step DESC').all()
  return rows.map((row) => ({ step: row.step, intact: isIntact(row) }))
}

/**
 * The state after the last committed step; undefined in a run that has committed nothing.
 * Throws StoreCorruptError when it is missing or damaged: older states are never used in its place, because the steps
 * after them are committed facts.
 */
export function latestState(database: Database): StoredState | undefined {
  const step = lastStep(database)
  const row = database.prepare<[number], BlobRow>('SELECT bytes, sha256 FROM state WHERE step = ?').get(step)
  if (row !== undefined && isIntact(row)) return { step, bytes: copyOf(row.bytes) }
  if (row === undefined && step === 0) return undefined
  const what = row === undefined ? 'missing' : 'damaged: its SHA-256 is not the stored one'
  const other = storedStates(database).find((state) => state.intact)
  const next =
    other === undefined
      ? 'no other state is intact: restore a backup'
      : `the previous state, of step ${other.step}, is intact, but the steps after it cannot be taken back: restore a backup`
  throw new StoreCorruptError(`${database.name}: the state of step ${step} is ${what}; ${next}`)
}

/** Replaces the evaluation's older checkpoint. */
export function saveCheckpoint(database: Database, evaluation: string, { epoch, bytes }: EvaluationCheckpoint): void {
  database.prepare('DELETE FROM checkpoint WHERE evaluation = ?').run(evaluation)
  insert(database, 'checkpoint', { evaluation, epoch, bytes, sha256: sha256(bytes) })
}

/** Undefined when there is none, or when it is damaged: training from the start gives the same result. */
export function loadCheckpoint(database: Database, evaluation: string): EvaluationCheckpoint | undefined {
  type Row = BlobRow & { epoch: number }
  const row = database
    .prepare<[string], Row>('SELECT epoch, bytes, sha256 FROM checkpoint WHERE evaluation = ?')
    .get(evaluation)
  return row !== undefined && isIntact(row) ? { epoch: row.epoch, bytes: copyOf(row.bytes) } : undefined
}

function isIntact(row: BlobRow): boolean {
  return sha256(row.bytes) === row.sha256
}

/** A fresh buffer at offset 0, so that decoders may lay typed arrays over it. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
