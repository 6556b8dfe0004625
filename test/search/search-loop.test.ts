import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WorkContext } from '../../src/evaluation/context.js'
import { type Evaluator, StoppedError } from '../../src/evaluation/evaluator.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import type { EvaluationItem, WorkItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type SearchReporter, searchLoop } from '../../src/search/search-loop.js'
import { decodeState, encodeState } from '../../src/search/state-codec.js'
import { anyStrategy, type Strategy, type StrategyContext } from '../../src/search/strategy.js'
import { StoredWork, TestSplitError } from '../../src/search/work.js'
import { createRunStore, type RunStore } from '../../src/store/run-store.js'
import { canonicalTopology, topologyHash } from '../../src/topology/canonical-form.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { gradientItem } from '../evaluation/tiny-work.js'
import { header } from '../store/sample-run.js'
import { useFolders } from '../store/temporary-folder.js'
import { tinyStudy } from './tiny-study.js'

const newFolder = useFolders()
const open: RunStore[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const store of open.splice(0)) store.close()
})

const study = tinyStudy({ limits: { failures: 3 } })
const context: StrategyContext = {
  constraints: {},
  objectives: ['accuracy'],
  space: study.space,
  recipe: study.recipe,
  seed: study.seed,
  iterations: 4,
  total: 4,
  samples: { weights: 40, alpha: 40, selection: 40 },
  task: {},
}

interface State {
  readonly steps: number
  readonly told: readonly string[]
}

const candidate = (draw: number) => randomTopology(study.space, key(1, draw))

const evaluation = (draw: number, change: Partial<EvaluationItem> = {}): EvaluationItem => ({
  kind: 'evaluation',
  candidate: candidate(draw),
  replicate: 0,
  epochs: 1,
  scoreOn: 'selection',
  trainOn: ['weights'],
  override: {},
  ...change,
})

/** Asks four times for what `items` says, and remembers what it is told. */
function strategyOf(items: (step: number) => readonly WorkItem[]) {
  const strategy: Strategy<object, State> = {
    name: 'scripted',
    settings: () => ({}),
    start: () => ({ steps: 0, told: [] }),
    ask: ({ steps }) => (steps < context.total ? items(steps) : []),
    tell: (state, results) => {
      const told = results.map((result) => (result.kind === 'evaluation' ? result.outcome.state : result.kind))
      const phases = [{ name: 'work', metrics: { told: told.length } }]
      const candidates = [{ topology: candidate(state.steps), role: 'told' }]
      return { state: { steps: state.steps + 1, told: [...state.told, ...told] }, log: { phases, candidates } }
    },
    progress: ({ steps }) => ({ phase: 'work', fraction: steps / context.total, metrics: { steps } }),
    best: ({ told }) => (told.includes('scored') ? candidate(0) : undefined),
    encode: (state) => encodeState(state),
    decode: (bytes) => decodeState<State>(bytes),
  }
  return anyStrategy(strategy)
}

