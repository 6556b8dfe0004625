import { join } from 'node:path'
import type { Prepared } from '../src/comparison/prepare-run.js'
import { studyContext } from '../src/comparison/study-context.js'
import type { Evaluator } from '../src/evaluation/evaluator.js'
import { createThreadEvaluator, createThreadPool, type ThreadPool } from '../src/evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../src/evaluation/work-item.js'
import { NUMERICS_VERSION } from '../src/kernel/kernel.js'
import { key } from '../src/kernel/numerics/random.js'
import { searchLoop } from '../src/search/search-loop.js'
import { studyDocument } from '../src/search/study.js'
import { StoredWork } from '../src/search/work.js'
import { createRunStore } from '../src/store/run-store.js'
import { handmadeTopology } from '../src/topology/handmade.js'
import type { Section } from './context.js'
import { inTemporaryFolder, NO_DIGITS, prepareDigits } from './digits-study.js'
import { kernelThreadsMs } from './kernel-threads.js'
import { FSDD } from './workloads.js'

const COUNTS = [1, 2] as const
const WARM_STEPS = 18

/** Busy seconds of the threads over their wall seconds, and what was done in a second. */
interface Throughput {
  readonly perSecond: number
  readonly utilisation: number
}

/** The same evaluator; `spent` is told the seconds its threads spend on work. */
function clocked(evaluator: Evaluator, spent: (seconds: number) => void): Evaluator {
  return {
    ...evaluator,
    async *evaluate(items, options) {
      for await (const finished of evaluator.evaluate(items, options)) {
        spent(finished.wallSeconds)
        yield finished
      }
    },
  }
}

/** Searches side by side that share the threads, each through its loop and its store; three steps are an iteration. */
async function sideBySide(prepared: Prepared, searches: number, threads: number, steps: number): Promise<Throughput> {
  const pool = createThreadPool(threads)
  const runs = Array.from({ length: searches }, () => iterations(prepared, pool, steps))
  const found = await Promise.all(runs)
  await pool.close()
  const sum = (what: keyof Throughput) => found.reduce((total, run) => total + run[what], 0)
  return { perSecond: sum('perSecond'), utilisation: sum('utilisation') }
}

/** Steps of a real search. */
async function iterations(prepared: Prepared, pool: ThreadPool, steps: number): Promise<Throughput> {
  const { threads } = pool
  const { study, encoded, strategy, settings, context } = prepared
  const moving = { ...(settings as object), alpha: { ...(settings as { alpha: object }).alpha, warmup: 0, latest: 0 } }
  const own = studyContext(study, encoded)
  const clock = { busy: 0, busyAtStart: 0, start: 0, end: 0 }
  const evaluator = clocked(pool.evaluator(own), (seconds) => {
    clock.busy += seconds
  })
  const stop = new AbortController()
  await inTemporaryFolder(async (folder) => {
    const store = createRunStore(join(folder, 'bench'), {
      name: 'bench',
      study: studyDocument(study),
      studyHash: 'bench',
      seed: study.seed,
      strategy: study.strategy.name,
      codeVersion: 'bench',
      numericsVersion: NUMERICS_VERSION,
    })
    await searchLoop({
      store,
      work: new StoredWork(store, evaluator, study, own, encoded?.key ?? null),
      strategy,
      settings: moving,
      context,
      signal: stop.signal,
      failureLimit: 1,
      reporter: {
        onProgress: ({ step }) => {
          if (step === WARM_STEPS) {
            clock.start = performance.now()
            clock.busyAtStart = clock.busy
          }
          if (step !== WARM_STEPS + steps) return
          clock.end = performance.now()
          stop.abort()
        },
      },
    })
    store.close()
  })
  await evaluator.close()
  const seconds = (clock.end - clock.start) / 1000
  return { perSecond: steps / 3 / seconds, utilisation: (clock.busy - clock.busyAtStart) / threads / seconds }
}

