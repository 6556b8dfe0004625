import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkContext } from '../../src/evaluation/context.js'
import type { Evaluator, EvaluatorOptions } from '../../src/evaluation/evaluator.js'
import { createInlineEvaluator } from '../../src/evaluation/inline-evaluator.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import type { EvaluationItem, WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import type { Study } from '../../src/search/study.js'
import { StoredWork, TestSplitError, type WorkOptions } from '../../src/search/work.js'
import { createRunStore, type RunStore } from '../../src/store/run-store.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { createMotif } from '../../src/topology/motif.js'
import { motifLayer, randomTopology, topologyIn } from '../../src/topology/search-space.js'
import { activityItem, gradientItem } from '../evaluation/tiny-work.js'
import { header } from '../store/sample-run.js'
import { useFolders } from '../store/temporary-folder.js'
import { tinyStudy } from './tiny-study.js'

const newFolder = useFolders()
const open: RunStore[] = []
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

interface Call {
  readonly items: readonly WorkItem[]
  readonly options: EvaluatorOptions
}

/** What an evaluator was asked to do, and what it shall answer instead of working. */
function counting(inner: Evaluator, answers: (item: WorkItem, call: number) => Outcome | undefined) {
  const calls: Call[] = []
  const evaluator: Evaluator = {
    ...inner,
    async *evaluate(items, options = {}) {
      const call = calls.push({ items, options }) - 1
      // Backwards: who finishes first must not matter.
      for (const [index, item] of [...items.entries()].reverse()) {
        const outcome = answers(item, call)
        if (outcome) {
          yield { index, result: { kind: 'evaluation', outcome }, startedAt: '2030-01-01', wallSeconds: 1, thread: 9 }
          continue
        }
        for await (const done of inner.evaluate([item], options)) yield { ...done, index }
      }
    },
  }
  return { evaluator, calls, done: () => calls.flatMap(({ items }) => items) }
}

function setUp(
  study: Study = tinyStudy(),
  answers: (item: WorkItem, call: number) => Outcome | undefined = () => undefined,
  encodedKey: string | null = null,
) {
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  const context: WorkContext = { seed: study.seed, data: study.data, recipe: study.recipe, encoded: null }
  const { evaluator, calls, done } = counting(createInlineEvaluator(context), answers)
  const work = new StoredWork(store, evaluator, study, context, encodedKey)
  const told: [string, string][] = []
  const run = (items: readonly WorkItem[], options: Partial<WorkOptions> = {}) =>
    work.do(items, {
      signal: new AbortController().signal,
      onFinished: (id, { state }) => told.push([id, state]),
      ...options,
    })
  return { store, work, run, calls, done, told }
}

const { space } = tinyStudy()

const evaluation = (change: Partial<EvaluationItem> = {}, draw = 0): EvaluationItem => ({
  kind: 'evaluation',
  candidate: randomTopology(space, key(5, draw)),
  replicate: 0,
  epochs: 1,
  scoreOn: 'selection',
  trainOn: ['weights', 'alpha'],
  override: {},
  ...change,
})

