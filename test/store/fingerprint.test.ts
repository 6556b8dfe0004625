import { describe, expect, it } from 'vitest'
import { FINGERPRINTED, fingerprint } from '../../src/store/fingerprint.js'
import type { EvaluationRecord, RunHeader } from '../../src/store/records.js'
import { createRunStore, openRunStore, type RunStore } from '../../src/store/run-store.js'
import { FACT_TABLES } from '../../src/store/schema.js'
import { evaluation, header, stateOf, step, topologyOf } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()

const evaluations: EvaluationRecord[] = [
  evaluation('a'),
  evaluation('b', { replicate: 1, outcome: { state: 'diverged', epoch: 1, step: 2, epochs: [] } }),
  evaluation('c', {
    candidate: { hash: 'candidate-3', topology: topologyOf('candidate-3') },
    outcome: { state: 'tooLarge', bytes: 2, limit: 1 },
  }),
]

interface Story {
  readonly header?: RunHeader
  readonly order?: readonly number[]
  readonly batches?: readonly (readonly number[])[]
  readonly closing?: boolean
}

/** Three steps and three evaluations, told in one way or another. */
function told({
  header: its = header,
  order = [0, 1, 2],
  batches = [[1, 2, 3]],
  closing = false,
}: Story = {}): RunStore {
  const folder = newFolder()
  let store = createRunStore(folder, its)
  const reopen = () => {
    if (!closing) return
    store.close()
    store = openRunStore(folder, { mode: 'write' })
  }
  for (const index of order) {
    const record = evaluations[index]
    if (record !== undefined) store.finishEvaluation(record)
    reopen()
  }
  for (const batch of batches) {
    store.commitSteps({ steps: batch.map(step), state: stateOf(batch.at(-1) ?? 0) })
    reopen()
  }
  return store
}

describe('the fingerprint', () => {
  const expected = () => fingerprint(told()).sha256

  it('is a SHA-256 and the same for a run told the same', () => {
    expect(expected()).toMatch(/^[0-9a-f]{64}$/)
    expect(fingerprint(told())).toEqual({ sha256: expected(), environmental: 0 })
  })

  it('does not see the order in which evaluations finished, batches, or sessions', () => {
    expect(fingerprint(told({ order: [2, 0, 1] })).sha256).toBe(expected())
    expect(fingerprint(told({ batches: [[1], [2], [3]] })).sha256).toBe(expected())
    expect(fingerprint(told({ batches: [[], [1, 2], [3]], closing: true })).sha256).toBe(expected())
  })

  it('does not see name, study document, code version, sessions, tries, checkpoints, ledger and results', () => {
    const store = told({ header: { ...header, name: 'other', study: {}, codeVersion: '9' } })
    store.recordAttempt('z', { state: 'crashed', message: 'x' })
    store.saveCheckpoint('z', { epoch: 1, bytes: new Uint8Array(3) })
    store.recordTestAccess({ evaluationId: 'z', purpose: 'compare' })
    store.endSession(store.startSession({ threads: 3 }), { reason: 'stopped', detail: 'x', wallSeconds: 1 })
    store.recordExtension(3)
    store.saveResult('best', { x: 1 })
    expect(fingerprint(store).sha256).toBe(expected())
  })

  it('does not see how an evaluation came to be', () => {
    const store = createRunStore(newFolder(), header)
    for (const record of evaluations) {
      const bookkeeping = { startedAt: 'later', wallSeconds: 99, thread: 7, attempts: 3 }
      store.finishEvaluation({ ...record, bookkeeping })
    }
    store.commitSteps({ steps: [1, 2, 3].map(step), state: stateOf(3) })
    expect(fingerprint(store).sha256).toBe(expected())
  })

  it('counts outcomes of the environment', () => {
    const store = told()
    store.finishEvaluation(evaluation('d', { outcome: { state: 'crashed', message: 'pid 12' } }))
    store.finishEvaluation(evaluation('e', { outcome: { state: 'timedOut', seconds: 2 } }))
    expect(fingerprint(store).environmental).toBe(2)
    expect(fingerprint(store).sha256).not.toBe(expected())
  })

  it('is read from a run that another connection writes', () => {
    const store = told()
    const reader = openRunStore(store.folder, { mode: 'read' })
    expect(fingerprint(reader).sha256).toBe(expected())
    reader.close()
  })

  const columns = FINGERPRINTED.flatMap(({ table, columns }) => columns.map((column) => [table, column] as const))

  it.each(columns)('sees a change of %s.%s', (table, column) => {
    const store = told()
    const before = fingerprint(store).sha256
    forge(store, table, column)
    expect(fingerprint(store).sha256).not.toBe(before)
  })

  it('sees a missing row of every listed table but the run itself', () => {
    for (const { table } of FINGERPRINTED.slice(1)) {
      const store = told()
      const before = fingerprint(store).sha256
      unlock(store)
      store.database.exec(`DELETE FROM ${table}`)
      expect(fingerprint(store).sha256, table).not.toBe(before)
    }
  })

  it('lists columns that exist, with an order that leaves no ties', () => {
    const { database } = told()
    for (const { table, columns, orderBy } of FINGERPRINTED) {
      const info = database.pragma(`table_info(${table})`) as { name: string; pk: number }[]
      const key = info.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
      expect(info.map(({ name }) => name)).toEqual(expect.arrayContaining([...columns]))
      expect(orderBy).toEqual(key.map(({ name }) => name))
    }
  })
})

function unlock(store: RunStore): void {
  const { database } = store
  database.pragma('foreign_keys = OFF')
  database.pragma('ignore_check_constraints = ON')
  for (const table of FACT_TABLES) {
    database.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`)
  }
}

/** Changes the last row's value by as little as its type allows. */
function forge(store: RunStore, table: string, column: string): void {
  unlock(store)
  const { database } = store
  const info = database.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[]
  const type = info.find(({ name }) => name === column)?.type
  const changed =
    type === 'INTEGER'
      ? `coalesce(${column}, 0) + 1`
      : type === 'REAL'
        ? `coalesce(${column}, 0) + 1e-16`
        : type === 'BLOB'
          ? "x'05'"
          : `json_array(coalesce(${column}, ''))`
  const key = info.filter(({ pk }) => pk > 0).map(({ name }) => name)
  const last = `(${key.join(', ')}) = (SELECT ${key.join(', ')} FROM ${table} ORDER BY ${key.map((name) => `${name} DESC`).join(', ')} LIMIT 1)`
  database.exec(`UPDATE ${table} SET ${column} = ${changed} WHERE ${last}`)
}
