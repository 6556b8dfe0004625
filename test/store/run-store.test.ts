import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/evaluation/outcome.js'
import { checkStore } from '../../src/store/check.js'
import { EvaluationFinishedError, StoreConflictError, StoreFullError } from '../../src/store/errors.js'
import { createRunStore, openRunStore, type RunStore } from '../../src/store/run-store.js'
import { FACT_TABLES } from '../../src/store/schema.js'
import { UsageError } from '../../src/usage-error.js'
import { evaluation, header, scored, stateOf, step, topologyOf } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()

function filled(folder: string): RunStore {
  const store = createRunStore(folder, header)
  store.finishEvaluation(evaluation('a'))
  store.commitSteps({ steps: [step(1), step(2)], state: stateOf(2), resultDocuments: { best: { hash: 'x' } } })
  return store
}

describe('creating and opening', () => {
  it('keeps the header, the seed to its last bit', () => {
    const folder = newFolder()
    createRunStore(folder, header).close()
    expect(openRunStore(folder, { mode: 'read' }).header).toMatchObject(header)
  })

  it('leaves one file behind when closed, and makes the folder', () => {
    const folder = join(newFolder(), 'runs', 'new')
    createRunStore(folder, header).close()
    expect(readdirSync(folder)).toEqual(['run.sqlite'])
  })

  it('refuses a folder that holds a run, and names the way on', () => {
    const folder = newFolder()
    filled(folder).close()
    expect(() => createRunStore(folder, header)).toThrow(UsageError)
    expect(() => createRunStore(folder, header)).toThrow('motif resume')
    expect(openRunStore(folder, { mode: 'read' }).lastStep()).toBe(2)
  })

  it('refuses a folder without a run and makes nothing there', () => {
    const folder = newFolder()
    expect(() => openRunStore(folder, { mode: 'write' })).toThrow(UsageError)
    expect(existsSync(join(folder, 'run.sqlite'))).toBe(false)
  })
})

describe('commitSteps', () => {
  it('brings steps, non-finite metrics and the state back', () => {
    const store = filled(newFolder())
    expect(store.lastStep()).toBe(2)
    expect(store.latestState()).toEqual({ step: 2, bytes: stateOf(2) })
    expect(store.steps().map(({ step, phases }) => ({ step, phases }))).toEqual(
      [step(1), step(2)].map(({ step, phases }) => ({ step, phases })),
    )
    expect(store.metrics({ name: 'rate' })).toEqual([
      { step: 1, ordinal: 1, phase: 'repair', name: 'rate', value: 0.1 },
      { step: 2, ordinal: 1, phase: 'repair', name: 'rate', value: NaN },
    ])
    expect(store.metrics({ phase: 'architecture' }).map((point) => point.name)).toEqual([
      'entropy',
      'loss',
      'entropy',
      'loss',
    ])
  })

  it('holds a start state before the first step', () => {
    const store = createRunStore(newFolder(), header)
    expect(store.latestState()).toBeUndefined()
    store.commitSteps({ steps: [], state: stateOf(0) })
    expect(store.latestState()).toEqual({ step: 0, bytes: stateOf(0) })
    expect(() => store.commitSteps({ steps: [], state: stateOf(0) })).toThrow('must hold at least one step')
  })

  it.each([[[4]], [[2]], [[3, 5]], [[0]]])('refuses steps %j after step 2, and then stores none of them', (numbers) => {
    const store = filled(newFolder())
    expect(() => store.commitSteps({ steps: numbers.map(step), state: stateOf(9) })).toThrow(StoreConflictError)
    expect(store.lastStep()).toBe(2)
    expect(store.latestState()?.bytes).toEqual(stateOf(2))
  })

  it('keeps the last two states only', () => {
    const store = filled(newFolder())
    for (const number of [3, 4, 5]) store.commitSteps({ steps: [step(number)], state: stateOf(number) })
    expect(store.database.prepare('SELECT step FROM state ORDER BY step').pluck().all()).toEqual([4, 5])
  })

  it('refuses one candidate hash for two topologies', () => {
    const store = filled(newFolder())
    const record = { ...step(3), candidates: [{ hash: 'candidate-1', topology: { other: 1 }, role: 'x' }] }
    expect(() => store.commitSteps({ steps: [record], state: stateOf(3) })).toThrow(
      'candidate candidate-1 must be its canonical form',
    )
  })

  it('takes a state from a view into a larger buffer, and gives it back aligned', () => {
    const store = createRunStore(newFolder(), header)
    const state = new Uint8Array(new Float64Array([1, 2, 3]).buffer, 8, 16)
    store.commitSteps({ steps: [step(1)], state })
    const bytes = store.latestState()?.bytes ?? new Uint8Array()
    expect([...new Float64Array(bytes.buffer, bytes.byteOffset, 2)]).toEqual([2, 3])
  })
})

