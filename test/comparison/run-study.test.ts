import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { proxyTrust } from '../../src/comparison/proxy-trust.js'
import { type RunEnd, type RunOptions, type RunReporter, resumeRun, startRun } from '../../src/comparison/run-study.js'
import { describeData } from '../../src/data/catalogue.js'
import { NUMERICS_VERSION } from '../../src/kernel/kernel.js'
import { integer, key } from '../../src/kernel/numerics/random.js'
import { completeStudy } from '../../src/search/complete-study.js'
import { parseStudy, type Study, studyDocument, studyHash } from '../../src/search/study.js'
import { RunLockedError } from '../../src/store/errors.js'
import { fingerprint } from '../../src/store/fingerprint.js'
import { isLocked } from '../../src/store/run-lock.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { runStatus } from '../../src/store/run-status.js'
import { createRunStore, openRunStore } from '../../src/store/run-store.js'
import { UsageError } from '../../src/usage-error.js'
import { HRMAS, type StudyChange, tinyDocument, tinyStudy } from '../search/tiny-study.js'
import { useFolders } from '../store/temporary-folder.js'

const newFolder = useFolders()

const quiet = (change: Partial<RunOptions> = {}): RunOptions => ({
  threads: 2,
  signal: new AbortController().signal,
  ...change,
})

async function start(study: Study, change?: Partial<RunOptions>): Promise<{ folder: string; end: RunEnd }> {
  const { folder, end } = await startRun(study, newFolder(), 'run', quiet(change))
  return { folder, end: await end }
}

function read<T>(folder: string, question: (store: RunReader) => T): T {
  const store = openRunStore(folder, { mode: 'read' })
  try {
    return question(store)
  } finally {
    store.close()
  }
}

/** All that must be the same in two runs of one study. */
const facts = (folder: string) =>
  read(folder, (store) => ({
    fingerprint: fingerprint(store),
    best: store.result('best'),
    tables: store.result('comparisons'),
  }))

/** Options that stop a run when `when` says so, asked with what was reported and how often. */
function stoppingWhen(event: keyof Interrupts, when: (times: number) => boolean): Partial<RunOptions> {
  const stop = new AbortController()
  let times = 0
  const tell = () => {
    if (when(++times)) stop.abort()
  }
  const reporter: RunReporter = { [event]: tell }
  return { signal: stop.signal, reporter }
}
type Interrupts = Pick<RunReporter, 'onProgress' | 'onEvaluation' | 'onOutcome' | 'onCheck'>

const COMPARISONS = [{ replicates: 2, arms: [{ topology: 'random' }, { topology: 'feed-forward' }] }]
const STUDIES: readonly [string, StudyChange][] = [
  ['random search', { comparisons: COMPARISONS }],
  ['HRMAS', { strategy: HRMAS, comparisons: COMPARISONS }],
]

