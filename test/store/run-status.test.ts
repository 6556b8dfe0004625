import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { acquireRunLock } from '../../src/store/run-lock.js'
import { listRuns, runStatus } from '../../src/store/run-status.js'
import { createRunStore } from '../../src/store/run-store.js'
import { evaluation, header, scored, stateOf, step, topologyOf } from './sample-run.js'
import { useFolders } from './temporary-folder.js'

const newFolder = useFolders()

describe('run status', () => {
  it('tells running, stopped, done and failed apart', () => {
    const folder = newFolder()
    const store = createRunStore(folder, header)
    const session = store.startSession({ threads: 1 })
    const lock = acquireRunLock(folder)
    expect(runStatus(folder).state).toBe('running')
    lock.release()
    expect(runStatus(folder).state).toBe('stopped')
    store.endSession(session, { reason: 'done', detail: 'budget spent', wallSeconds: 1 })
    expect(runStatus(folder).state).toBe('done')
    store.endSession(store.startSession({ threads: 1 }), { reason: 'failed', detail: 'x', wallSeconds: 2 })
    expect(runStatus(folder)).toMatchObject({ state: 'failed', elapsedSeconds: 3 })
    store.close()
  })

  it('shows step, outcomes and the best candidate', () => {
    const folder = newFolder()
    const store = createRunStore(folder, header)
    expect(runStatus(folder)).toMatchObject({ step: 0, best: null })
    store.commitSteps({ steps: [step(1)], state: stateOf(1) })
    store.finishEvaluation(evaluation('a'))
    expect(runStatus(folder)).toMatchObject({
      header: { name: 'sample' },
      step: 1,
      evaluations: { scored: 1, crashed: 0 },
      best: { hash: 'candidate-1', accuracy: { mean: 0.75 } },
    })
    store.close()
  })

  it('finds the best candidate that the list of all has first, ties, screening and failures included', () => {
    const scores = fc.array(
      fc.record({ accuracy: fc.constantFrom(0.2, 0.5, 0.7), epochs: fc.integer({ min: 1, max: 2 }) }),
    )
    fc.assert(
      fc.property(fc.array(scores, { minLength: 1, maxLength: 5 }), (candidates) => {
        const store = createRunStore(newFolder(), header)
        candidates.forEach((own, c) => {
          const candidate = { hash: `candidate-${c}`, topology: topologyOf(`candidate-${c}`) }
          own.forEach(({ accuracy, epochs }, replicate) => {
            const outcome = { ...scored, score: { ...scored.score, accuracy } }
            store.finishEvaluation(evaluation(`${c}/${replicate}`, { candidate, outcome, epochs, replicate }))
          })
          const diverged = { state: 'diverged', epoch: 1, step: 1, epochs: [] } as const
          store.finishEvaluation(evaluation(`${c}/failed`, { candidate, outcome: diverged, replicate: 9, epochs: 1 }))
        })
        expect(store.bestCandidate()).toEqual(store.candidates().find(({ accuracy }) => accuracy.n > 0))
        store.close()
      }),
      { numRuns: 40 },
    )
  })

  it('counts a killed session until its last commit', () => {
    const store = createRunStore(newFolder(), header)
    store.startSession({ threads: 1 })
    store.commitSteps({ steps: [step(1)], state: stateOf(1) })
    const [{ startedAt }] = store.sessions()
    const [{ committedAt }] = store.steps()
    expect(runStatus(store.folder).elapsedSeconds).toBe((Date.parse(committedAt) - Date.parse(startedAt)) / 1000)
    store.close()
  })

  it('shows how busy threads and store were, over all sessions that were measured', () => {
    const store = createRunStore(newFolder(), header)
    expect(runStatus(store.folder).utilisation).toBeNull()
    const end = { reason: 'stopped', detail: '', wallSeconds: 0 } as const
    const first = store.startSession({ threads: 2, measure: () => ({ wallSeconds: 10, busySeconds: 18 }) })
    expect(runStatus(store.folder).utilisation).toBeNull()
    store.commitSteps({ steps: [step(1)], state: stateOf(1) })
    expect(runStatus(store.folder).utilisation).toMatchObject({ threads: 2, busy: 0.9 })
    store.endSession(first, end)
    store.endSession(store.startSession({ threads: 4 }), end)
    const last = store.startSession({ threads: 1, measure: () => ({ wallSeconds: 20, busySeconds: 10 }) })
    store.endSession(last, end)
    const recorded = store.sessions().map(({ load }) => load?.recordSeconds ?? 0)
    expect(recorded).toEqual([expect.any(Number), 0, expect.any(Number)])
    expect(recorded[0]).toBeGreaterThan(0)
    expect(runStatus(store.folder).utilisation).toEqual({
      threads: 1,
      busy: (18 + 10) / (2 * 10 + 20),
      recording: (recorded[0] + recorded[2]) / 30,
    })
    store.close()
  })

  it('shows where all time went, over all sessions, the check after the search apart', () => {
    const store = createRunStore(newFolder(), header)
    const phase = (seconds: number) => ({ wallSeconds: seconds, threadSeconds: 2 * seconds, cpuSeconds: 3 * seconds })
    const session = (wallSeconds: number, phases: Readonly<Record<string, number>>) => {
      const times = new Map(Object.entries(phases).map(([name, seconds]) => [name, phase(seconds)]))
      const measure = () => ({ wallSeconds, busySeconds: 0, cpuSeconds: 4 * wallSeconds, phases: times })
      const id = store.startSession({ threads: 1, measure })
      store.endSession(id, { reason: 'stopped', detail: '', wallSeconds })
    }
    session(10, { weights: 4, repair: 1 })
    session(20, { weights: 6, check: 8 })
    store.finishEvaluation(evaluation('a'))
    const diverged = { state: 'diverged', epoch: 0, step: 2, epochs: [] } as const
    const { bookkeeping } = evaluation('b')
    store.finishEvaluation(evaluation('b', { outcome: diverged, bookkeeping: { ...bookkeeping, wallSeconds: 4 } }))
    store.recordAttempt('c', { state: 'timedOut', seconds: 3 }, 3.25)
    store.recordAttempt('c', { state: 'crashed', message: 'x' }, 0.5)
    const { spent, used } = runStatus(store.folder)
    expect(spent).toEqual({
      phases: { repair: phase(1), weights: phase(10), check: phase(8) },
      outcomes: { scored: 1.5, diverged: 4 },
      retriedSeconds: 3.75,
    })
    expect(used).toMatchObject({ wallSeconds: 30 - 8, cpuSeconds: 4 * 30 - 3 * 8 })
    store.close()
  })

  it('encoding a state counts as recording', () => {
    const store = createRunStore(newFolder(), header)
    const slowly = () => {
      const until = performance.now() + 20
      while (performance.now() < until);
      return stateOf(1)
    }
    store.commitSteps({ steps: [step(1)], state: slowly })
    expect(store.commitSeconds()).toBeGreaterThanOrEqual(0.02)
    expect(store.latestState()?.bytes).toEqual(stateOf(1))
    store.close()
  })

  it('lists runs by name, a broken one with its problem, and other folders not at all', () => {
    const runs = newFolder()
    for (const name of ['b', 'a']) createRunStore(join(runs, name), { ...header, name }).close()
    for (const name of ['broken', 'empty']) mkdirSync(join(runs, name))
    writeFileSync(join(runs, 'broken', 'run.sqlite'), '')
    writeFileSync(join(runs, 'README.md'), '')
    expect(listRuns(runs)).toEqual([
      { folder: join(runs, 'a'), status: expect.objectContaining({ step: 0 }) },
      { folder: join(runs, 'b'), status: expect.objectContaining({ step: 0 }) },
      { folder: join(runs, 'broken'), problem: expect.stringContaining('is not a run store') },
    ])
    expect(listRuns(join(runs, 'nowhere'))).toEqual([])
  })
})

it('reads no more candidates than it must where thousands are equally good', () => {
  const store = createRunStore(newFolder(), header)
  for (let i = 0; i < 40; i++) {
    const hash = `candidate-${String(i).padStart(2, '0')}`
    store.finishEvaluation(evaluation(`e${i}`, { candidate: { hash, topology: topologyOf(hash) } }))
  }
  let read = 0
  const { prepare } = store.database
  vi.spyOn(store.database, 'prepare').mockImplementation((sql: string) => {
    if (sql.includes('WHERE hash = ?')) read++
    return prepare.call(store.database, sql)
  })
  expect(store.bestCandidate()?.hash).toBe('candidate-00')
  expect(read).toBe(1)
  vi.restoreAllMocks()
  store.close()
})
