import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WorkContext } from '../../src/evaluation/context.js'
import { type Evaluator, StoppedError } from '../../src/evaluation/evaluator.js'
import { metricOf } from '../../src/evaluation/metric.js'
import type { Outcome } from '../../src/evaluation/outcome.js'
import type { EvaluationItem, WorkItem } from '../../src/evaluation/work-item.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type LoopOptions, type SearchReporter, searchLoop } from '../../src/search/search-loop.js'
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
  metric: metricOf({}),
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

const scored: Extract<Outcome, { state: 'scored' }> = {
  state: 'scored',
  score: { accuracy: 0.5, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
  labels: [],
  epochs: [],
  networkHash: 'hash',
}
const EPOCH = { epoch: 1, loss: 1, accuracy: 0.5, firingRate: 0.1, gradientNorm: 1 }
const diverged: Extract<Outcome, { state: 'diverged' }> = { state: 'diverged', epoch: 0, step: 1, epochs: [] }

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
  const loop = (options: Partial<LoopOptions> = {}) =>
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
const SUMS = { loss: 0, correct: 0, samples: 1, spikes: 0, hiddenSpikes: 0, hiddenSteps: 64 }

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

describe('budgets', () => {
  const cost = { ...scored, sampleSteps: 300, epochs: [1, 2].map((epoch) => ({ ...EPOCH, epoch })) }

  it('end the loop between steps, and again at once after a resume; the best so far is the result', async () => {
    const { store, loop, calls } = setUp((step) => [evaluation(step), evaluation(step + 10)])
    const spent = { budget: 'evaluations', used: 4, limit: 3 }
    const best = expect.objectContaining({ layers: expect.any(Array) })
    expect(await loop({ budget: { evaluations: 3 } })).toEqual({ reason: 'done', best, spent })
    expect([store.lastStep(), calls()]).toEqual([2, 4])
    expect(await loop({ budget: { evaluations: 3 } })).toEqual({ reason: 'done', best, spent })
    expect([store.lastStep(), calls()]).toEqual([2, 4])
  })

  it('that are not spent change nothing', async () => {
    const { loop } = setUp((step) => [evaluation(step)])
    const budget = { candidates: 5, evaluations: 5, epochs: 100, sampleSteps: 1e6, wallTime: '1h', cpuTime: '1h' }
    expect(await loop({ budget })).toEqual({ reason: 'done', best: candidate(0) })
  })

  it('count what was used: distinct candidates, evaluations once, epochs begun, samples x steps', async () => {
    const again = evaluation(0, { replicate: 1 })
    const asked = [[evaluation(0), evaluation(0)], [evaluation(0), again], [evaluation(1)], [gradientItem()]]
    const { store, loop, calls } = setUp(
      (step) => asked[step],
      (call) => (call === 3 ? { ...diverged, epoch: 4, sampleSteps: 70 } : cost),
    )
    await loop()
    const { hidden } = gradientItem()
    const shard = SUMS.hiddenSteps / hidden
    expect(store.used()).toEqual({ candidates: 2, evaluations: 3, epochs: 2 + 2 + 5, sampleSteps: 670 + shard })
    expect([1, 2, 3, 4].map((step) => store.usedIn(step).evaluations)).toEqual([1, 1, 1, 0])
    expect([1, 2, 3, 4].map((step) => store.usedIn(step).candidates)).toEqual([1, 0, 1, 0])
    expect(calls()).toBe(4)
  })

  it('count the same when a run is killed within a step and goes on', async () => {
    const { store, loop } = setUp(
      (step) => [evaluation(step), evaluation(step + 10)],
      (call) => {
        if (call === 4) throw new Error('killed')
        return cost
      },
    )
    await expect(loop()).rejects.toThrow('killed')
    expect(store.used()).toEqual({ candidates: 2, evaluations: 2, epochs: 4, sampleSteps: 600 })
    const end = await loop({ budget: { epochs: 12 } })
    expect(end).toMatchObject({ reason: 'done', spent: { budget: 'epochs', used: 12, limit: 12 } })
    expect([store.lastStep(), store.usedIn(2).evaluations]).toEqual([3, 2])
  })

  it('of samples x steps stop a search that evaluates nothing, which then has no best', async () => {
    const { store, loop } = setUp(() => [gradientItem()])
    const one = SUMS.hiddenSteps / gradientItem().hidden
    const end = await loop({ budget: { sampleSteps: Math.ceil(2 * one) } })
    expect(end).toMatchObject({ reason: 'done', best: undefined, spent: { budget: 'sampleSteps' } })
    expect(store.lastStep()).toBe(2)
  })

  it('of time are asked of the clock that the loop is given', async () => {
    let wallSeconds = 0
    const { store, loop } = setUp(
      (step) => [evaluation(step)],
      () => {
        wallSeconds += 30
        return scored
      },
    )
    const end = await loop({ budget: { wallTime: '1m' }, time: () => ({ wallSeconds, cpuSeconds: 0 }) })
    expect(end).toMatchObject({ spent: { budget: 'wallTime', used: 60, limit: 60 } })
    expect(store.lastStep()).toBe(2)
  })

  it('time of a step is told under its phase', async () => {
    const phases: string[] = []
    const { loop } = setUp((step) => [evaluation(step)])
    const during: LoopOptions['during'] = (phase, work) => {
      phases.push(phase)
      return work()
    }
    await loop({ during })
    expect(phases).toEqual(Array(4).fill('work'))
  })
})