describe.each(STUDIES)('a run of %s', (_, change) => {
  const study = tinyStudy(change)
  let expected: ReturnType<typeof facts>
  beforeAll(async () => {
    const { folder, end } = await startRun(study, newFolder(), 'run', quiet({ threads: 1 }))
    expect((await end).reason).toBe('done')
    expected = facts(folder)
  })

  it('searches, checks, and writes everything down', async () => {
    const { folder, end } = await start(study)
    if (end.reason !== 'done') throw new Error(end.reason)
    expect(end.tables).toEqual(expected.tables)
    expect(end.tables[0].rows.map(({ arm, draws }) => [arm, draws.length])).toEqual([
      ['discovered', 1],
      ['random', 1],
      ['feed-forward', 1],
    ])
    const complete = await completeStudy(study)
    read(folder, (store) => {
      expect(store.result('best')).toMatchObject({ candidate: end.tables[0].rows[0].draws[0].candidate })
      const tested = store.evaluations().filter(({ scoreOn }) => scoreOn === 'test')
      expect(tested.map(({ replicate }) => replicate).sort()).toEqual([1000, 1000, 1000, 1001, 1001, 1001])
      expect(
        store
          .testAccesses()
          .map(({ evaluationId }) => evaluationId)
          .sort(),
      ).toEqual(tested.map(({ id }) => id))
      expect(store.sessions()).toMatchObject([
        { threads: 2, end: { reason: 'done', detail: 'the search is complete' } },
      ])
      expect(store.header).toMatchObject({
        studyHash: studyHash(complete.study, null),
        seed: 3,
        numericsVersion: NUMERICS_VERSION,
      })
    })
    expect(isLocked(folder)).toBe(false)
  })

  it('has one fingerprint on 1, 2 and 3 threads', async () => {
    expect(expected.fingerprint).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), environmental: 0 })
    for (const threads of [2, 3]) expect(facts((await start(study, { threads })).folder)).toEqual(expected)
  })

  it('has another with another seed', async () => {
    const { folder } = await start({ ...study, seed: 4, comparisons: [] })
    expect(facts(folder).fingerprint).not.toEqual(expected.fingerprint)
  })

  it('ends as if it had never been stopped: after steps, within evaluations, between outcomes, within the check', async () => {
    const interrupts: Partial<RunOptions>[] = [
      stoppingWhen('onProgress', (times) => times === 1),
      stoppingWhen('onProgress', (times) => times === 1 + integer(key(1, 'stop'), 0, 2)),
      stoppingWhen('onEvaluation', (times) => times === 1),
      stoppingWhen('onOutcome', (times) => times === 1),
      stoppingWhen('onCheck', () => true),
      stoppingWhen('onEvaluation', (times) => times === 3),
    ]
    const { folder, end } = await start(study, interrupts[0])
    expect(end).toEqual({ reason: 'stopped', by: 'signal' })
    let stops = 1
    for (const [i, options] of interrupts.entries()) {
      const again = await resumeRun(folder, 0, quiet({ ...options, threads: 1 + (i % 3) }))
      if (again.reason === 'stopped') stops++
    }
    await resumeRun(folder, 0, quiet())
    expect(stops).toBeGreaterThanOrEqual(4)
    expect(facts(folder)).toEqual(expected)
  })

  it('goes on when it is done and more is asked for; stopped in between or not', async () => {
    const extended = async (options?: Partial<RunOptions>) => {
      const { folder } = await start(study)
      const first = await resumeRun(folder, 5, quiet(options))
      return { folder, first, end: await resumeRun(folder, 0, quiet({ threads: 1 })) }
    }
    const whole = await extended()
    const stopped = await extended(stoppingWhen('onProgress', (times) => times === 1))
    expect([whole.first.reason, stopped.first.reason]).toEqual(['done', 'stopped'])
    expect([whole.end.reason, stopped.end.reason]).toEqual(['done', 'done'])
    expect(facts(stopped.folder)).toEqual(facts(whole.folder))
    expect(facts(whole.folder).fingerprint).not.toEqual(expected.fingerprint)
    read(whole.folder, (store) => {
      expect(store.extensions()).toMatchObject([{ iterations: 5 }])
      expect(store.extensions()[0].step).toBeLessThan(store.lastStep())
    })
  })
})