/** Trainings of one epoch from scratch, as many as keep both counts of threads busy to the end. */
async function evaluations(prepared: Prepared, threads: number, trainings: number): Promise<Throughput> {
  const { study, encoded } = prepared
  let busy = 0
  const evaluator = clocked(createThreadEvaluator(studyContext(study, encoded), threads), (seconds) => {
    busy += seconds
  })
  const item = (replicate: number, trainOn: EvaluationItem['trainOn']): EvaluationItem => ({
    kind: 'evaluation',
    candidate: handmadeTopology('random', study.space, { key: key(7, 'bench') }),
    replicate,
    epochs: 1,
    scoreOn: 'selection',
    trainOn,
    override: {},
  })
  const all = async (items: readonly EvaluationItem[]) => {
    for await (const { result } of evaluator.evaluate(items)) {
      if (result.kind === 'evaluation' && result.outcome.state === 'scored') continue
      throw new Error(`an evaluation of the bench was not scored: ${JSON.stringify(result)}`)
    }
  }
  await all(Array.from({ length: threads }, (_, i) => item(i, ['alpha'])))
  busy = 0
  const start = performance.now()
  await all(Array.from({ length: trainings }, (_, i) => item(i, ['weights'])))
  const seconds = (performance.now() - start) / 1000
  await evaluator.close()
  return { perSecond: trainings / seconds, utilisation: busy / threads / seconds }
}

const best = (runs: readonly Throughput[]): Throughput => runs.reduce((a, b) => (a.perSecond >= b.perSecond ? a : b))

const ALONE = 'kernel passes that share nothing: what the machine gives'

/** Threads that each run the kernel on samples of their own, and nothing else. */
async function passes(threads: number, quick: boolean): Promise<Throughput> {
  return { perSecond: 1000 / (await kernelThreadsMs(FSDD, threads, quick)), utilisation: 1 }
}

/** Two threads beside one, in turn: iterations of a search, and trainings. */
export const threads: Section = async ({ quick, say }) => {
  const title = 'Two threads beside one'
  const prepared = await prepareDigits(say)
  if (!prepared) return { report: { title, notes: [NO_DIGITS], tables: [] }, data: null }
  const steps = quick ? 30 : 150
  const kinds: Readonly<Record<string, (count: number) => Promise<Throughput>>> = {
    [ALONE]: (count) => passes(count, quick),
    'supernet iterations of the FSDD study': (count) => sideBySide(prepared, 1, count, steps),
    'the same, two searches side by side on the two threads': (count) => sideBySide(prepared, count, count, steps),
    'trainings of one epoch, FSDD study': (count) => evaluations(prepared, count, quick ? 2 : 4),
  }
  const runs = Object.keys(kinds).map((name) => ({ name, 1: [] as Throughput[], 2: [] as Throughput[] }))
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const kind of runs) {
      for (const count of COUNTS) {
        say(`threads: ${kind.name}, ${count}`)
        kind[count].push(await kinds[kind.name](count))
      }
    }
  }
  const found = runs.map(({ name, ...counts }) => {
    const [one, two] = [best(counts[1]), best(counts[2])]
    return { name, one, two, ratio: two.perSecond / one.perSecond, runs: counts }
  })
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  return {
    report: {
      title,
      notes: [
        'Through the loop, the store and the worker threads of a real run; per second, the best of the runs taken in turn. Utilisation is the time threads spend on work, of their number times the wall time; the main thread works besides them, on the same cores. The first row is what two threads can have on this machine at this moment: its cores share a processor with others, and two loops that have nothing in common do not always run twice as fast as one.',
      ],
      tables: [
        {
          columns: ['what', '1 thread', 'utilisation', '2 threads', 'utilisation', 'ratio', 'of the first row'],
          rows: found.map(({ name, one, two, ratio }) => [
            name,
            one.perSecond,
            percent(one.utilisation),
            two.perSecond,
            percent(two.utilisation),
            ratio.toFixed(2),
            (ratio / found[0].ratio).toFixed(2),
          ]),
        },
      ],
    },
    data: found,
  }
}