const scored: Outcome = {
  state: 'scored',
  score: { accuracy: 0.5, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
  labels: [],
  epochs: [],
  networkHash: 'hash',
}
const diverged: Outcome = { state: 'diverged', epoch: 0, step: 1, epochs: [] }

/** A run whose evaluator gives scripted outcomes; `answer` may throw. */
function setUp(items: (step: number) => readonly WorkItem[], answer: (call: number) => Outcome = () => scored) {
  const store = createRunStore(join(newFolder(), 'run'), header)
  open.push(store)
  let calls = 0
  const evaluator: Evaluator = {
    threads: 1,
    busySeconds: () => 0,
    async *evaluate(work, { signal } = {}) {
      for (const [index, item] of work.entries()) {
        if (signal?.aborted) throw new StoppedError()
        const outcome = answer(++calls)
        const result =
          item.kind === 'evaluation'
            ? ({ kind: 'evaluation', outcome } as const)
            : ({ kind: 'gradient', gradient: new Float32Array(1), sums: SUMS } as const)
        yield { index, result, startedAt: '2030-01-01', wallSeconds: 1, thread: 0 }
      }
    },
    close: async () => {},
  }
  const workContext: WorkContext = { seed: study.seed, data: study.data, recipe: study.recipe, encoded: null }
  const loop = (options: { signal?: AbortSignal; reporter?: SearchReporter } = {}) =>
    searchLoop({
      store,
      work: new StoredWork(store, evaluator, study, workContext, null),
      strategy: strategyOf(items),
      settings: {},
      context,
      signal: new AbortController().signal,
      failureLimit: study.limits.failures,
      reporter: {},
      ...options,
    })
  const state = () => decodeState<State>(store.latestState()?.bytes ?? new Uint8Array())
  return { store, loop, state, calls: () => calls }
}
const SUMS = { loss: 0, correct: 0, samples: 1, spikes: 0, hiddenSpikes: 0, hiddenSteps: 1 }

describe('the search loop', () => {
  it('asks and tells until there is nothing to ask, and commits each step of evaluations', async () => {
    const { store, loop, state } = setUp((step) => [evaluation(step), evaluation(step + 10)])
    const seen: [number, number][] = []
    const reporter: SearchReporter = { onProgress: ({ step, fraction }) => seen.push([step, fraction]) }
    const end = await loop({ reporter })
    expect(end).toEqual({ reason: 'done', best: candidate(0) })
    expect(state()).toEqual({ steps: 4, told: Array(8).fill('scored') })
    expect(store.lastStep()).toBe(4)
    expect(seen).toEqual([1, 2, 3, 4].map((step) => [step, step / 4]))
  })

  it('writes down phases, and candidates in their canonical form', async () => {
    const { store, loop } = setUp((step) => [evaluation(step)])
    await loop()
    expect(store.steps().map(({ step, phases }) => [step, phases])).toEqual(
      [1, 2, 3, 4].map((step) => [step, [{ name: 'work', metrics: { told: 1 } }]]),
    )
    const hashes = [0, 1, 2, 3].map((draw) => topologyHash(canonicalTopology(candidate(draw)).topology))
    expect(new Set(store.candidates().map(({ hash }) => hash))).toEqual(new Set(hashes))
    expect(store.candidates().map(({ role }) => role)).toEqual(Array(4).fill('told'))
  })

  it('commits other steps together after some seconds, and all of them at the end', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const commits: number[] = []
    const { store, loop } = setUp(() => [gradientItem()])
    const reporter: SearchReporter = {
      onProgress: ({ step }) => {
        commits.push(store.lastStep())
        now = step * 3000
      },
    }
    await loop({ reporter })
    // Seen before the commit of the step itself; 5 s are over in step 3 for the first time.
    expect(commits).toEqual([0, 0, 2, 2])
    expect(store.lastStep()).toBe(4)
  })

  it('keeps whole steps when it is stopped, with the state after the last of them', async () => {
    const stop = new AbortController()
    const { store, loop, state, calls } = setUp(
      () => [gradientItem(), gradientItem()],
      (call) => {
        // In the middle of the third step.
        if (call === 5) stop.abort()
        return scored
      },
    )
    expect(await loop({ signal: stop.signal })).toEqual({ reason: 'stopped' })
    expect([store.lastStep(), state().steps]).toEqual([2, 2])
    expect((await loop()).reason).toBe('done')
    expect([store.lastStep(), state().steps, calls()]).toEqual([4, 4, 9])
  })

  it('starts a new run with its start state, and does not start again', async () => {
    const signal = AbortSignal.abort()
    const { store, loop, state } = setUp(() => [gradientItem()])
    for (const _ of [1, 2]) {
      expect(await loop({ signal })).toEqual({ reason: 'stopped' })
      expect([store.lastStep(), state()]).toEqual([0, { steps: 0, told: [] }])
    }
  })

  it('goes on from the last commit after an error', async () => {
    const { store, loop, state } = setUp(
      (step) => [evaluation(step), evaluation(step + 10)],
      (call) => {
        if (call === 4) throw new Error('broken')
        return scored
      },
    )
    await expect(loop()).rejects.toThrow('broken')
    expect([store.lastStep(), state().steps, store.evaluations().length]).toEqual([1, 1, 3])
    expect((await loop()).reason).toBe('done')
    expect(state().told).toHaveLength(8)
  })

  it('refuses the test split to its strategy', async () => {
    const { store, loop } = setUp((step) => [evaluation(step, { scoreOn: 'test' })])
    await expect(loop()).rejects.toThrow(TestSplitError)
    expect([store.testAccesses(), store.evaluations()]).toEqual([[], []])
  })
})

describe('failed evaluations', () => {
  it('end the loop at their limit, between steps, again after a resume', async () => {
    const { store, loop } = setUp(
      (step) => [evaluation(step), evaluation(step + 10)],
      () => diverged,
    )
    expect(await loop()).toEqual({ reason: 'failed', failures: 4 })
    expect(store.lastStep()).toBe(2)
    expect(await loop()).toEqual({ reason: 'failed', failures: 4 })
    expect(store.lastStep()).toBe(2)
  })

  it('below the limit leave the rest to be found', async () => {
    const { loop, state } = setUp(
      (step) => [evaluation(step)],
      (call) => (call <= 2 ? diverged : scored),
    )
    expect(await loop()).toEqual({ reason: 'done', best: candidate(0) })
    expect(state().told).toEqual(['diverged', 'diverged', 'scored', 'scored'])
  })

  it('when there is nothing else leave no best topology', async () => {
    const { loop } = setUp(
      (step) => [step === 3 ? evaluation(step) : gradientItem()],
      () => diverged,
    )
    expect(await loop()).toEqual({ reason: 'done', best: undefined })
  })
})