describe('what is refused', () => {
  it.each<[string, StudyChange, string]>([
    ['a strategy that is not there', { strategy: { name: 'hrms' } }, 'did you mean "hrmas"?'],
    ['its settings', { strategy: { name: 'random', togther: 3 } }, 'did you mean "together"?'],
    [
      'a curriculum of an unknown setting',
      { strategy: { name: 'hrmas', curriculum: { setting: 'gapp', from: 1 } } },
      'strategy.curriculum.setting must be a numeric setting of the data',
    ],
  ])('leaves nothing behind: %s', async (_, change, message) => {
    const runs = join(newFolder(), 'runs')
    const started = startRun(tinyStudy(change), runs, undefined, quiet())
    await expect(started).rejects.toThrow(UsageError)
    await expect(startRun(tinyStudy(change), runs, 'named', quiet())).rejects.toThrow(message)
    expect(existsSync(runs)).toBe(false)
  })

  it('a number of threads that cannot be leaves the run closed and free', async () => {
    const { folder, end } = await startRun(tinyStudy(), newFolder(), 'run', quiet({ threads: 0 }))
    await expect(end).rejects.toThrow()
    expect(isLocked(folder)).toBe(false)
    expect((await resumeRun(folder, 0, quiet())).reason).toBe('done')
  })

  it('a run that exists, which stays as it is', async () => {
    const runs = newFolder()
    const study = tinyStudy({ iterations: 1 })
    await (await startRun(study, runs, 'taken', quiet())).end
    const before = facts(join(runs, 'taken'))
    await expect(startRun(study, runs, 'taken', quiet())).rejects.toThrow(
      /^run taken exists: go on with `motif resume taken`/,
    )
    expect(facts(join(runs, 'taken'))).toEqual(before)
  })

  it('a run that runs already', async () => {
    const study = tinyStudy({ iterations: 100_000 })
    const stop = new AbortController()
    const { folder, end } = await startRun(study, newFolder(), 'run', quiet({ signal: stop.signal }))
    await expect(resumeRun(folder, 0, quiet())).rejects.toThrow(RunLockedError)
    stop.abort()
    expect((await end).reason).toBe('stopped')
  })

  it('a folder that holds no run, which stays empty', async () => {
    const folder = newFolder()
    await expect(resumeRun(folder, 0, quiet())).rejects.toThrow(UsageError)
    await expect(resumeRun(join(folder, 'none'), 0, quiet())).rejects.toThrow('there is no run in')
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([-1, 1.5, NaN])('to add %d iterations', async (add) => {
    await expect(resumeRun(newFolder(), add, quiet())).rejects.toThrow(/^--add must be a whole number/)
  })

  it.each([
    [{ numericsVersion: NUMERICS_VERSION + 1 }, /numerics version .*: go on with motif-search 0\.0\.9/],
    [{ studyHash: 'another' }, /the data of the run has changed/],
  ])('a run of other numerics or other data: %j', async (change, message) => {
    const folder = join(newFolder(), 'run')
    const study = tinyStudy()
    const header = { name: 'run', study: studyDocument(study), seed: 3, strategy: 'random', codeVersion: '0.0.9' }
    const settled = { studyHash: studyHash(study, null), numericsVersion: NUMERICS_VERSION }
    createRunStore(folder, { ...header, ...settled, ...change }).close()
    await expect(resumeRun(folder, 3, quiet())).rejects.toThrow(message)
    expect(read(folder, (store) => [store.sessions(), store.extensions()])).toEqual([[], []])
    expect(isLocked(folder)).toBe(false)
  })
})

describe('a run without a name', () => {
  it('takes the first free number, also beside another that starts at the same time', async () => {
    const runs = newFolder()
    mkdirSync(join(runs, 'tiny-2'))
    const study = tinyStudy({ iterations: 1 })
    const started = await Promise.all([1, 2].map(() => startRun(study, runs, undefined, quiet({ threads: 1 }))))
    await Promise.all(started.map(({ end }) => end))
    expect(started.map(({ folder }) => folder).sort()).toEqual([join(runs, 'tiny-1'), join(runs, 'tiny-3')])
    expect(read(started[0].folder, (store) => store.header.name)).toBe('tiny-1')
  })
})

describe('a run that ends early', () => {
  it('does so at its wall limit, cleanly', async () => {
    const study = tinyStudy({ iterations: 1_000_000, strategy: HRMAS })
    const { folder, end } = await start(study, { wallSeconds: 1 })
    expect(end).toEqual({ reason: 'stopped', by: 'wall limit' })
    read(folder, (store) => {
      expect(store.sessions()).toMatchObject([{ end: { reason: 'stopped', detail: 'stopped by wall limit' } }])
      expect(store.latestState()?.step).toBe(store.lastStep())
      expect(store.steps()).toHaveLength(store.lastStep())
    })
    expect(isLocked(folder)).toBe(false)
  })

  it('does not do so at a wall limit beyond the longest timer', async () => {
    expect((await start(tinyStudy({ iterations: 1 }), { wallSeconds: 90 * 24 * 3600 })).end.reason).toBe('done')
  })

  it('gives up at the limit of failures', async () => {
    const study = tinyStudy({ limits: { evaluationMiB: 0.001, failures: 6 } })
    const { folder, end } = await start(study)
    // Four at once: seen after the second step.
    expect(end).toEqual({ reason: 'failed', failures: 8 })
    read(folder, (store) => {
      expect([store.lastStep(), store.outcomeCounts().tooLarge]).toEqual([2, 8])
      expect(store.sessions()).toMatchObject([{ end: { reason: 'failed', detail: '8 failed evaluations' } }])
    })
  })

  it('writes down an error that it ends with', async () => {
    const reporter: RunReporter = {
      onOutcome: () => {
        throw new Error('no more disk')
      },
    }
    const { folder, end } = await startRun(tinyStudy(), newFolder(), 'run', quiet({ reporter }))
    await expect(end).rejects.toThrow('no more disk')
    read(folder, (store) => {
      expect(store.sessions()).toMatchObject([{ end: { reason: 'failed', detail: 'no more disk' } }])
    })
    expect(isLocked(folder)).toBe(false)
    expect((await resumeRun(folder, 0, quiet())).reason).toBe('done')
  })
})

describe('a run none of whose evaluations is scored', () => {
  it.each([
    ['random', { name: 'random' }],
    ['hrmas', HRMAS],
  ])('is done without a best topology and without tables (%s)', async (_, strategy) => {
    const limits = { evaluationMiB: 0.001 }
    const { folder, end } = await start(tinyStudy({ strategy, limits, iterations: 4, comparisons: COMPARISONS }))
    expect(end).toEqual({ reason: 'done', best: undefined, tables: [] })
    read(folder, (store) => {
      expect([store.result('best'), store.result('comparisons'), store.testAccesses()]).toEqual([
        undefined,
        undefined,
        [],
      ])
    })
  })
})

describe('a budget', () => {
  it('ends the search, not the check after it; a resume finds it spent', async () => {
    const study = parseStudy({ ...tinyDocument({ comparisons: COMPARISONS }), budget: { candidates: 8 } }, 'tiny.yaml')
    const { folder, end } = await start(study)
    expect(end).toMatchObject({ reason: 'done', spent: { budget: 'candidates', used: 8, limit: 8 } })
    if (end.reason !== 'done') throw new Error(end.reason)
    expect(end.tables).toHaveLength(1)
    const before = facts(folder)
    expect(await resumeRun(folder, 5, quiet())).toMatchObject({ reason: 'done', spent: { budget: 'candidates' } })
    expect(facts(folder)).toEqual(before)
    const { used, spent, header } = runStatus(folder)
    expect(used).toMatchObject({ candidates: 8, evaluations: 8, epochs: 16 })
    // 80 samples of 20 steps trained, 16 measured for repair, in each of two epochs, and 40 scored.
    const { maxSteps } = describeData(study.data)
    expect(used.sampleSteps).toBe(8 * maxSteps * (2 * (80 + 16) + 40))
    expect(Object.keys(spent.phases)).toEqual(['check', 'evaluate'])
    expect(header.study).toMatchObject({ budget: { candidates: 8 } })
    expect(read(folder, (store) => store.sessions().at(-1)?.end?.detail)).toBe('budget.candidates is spent')
  })

  it('of samples x steps counts the supernet', async () => {
    const { folder } = await start(tinyStudy({ strategy: HRMAS, iterations: 4 }))
    const { used, spent } = runStatus(folder)
    const evaluated = read(folder, (store) => store.evaluations()).map(({ outcome }) =>
      outcome.state === 'scored' ? (outcome.sampleSteps ?? 0) : 0,
    )
    expect(evaluated.length).toBeGreaterThan(0)
    expect(used.sampleSteps).toBeGreaterThan(evaluated.reduce((a, b) => a + b))
    expect(Object.keys(spent.phases)).toEqual(expect.arrayContaining(['architecture', 'weights', 'repair', 'judge']))
  })

  it('of processor time is of all sessions', async () => {
    const study = parseStudy({ ...tinyDocument({ iterations: 400 }), budget: { cpuTime: '1s' } }, 'tiny.yaml')
    const { folder, end } = await start(study)
    expect(end).toMatchObject({ reason: 'done', spent: { budget: 'cpuTime' } })
    const steps = read(folder, (store) => store.lastStep())
    expect(await resumeRun(folder, 0, quiet())).toMatchObject({ spent: { budget: 'cpuTime' } })
    expect(read(folder, (store) => store.lastStep())).toBe(steps)
  })
})

describe('a race over epochs', () => {
  it('leaves scores at several budgets, of the same candidates', async () => {
    const strategy = { name: 'halving', eta: 2, proposer: { name: 'random', together: 6 } }
    const { folder } = await start(tinyStudy({ strategy, iterations: 6, recipe: { epochs: 4 } }))
    const { scoresByEpochs } = runStatus(folder)
    const [short] = proxyTrust(scoresByEpochs)
    expect([...new Set(scoresByEpochs.map(({ epochs }) => epochs))].sort()).toEqual([1, 2, 4])
    expect(short).toMatchObject({ epochs: 1, fullEpochs: 4, n: scoresByEpochs.filter((s) => s.epochs === 4).length })
    expect(runStatus((await start(tinyStudy({ iterations: 2 }))).folder).scoresByEpochs).toEqual([])
  })
})