describe('finishEvaluation', () => {
  const outcomes: Outcome[] = [
    scored,
    {
      ...scored,
      score: { accuracy: 0, loss: NaN, spikesPerSample: Infinity, synapticOperations: 3, firingRate: -Infinity },
      labels: [],
    },
    {
      state: 'diverged',
      epoch: 3,
      step: 17,
      epochs: [{ epoch: 1, loss: NaN, accuracy: 0, firingRate: 0, gradientNorm: 1 }],
    },
    { ...scored, sampleSteps: 2 ** 40, right: '5:98', stopping: { bestEpoch: 1, reason: 'patience' } },
    { state: 'diverged', epoch: 0, step: 1, epochs: [], sampleSteps: 7 },
    { state: 'tooLarge', bytes: 2 ** 45, limit: 2 ** 30 },
    { state: 'infeasible', measure: 'fanIn', value: 33, rule: 'at most 32' },
    { state: 'crashed', message: 'worker died' },
    { state: 'timedOut', seconds: 0.5 },
  ]

  it.each(outcomes.map((outcome) => [outcome.state, outcome] as const))('brings a %s outcome back', (_, outcome) => {
    const store = createRunStore(newFolder(), header)
    const { candidate, ...record } = evaluation('a', { outcome, step: 2 })
    store.finishEvaluation({ candidate, ...record })
    expect(store.findEvaluation('a')).toEqual({ ...record, candidateHash: candidate.hash })
    expect(store.outcomeCounts()[outcome.state]).toBe(1)
    expect(store.findEvaluation('b')).toBeUndefined()
  })

  it('refuses a second outcome and keeps the first', () => {
    const store = filled(newFolder())
    const second = evaluation('a', { outcome: { state: 'timedOut', seconds: 1 } })
    expect(() => store.finishEvaluation(second)).toThrow(EvaluationFinishedError)
    expect(() => store.finishEvaluation(second)).toThrow('evaluation a is finished already, as scored')
    expect(store.findEvaluation('a')?.outcome.state).toBe('scored')
  })

  it('refuses a score on the test split that is not in the ledger', () => {
    const store = filled(newFolder())
    const record = evaluation('t', { scoreOn: 'test' })
    expect(() => store.finishEvaluation(record)).toThrow('needs its row in the ledger')
    store.recordTestAccess({ evaluationId: 't', purpose: 'compare' })
    store.finishEvaluation(record)
    expect(store.testAccesses()).toMatchObject([{ evaluationId: 't', purpose: 'compare', studyHash: 'study-hash' }])
  })

  it('lets a retry succeed after attempts that the environment ended', () => {
    const store = createRunStore(newFolder(), header)
    store.recordAttempt('a', { state: 'crashed', message: 'killed' })
    store.recordAttempt('a', { state: 'timedOut', seconds: 3 })
    expect(store.findEvaluation('a')).toBeUndefined()
    expect(store.attempts('a')).toBe(2)
    store.finishEvaluation(evaluation('a'))
    expect(store.findEvaluation('a')?.outcome.state).toBe('scored')
    expect(() => store.recordAttempt('a', { state: 'timedOut', seconds: 3 })).toThrow(EvaluationFinishedError)
  })
})