const scored = (accuracy: number): Outcome => ({
  state: 'scored',
  score: { accuracy, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
  labels: [],
  epochs: [],
  networkHash: 'hash',
})

const accuracies = (results: readonly WorkResult[]): (number | string)[] =>
  results.map((result) => {
    if (result.kind !== 'evaluation') return result.kind
    return result.outcome.state === 'scored' ? result.outcome.score.accuracy : result.outcome.state
  })

describe('work through the store', () => {
  it('refuses a network that is not of the shape of the data, before anything is read', async () => {
    const { run, done, store } = setUp()
    const { candidate } = evaluation()
    const wide = evaluation({ candidate: { ...candidate, inputs: candidate.inputs - 1 }, scoreOn: 'test' })
    await expect(run([wide], { testPurpose: 'check' })).rejects.toThrow(
      `the topology has ${candidate.inputs - 1} inputs, but the data has ${candidate.inputs} channels`,
    )
    expect(done()).toEqual([])
    expect(store.testAccesses()).toEqual([])
  })

  it('gives results in the order of the items, whoever finished first', async () => {
    const { run } = setUp(undefined, (item) => (item.kind === 'evaluation' ? scored(item.replicate / 10) : undefined))
    const items = [3, 1, 4, 2].map((replicate) => evaluation({ replicate }))
    const mixed = [items[0], gradientItem(), items[1], activityItem(), items[2], items[3]]
    expect(accuracies(await run(mixed))).toEqual([0.3, 'gradient', 0.1, 'activity', 0.4, 0.2])
  })

  it('stores an evaluation as it was done, and does not do it again', async () => {
    const { store, run, done, told } = setUp()
    const [first] = await run([evaluation()])
    const [again] = await run([evaluation()])
    expect(done()).toHaveLength(1)
    expect(again).toEqual(first)
    const [stored] = store.evaluations()
    expect(first).toEqual({ kind: 'evaluation', outcome: stored.outcome })
    expect(stored).toMatchObject({ candidateHash: topologyHash(evaluation().candidate), epochs: 1, replicate: 0 })
    expect(stored.bookkeeping.attempts).toBe(1)
    expect(told).toEqual([
      [stored.id, 'scored'],
      [stored.id, 'scored'],
    ])
  })

  it('does equal items once, and gives each its result', async () => {
    const { run, done, store } = setUp()
    const trainedOn = evaluation({ trainOn: ['alpha', 'weights'] })
    const results = await run([evaluation(), evaluation({ replicate: 1 }), evaluation(), trainedOn])
    expect(done()).toHaveLength(2)
    expect(store.evaluations()).toHaveLength(2)
    expect(results[2]).toEqual(results[0])
    expect(results[3]).toEqual(results[0])
    expect(results[1]).not.toEqual(results[0])
  })

  it('does two labellings of one motif once, in its canonical form', async () => {
    const [layer] = space.layers
    const order = [2, 0, 3, 1]
    const type = (post: number, pre: number) => (post > pre ? 'excitatory' : 'inhibitory')
    const motifs = [
      createMotif(4, type, () => 'absent'),
      createMotif(
        4,
        (post, pre) => type(order[post], order[pre]),
        () => 'absent',
      ),
    ]
    const candidates = motifs.map((motif) => topologyIn(space, [motifLayer(layer, motif)]))
    const { run, done } = setUp()
    const results = await run(candidates.map((candidate) => evaluation({ candidate })))
    expect(done()).toHaveLength(1)
    expect(results[1]).toEqual(results[0])
  })

  it('stores each evaluation as soon as it is finished', async () => {
    const { store, run } = setUp(undefined, (item) => {
      if (item.kind === 'evaluation' && item.replicate === 0) throw new Error('the process dies')
      return scored(0.5)
    })
    const items = [evaluation(), evaluation({ replicate: 1 }), evaluation({ replicate: 2 })]
    await expect(run(items)).rejects.toThrow('the process dies')
    expect(
      store
        .evaluations()
        .map(({ replicate }) => replicate)
        .sort(),
    ).toEqual([1, 2])
  })
})

describe('the test split', () => {
  it('is refused to a strategy, also where its score is stored', async () => {
    const { store, run, done } = setUp(undefined, () => scored(0.9))
    const item = evaluation({ scoreOn: 'test' })
    await expect(run([evaluation(), item])).rejects.toThrow(TestSplitError)
    expect([done(), store.testAccesses()]).toEqual([[], []])
    await run([item], { testPurpose: 'check after the search' })
    await expect(run([item])).rejects.toThrow(TestSplitError)
  })

  it('is written into the ledger before it is touched, once for each evaluation', async () => {
    let before = 0
    const { store, run } = setUp(undefined, () => {
      before = store.testAccesses().length
      return scored(0.9)
    })
    const items = [0, 1].map((replicate) => evaluation({ scoreOn: 'test', replicate }))
    await run([...items, items[0], evaluation()], { testPurpose: 'check after the search' })
    expect(before).toBe(2)
    const ids = store.evaluations().filter(({ scoreOn }) => scoreOn === 'test')
    expect(new Set(store.testAccesses().map(({ evaluationId }) => evaluationId))).toEqual(
      new Set(ids.map(({ id }) => id)),
    )
    expect(store.testAccesses().map(({ purpose }) => purpose)).toEqual(Array(2).fill('check after the search'))
  })

  it('may be asked for again after a stop: finished ones need no access, unfinished ones have one more', async () => {
    let calls = 0
    const { store, run } = setUp(undefined, () => {
      if (++calls === 2) throw new Error('stopped here')
      return scored(0.9)
    })
    const items = [0, 1].map((replicate) => evaluation({ scoreOn: 'test', replicate }))
    const check = () => run(items, { testPurpose: 'check after the search' })
    await expect(check()).rejects.toThrow('stopped here')
    expect(accuracies(await check())).toEqual([0.9, 0.9])
    expect(store.testAccesses()).toHaveLength(3)
    expect(accuracies(await check())).toEqual([0.9, 0.9])
    expect(store.testAccesses()).toHaveLength(3)
  })
})

describe('a candidate that needs more memory than allowed', () => {
  it('has the outcome tooLarge without being tried', async () => {
    const { run, done, store, told } = setUp(tinyStudy({ limits: { evaluationMiB: 0.01 } }))
    const results = await run([evaluation()])
    expect(done()).toEqual([])
    expect(results).toEqual([{ kind: 'evaluation', outcome: store.evaluations()[0].outcome }])
    expect(store.evaluations()[0].outcome).toMatchObject({ state: 'tooLarge', limit: Math.floor(0.01 * 1024 * 1024) })
    expect(told.map(([, state]) => state)).toEqual(['tooLarge'])
  })

  it('is judged by the longest sample of its own difficulty', async () => {
    const { run, store } = setUp(tinyStudy({ limits: { evaluationMiB: 0.2 } }), () => scored(0.5))
    const states = async (override: Record<string, number>) => accuracies(await run([evaluation({ override })]))
    expect(await states({})).toEqual([0.5])
    expect(await states({ gap: 5000 })).toEqual(['tooLarge'])
    expect(store.outcomeCounts()).toMatchObject({ scored: 1, tooLarge: 1 })
  })
})

describe('an evaluation that the environment ends', () => {
  const crashed: Outcome = { state: 'crashed', message: 'out of memory' }
  const timedOut: Outcome = { state: 'timedOut', seconds: 2 }

  it('is tried again, alone, and the try recorded', async () => {
    const { run, calls, store } = setUp(undefined, (item, call) => {
      if (item.kind !== 'evaluation') return undefined
      return item.replicate === 1 && call < 2 ? [crashed, timedOut][call] : scored(item.replicate / 10)
    })
    const items = [0, 1, 2].map((replicate) => evaluation({ replicate }))
    expect(accuracies(await run(items))).toEqual([0, 0.1, 0.2])
    expect(calls.map((call) => call.items.length)).toEqual([3, 1, 1])
    const [unlucky] = store.evaluations().filter(({ replicate }) => replicate === 1)
    expect(store.attempts(unlucky.id)).toBe(2)
    expect(unlucky.bookkeeping.attempts).toBe(3)
    expect(store.outcomeCounts()).toMatchObject({ scored: 3, crashed: 0, timedOut: 0 })
  })

  it('has that outcome after the third try, for good', async () => {
    const { run, calls, store } = setUp(undefined, () => crashed)
    expect(accuracies(await run([evaluation()]))).toEqual(['crashed'])
    expect(calls).toHaveLength(3)
    const [{ id, outcome, bookkeeping }] = store.evaluations()
    expect(outcome).toEqual(crashed)
    expect([store.attempts(id), bookkeeping.attempts]).toEqual([2, 3])
    expect(accuracies(await run([evaluation()]))).toEqual(['crashed'])
    expect(calls).toHaveLength(3)
  })

  it('has three tries in all, however often the run is stopped between them', async () => {
    let calls = 0
    const { run, store } = setUp(undefined, () => {
      if (++calls % 2 === 0) throw new Error('stopped')
      return crashed
    })
    for (const _ of [1, 2]) await expect(run([evaluation()])).rejects.toThrow('stopped')
    expect(accuracies(await run([evaluation()]))).toEqual(['crashed'])
    expect(calls).toBe(5)
    expect(store.evaluations()[0].bookkeeping.attempts).toBe(3)
  })

  it('gets the limit of the study', async () => {
    const { run, calls } = setUp(tinyStudy({ limits: { evaluationSeconds: 7 } }), () => scored(1))
    await run([evaluation()])
    expect(calls[0].options.evaluationSeconds).toBe(7)
  })
})

describe('a checkpoint', () => {
  it('is kept while an evaluation runs, resumed from, and dropped with the outcome', async () => {
    const whole = setUp()
    const item = evaluation({ epochs: 3 })
    const [expected] = await whole.run([item])

    const { run, store } = setUp()
    let seen = 0
    const kill = () => {
      if (++seen === 2) throw new Error('killed')
    }
    await expect(run([item], { onProgress: kill })).rejects.toThrow('killed')
    const { id } = whole.store.evaluations()[0]
    expect(store.loadCheckpoint(id)?.epoch).toBe(2)
    const epochs: number[] = []
    const onProgress: WorkOptions['onProgress'] = (_, progress) => void epochs.push(progress.epochs.length)
    expect(await run([item], { onProgress })).toEqual([expected])
    expect(epochs).toEqual([3])
    expect(store.loadCheckpoint(id)).toBeUndefined()
  })
})
