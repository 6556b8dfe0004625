import type { Database } from 'better-sqlite3'
import { insert } from './insert.js'
import type { StoredTrace } from './records.js'

/**
 * Lists of float32 (little-endian) for those who look at a run. Not fingerprinted: they say again, in more detail, what states
 * and metrics hold, so a program that traces more gives the same run.
 */
export const TRACE_TABLE = `
CREATE TABLE trace (
  step INTEGER NOT NULL REFERENCES step (number),
  name TEXT NOT NULL,
  numbers BLOB NOT NULL,
  PRIMARY KEY (step, name)
) STRICT, WITHOUT ROWID;
`

export function writeTraces(database: Database, step: number, traces: Readonly<Record<string, Float32Array>>): void {
  for (const [name, numbers] of Object.entries(traces)) {
    insert(database, 'trace', { step, name, numbers: new Uint8Array(Float32Array.from(numbers).buffer) })
  }
}

/** In order of step. */
export function readTraces(database: Database, name: string): StoredTrace[] {
  type Row = { step: number; numbers: Uint8Array }
  const rows = database.prepare<[string], Row>('SELECT step, numbers FROM trace WHERE name = ? ORDER BY step').all(name)
  // A copy: the bytes of a row need not begin where floats may.
  return rows.map(({ step, numbers }) => ({ step, values: new Float32Array(Uint8Array.from(numbers).buffer) }))
}