describe('checkpoints', () => {
  it('keeps the newest until the evaluation finishes', () => {
    const store = createRunStore(newFolder(), header)
    store.saveCheckpoint('a', { epoch: 1, bytes: new Uint8Array([1]) })
    store.saveCheckpoint('a', { epoch: 2, bytes: new Uint8Array([2]) })
    expect(store.loadCheckpoint('a')).toEqual({ epoch: 2, bytes: new Uint8Array([2]) })
    store.finishEvaluation(evaluation('a'))
    expect(store.loadCheckpoint('a')).toBeUndefined()
    expect(() => store.saveCheckpoint('a', { epoch: 3, bytes: new Uint8Array([3]) })).toThrow(EvaluationFinishedError)
  })

  it('ignores a damaged one: training from the start gives the same', () => {
    const store = createRunStore(newFolder(), header)
    store.saveCheckpoint('a', { epoch: 1, bytes: new Uint8Array([1]) })
    store.database.exec("UPDATE checkpoint SET bytes = x'07'")
    expect(store.loadCheckpoint('a')).toBeUndefined()
  })
})

describe('facts', () => {
  it.each(FACT_TABLES)('of table %s cannot be updated, deleted or replaced', (table) => {
    const store = filled(newFolder())
    store.recordAttempt('b', { state: 'crashed', message: 'x' })
    store.recordTestAccess({ evaluationId: 't', purpose: 'compare' })
    store.endSession(store.startSession({ threads: 1 }), { reason: 'done', detail: '', wallSeconds: 1 })
    store.recordExtension(5)
    const { database } = store
    expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBeGreaterThan(0)
    const column = (database.pragma(`table_info(${table})`) as { name: string }[])[0]?.name
    expect(() => database.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow(`${table} is append-only`)
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(`${table} is append-only`)
    expect(() => database.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow('append-only')
  })
})

describe('results', () => {
  it('answers the newest of a name, and stores an unchanged one once', () => {
    const store = filled(newFolder())
    store.saveResult('best', { hash: 'x' })
    expect(store.database.prepare('SELECT count(*) FROM result').pluck().get()).toBe(1)
    store.saveResult('best', { hash: 'y', p: NaN })
    expect(store.result('best')).toEqual({ hash: 'y', p: { value: null, kind: 'nan' } })
    expect(store.result('comparison')).toBeUndefined()
  })
})

describe('sessions and extensions', () => {
  it('shows a killed session as one without an end', () => {
    const store = filled(newFolder())
    const first = store.startSession({ threads: 2 })
    store.endSession(first, { reason: 'stopped', detail: 'SIGINT', wallSeconds: 12.5 })
    store.startSession({ threads: 4 })
    const [ended, open] = store.sessions()
    expect(ended).toMatchObject({ threads: 2, end: { reason: 'stopped', detail: 'SIGINT', wallSeconds: 12.5 } })
    expect(ended?.end?.commitSeconds).toBeGreaterThan(0)
    expect(open).toMatchObject({ threads: 4, end: null })
  })

  it('knows where each session ran, but of those of an older program', () => {
    const store = filled(newFolder())
    store.startSession({ threads: 2 })
    store.database.exec("INSERT INTO session (started_at, threads) VALUES ('2020', 1)")
    const [here, older] = store.sessions()
    expect(here?.machine).toEqual({
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      processor: expect.stringMatching(/\S/),
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    })
    expect(older?.machine).toBeNull()
  })

  it('remembers at which step more iterations were asked for', () => {
    const store = filled(newFolder())
    store.recordExtension(10)
    expect(store.extensions()).toMatchObject([{ step: 2, iterations: 10 }])
  })
})

describe('candidates', () => {
  const score = (accuracy: number) => ({ ...scored, score: { ...scored.score, accuracy } })
  const other = { hash: 'candidate-2', topology: topologyOf('candidate-2') }

  it('joins mean, standard deviation, labels and failures, best first', () => {
    const store = filled(newFolder())
    store.finishEvaluation(evaluation('c', { candidate: other, replicate: 1, outcome: score(1) }))
    store.finishEvaluation(evaluation('b', { candidate: other, replicate: 0, outcome: score(0.8) }))
    store.finishEvaluation(
      evaluation('d', { candidate: other, replicate: 2, outcome: { state: 'tooLarge', bytes: 2, limit: 1 } }),
    )
    const [best, second] = store.candidates()
    expect(best).toMatchObject({ hash: 'candidate-2', topology: other.topology, role: 'discretised', firstStep: 2 })
    expect(best?.accuracy).toEqual({ mean: 0.9, sd: expect.closeTo(Math.SQRT2 / 10, 12), n: 2, values: [0.8, 1] })
    expect(best?.labels).toEqual({ saturated: 2 })
    expect(best?.outcomes).toEqual({ scored: 2, diverged: 0, tooLarge: 1, infeasible: 0, crashed: 0, timedOut: 0 })
    expect(second).toMatchObject({ hash: 'candidate-1', firstStep: 1, accuracy: { mean: 0.75, n: 1, sd: NaN } })
  })

  it('counts the largest budget only, and never mixes splits', () => {
    const store = filled(newFolder())
    store.finishEvaluation(evaluation('long', { epochs: 10, outcome: score(0.6) }))
    store.recordTestAccess({ evaluationId: 'test', purpose: 'compare' })
    store.finishEvaluation(evaluation('test', { epochs: 10, scoreOn: 'test', outcome: score(0.1) }))
    const of = (split: 'selection' | 'test') => store.candidates(split).find(({ hash }) => hash === 'candidate-1')
    expect(of('selection')).toMatchObject({ epochs: 10, accuracy: { mean: 0.6, n: 1 } })
    expect(of('test')).toMatchObject({ epochs: 10, accuracy: { mean: 0.1, n: 1 } })
  })

  it('lists an evaluated candidate that no committed step has proposed, without step and role', () => {
    const store = createRunStore(newFolder(), header)
    store.finishEvaluation(evaluation('a'))
    expect(store.candidates()).toMatchObject([{ hash: 'candidate-1', firstStep: null, role: null }])
  })

  it('puts candidates without a number last', () => {
    const store = filled(newFolder())
    store.finishEvaluation(evaluation('n', { candidate: other, outcome: score(NaN) }))
    expect(store.candidates().map(({ hash }) => hash)).toEqual(['candidate-1', 'candidate-2'])
  })
})

describe('a full disk', () => {
  it('rolls the commit back whole and leaves a store that can be used', () => {
    const folder = newFolder()
    filled(folder).close()
    const store = openRunStore(folder, { mode: 'write', maximumPages: 100 })
    const large = { steps: [step(3)], state: new Uint8Array(2_000_000) }
    expect(() => store.commitSteps(large)).toThrow(StoreFullError)
    expect(() => store.commitSteps(large)).toThrow(/SQLITE_FULL.*nothing was lost; free space/)
    expect(store.lastStep()).toBe(2)
    expect(store.latestState()?.step).toBe(2)
    store.commitSteps({ steps: [step(3)], state: stateOf(3) })
    expect(store.latestState()).toEqual({ step: 3, bytes: stateOf(3) })
    store.close()
    expect(checkStore(folder)).toEqual([])
  })
})

describe('a reader', () => {
  it('cannot write', () => {
    const folder = newFolder()
    filled(folder).close()
    const { database } = openRunStore(folder, { mode: 'read' })
    expect(() => database.exec("INSERT INTO session (started_at, threads) VALUES ('', 1)")).toThrow('readonly')
  })
})
