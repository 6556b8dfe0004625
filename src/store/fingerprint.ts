import { createHash, type Hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { translated } from './database.js'
import type { RunReader } from './run-reader.js'

/** Rows of one table that the fingerprint covers, in the order in which they are hashed. */
export interface FingerprintedTable {
  readonly table: string
  readonly columns: readonly string[]
  readonly orderBy: readonly string[]
  /** Which rows; all when absent. */
  readonly where?: string
}

/**
 * What "same seed, same result" is about. Left out, because it depends on the clock, the machine or the way a run was
 * cut into sessions: the run's name and study document (their settled part is in `study_hash`), `code_version`, all
 * times, threads, tries and messages, the older state blob, checkpoints, the ledger, sessions, extensions, and result
 * documents, which are worked out from what is covered and may hold times.
 *
 * Rows are hashed by content-addressed or logical key, never by rowid: neither the order in which evaluations finished
 * nor the cut into transactions shows. Evaluations finished for a step that is not committed yet are covered: a run
 * stopped inside a step has another fingerprint than one stopped before it, until both have committed the step.
 */
export const FINGERPRINTED: readonly FingerprintedTable[] = [
  { table: 'run', columns: ['study_hash', 'seed', 'strategy', 'numerics_version'], orderBy: ['id'] },
  { table: 'step', columns: ['number', 'sample_steps'], orderBy: ['number'] },
  { table: 'phase', columns: ['step', 'ordinal', 'name'], orderBy: ['step', 'ordinal'] },
  {
    table: 'metric',
    columns: ['step', 'phase', 'name', 'value', 'kind'],
    orderBy: ['step', 'phase', 'name'],
  },
  { table: 'candidate', columns: ['hash', 'topology'], orderBy: ['hash'] },
  {
    table: 'proposal',
    columns: ['step', 'ordinal', 'candidate', 'role', 'parent', 'change'],
    orderBy: ['step', 'ordinal'],
  },
  {
    table: 'evaluation',
    columns: [
      'id',
      'candidate',
      'replicate',
      'epochs',
      'score_on',
      'train_on',
      'override',
      'recipe_hash',
      'data_key',
      'state',
      'accuracy',
      'accuracy_kind',
      'loss',
      'loss_kind',
      'spikes_per_sample',
      'spikes_per_sample_kind',
      'synaptic_operations',
      'synaptic_operations_kind',
      'firing_rate',
      'firing_rate_kind',
      'labels',
      'network_hash',
      'failed_epoch',
      'failed_step',
      'bytes_needed',
      'bytes_limit',
      'measure',
      'measured',
      'rule',
      'step',
      'trained_epochs',
      'sample_steps',
    ],
    orderBy: ['id'],
  },
  {
    table: 'epoch',
    columns: [
      'evaluation',
      'epoch',
      'loss',
      'loss_kind',
      'accuracy',
      'accuracy_kind',
      'firing_rate',
      'firing_rate_kind',
      'gradient_norm',
      'gradient_norm_kind',
    ],
    orderBy: ['evaluation', 'epoch'],
  },
  {
    table: 'state',
    columns: ['step', 'bytes'],
    orderBy: ['step'],
    where: 'step = (SELECT max(number) FROM step)',
  },
]

export interface Fingerprint {
  /** Hex. */
  readonly sha256: string
  /** Evaluations whose outcome came from the environment (crashed, timed out): with any, another run may differ. */
  readonly environmental: number
}

/** SHA-256 over the rows of `FINGERPRINTED`, of one moment. Numbers are hashed as their 64 bits. */
export function fingerprint(store: RunReader): Fingerprint {
  const { database } = store
  return translated(database.name, () =>
    database.transaction(() => {
      const hash = createHash('sha256')
      for (const table of FINGERPRINTED) addTable(hash, database, table)
      return { sha256: hash.digest('hex'), environmental: environmental(database) }
    })(),
  )
}

function addTable(
  hash: Hash,
  database: Database,
  { table, columns, orderBy, where = 'true' }: FingerprintedTable,
): void {
  hash.update(`table ${table}\n`)
  const sql = `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ORDER BY ${orderBy.join(', ')}`
  // As big integers and not as doubles: a seed may need all of its bits, and 1 differs from 1.0.
  const rows = database.prepare<[], unknown[]>(sql).raw().safeIntegers()
  for (const row of rows.iterate()) {
    hash.update('row\n')
    for (const value of row) addValue(hash, value)
  }
}

/** A tag and, where the length varies, the length: no two rows share their bytes. */
function addValue(hash: Hash, value: unknown): void {
  if (value === null) hash.update('null\n')
  else if (typeof value === 'bigint') hash.update(`integer ${value}\n`)
  else if (typeof value === 'number') hash.update('real ').update(float64(value))
  else if (typeof value === 'string') hash.update(`text ${Buffer.byteLength(value)}\n`).update(value)
  else if (value instanceof Uint8Array) hash.update(`blob ${value.length}\n`).update(value)
  else throw new TypeError(`a column must hold a value of SQLite, but holds ${typeof value}`)
}

function float64(x: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, x)
  return bytes
}

function environmental(database: Database): number {
  const sql = "SELECT count(*) FROM evaluation WHERE state IN ('crashed', 'timedOut')"
  return Number(database.prepare(sql).pluck().get())
}
