import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { acquireRunLock } from '../../src/store/run-lock.js'
import { listRuns, runStatus } from '../../src/store/run-status.js'
import { createRunStore } from '../../src/store/run-store.js'
import { evaluation, header, stateOf, step } from './sample-run.js'
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
