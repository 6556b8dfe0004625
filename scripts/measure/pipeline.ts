/**
 * Where an iteration of a supernet search spends its time: on the threads, or on the main thread while they wait.
 * `npm run measure:pipeline [-- --study spoken-digits --iterations 60]`. Does everything in one thread, in its processor
 * time, which other programs hardly disturb, and works out what two threads can give at best; `--threads` also measures
 * one and two threads, in wall time, for which the machine must be quiet; `--searches 2` measures one search on one
 * thread beside two searches side by side on two, in wall time and, for a machine that is not quiet, by the
 * processor time an iteration takes: two cores give at most twice the one's over the other's.
 */
import { parseArgs } from 'node:util'
import { prepareRun } from '../../src/comparison/prepare-run.js'
import { studyContext } from '../../src/comparison/study-context.js'
import type { Evaluator } from '../../src/evaluation/evaluator.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { createThreadEvaluator, createThreadPool } from '../../src/evaluation/thread-evaluator.js'
import type { WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import { readStudy } from '../../src/search/study-file.js'
import { sha256 } from '../../src/store/sha256.js'

const { values } = parseArgs({
  options: {
    study: { type: 'string', default: 'spoken-digits' },
    iterations: { type: 'string', default: '60' },
    threads: { type: 'boolean', default: false },
    searches: { type: 'string', default: '1' },
  },
})
const iterations = Number(values.iterations)
const prepared = await prepareRun(readStudy(values.study, ['strategy.alpha.warmup=0']), {
  threads: 2,
  dataDir: process.env.MOTIF_DATA,
})
const { strategy, settings, context, study, encoded } = prepared
const workContext = studyContext(study, encoded)

/** Milliseconds of one step; all but `wall` in processor time. */
interface Step {
  readonly phase: string
  readonly ask: number
  readonly shards: readonly number[]
  readonly tell: number
  readonly wall: number
}

async function runSteps(work: Work, count: number): Promise<Step[]> {
  let state = strategy.start(context, settings)
  const steps: Step[] = []
  for (let s = 0; s < count; s++) {
    const { phase } = strategy.progress(state)
    const started = performance.now()
    const began = processorMs()
    const items = strategy.ask(state)
    const asked = processorMs()
    const { results, shards } = await work(items)
    const worked = processorMs()
    state = strategy.tell(state, results).state
    steps.push({ phase, ask: asked - began, shards, tell: processorMs() - worked, wall: performance.now() - started })
  }
  const began = processorMs()
  const bytes = strategy.encode(state)
  encoding = { ms: processorMs() - began, bytes: bytes.length, sha256: sha256(bytes) }
  return steps
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

let encoding = { ms: 0, bytes: 0, sha256: '' }

type Work = (items: readonly WorkItem[]) => Promise<{ results: WorkResult[]; shards: number[] }>

const runner = new ItemRunner(workContext)

const inThisThread: Work = async (items) => {
  const shards: number[] = []
  const results = items.map((item) => {
    const began = processorMs()
    const result = runner.run(item)
    shards.push(processorMs() - began)
    return result
  })
  return { results, shards }
}

const onThreads =
  (evaluator: Evaluator): Work =>
  async (items) => {
    const results: WorkResult[] = new Array(items.length)
    const shards: number[] = new Array(items.length)
    for await (const { index, result, wallSeconds } of evaluator.evaluate(items)) {
      results[index] = result
      shards[index] = 1000 * wallSeconds
    }
    return { results, shards }
  }

/** When the last of two threads is done that take the shards, dearest first, each as soon as it is free. */
function makespan(shards: readonly number[]): number {
  const free = [0, 0]
  for (const ms of [...shards].sort((a, b) => b - a)) free[free[0] <= free[1] ? 0 : 1] += ms
  return Math.max(...free)
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)

function median(xs: readonly number[]): number {
  const sorted = [...xs].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const print = (line: string) => process.stdout.write(`${line}\n`)

await runSteps(inThisThread, 9)
const steps = await runSteps(inThisThread, 3 * iterations)
const phases = [...new Set(steps.map(({ phase }) => phase))]
print('| phase | shards, ms | ask, ms | tell, ms | two threads: uneven shards cost |')
print('|---|---:|---:|---:|---:|')
let [serial, parallel, twoThreads] = [0, 0, 0]
for (const phase of phases) {
  const own = steps.filter((step) => step.phase === phase)
  const [ask, tell] = [median(own.map((s) => s.ask)), median(own.map((s) => s.tell))]
  const thread = median(own.map((s) => sum(s.shards)))
  const uneven = median(own.map((s) => (2 * makespan(s.shards)) / sum(s.shards)))
  serial += ask + tell
  parallel += thread
  twoThreads += (thread / 2) * uneven
  const cells = [phase, thread.toFixed(2), ask.toFixed(2), tell.toFixed(2), `${(100 * (uneven - 1)).toFixed(1)} %`]
  print(`| ${cells.join(' | ')} |`)
}
print('')
print(
  `main thread alone: ${serial.toFixed(2)} ms an iteration, ${((100 * serial) / parallel).toFixed(1)} % of the threads'`,
)
print(`attainable on two threads: ${((serial + parallel) / (serial + twoThreads)).toFixed(2)} times one thread`)
print(
  `encoding the state of ${(encoding.bytes / 1e6).toFixed(2)} MB: ${encoding.ms.toFixed(2)} ms; SHA-256 ${encoding.sha256.slice(0, 12)}`,
)

if (values.threads) {
  const ms: number[] = []
  for (const threads of [1, 2]) {
    const evaluator = createThreadEvaluator(workContext, threads)
    await runSteps(onThreads(evaluator), 12)
    const measured = await runSteps(onThreads(evaluator), 3 * iterations)
    ms.push(sum(phases.map((phase) => median(measured.filter((s) => s.phase === phase).map((s) => s.wall)))))
    await evaluator.close()
  }
  print(
    `one thread ${ms[0].toFixed(2)} ms, two ${ms[1].toFixed(2)} ms an iteration: ${(ms[0] / ms[1]).toFixed(2)} times`,
  )
}

/** Iterations a second, and processor milliseconds an iteration, of searches side by side that share threads. */
async function together(
  searches: number,
  threads: number,
): Promise<{ perSecond: number; cpuMs: number; cores: number }> {
  const pool = createThreadPool(threads)
  const evaluators = Array.from({ length: searches }, (_, i) => {
    return pool.evaluator({ ...workContext, seed: workContext.seed + i })
  })
  const all = (count: number) => Promise.all(evaluators.map((evaluator) => runSteps(onThreads(evaluator), count)))
  await all(12)
  const started = performance.now()
  const began = processorMs()
  await all(3 * iterations)
  const [wallMs, cpuMs] = [performance.now() - started, processorMs() - began]
  await pool.close()
  const done = searches * iterations
  return { perSecond: (1000 * done) / wallMs, cpuMs: cpuMs / done, cores: cpuMs / wallMs }
}

const searches = Number(values.searches)
if (searches > 1) {
  const found: Record<'one' | 'several', Awaited<ReturnType<typeof together>>[]> = { one: [], several: [] }
  // In turn, so that both see the same machine.
  for (let round = 0; round < 3; round++) {
    found.one.push(await together(1, 1))
    found.several.push(await together(searches, 2))
  }
  const middle = (of: keyof typeof found, what: 'perSecond' | 'cpuMs' | 'cores') =>
    median(found[of].map((f) => f[what]))
  const line = (of: keyof typeof found, name: string) => {
    const [rate, cpu, cores] = [middle(of, 'perSecond'), middle(of, 'cpuMs'), middle(of, 'cores')]
    print(
      `${name}: ${rate.toFixed(1)} iterations/s, ${cpu.toFixed(2)} processor ms each, ${cores.toFixed(2)} cores had`,
    )
  }
  line('one', 'one search, one thread')
  line('several', `${searches} searches side by side, two threads`)
  const wall = middle('several', 'perSecond') / middle('one', 'perSecond')
  const cpu = (2 * middle('one', 'cpuMs')) / middle('several', 'cpuMs')
  print(`${wall.toFixed(2)} times in wall time; ${cpu.toFixed(2)} times by processor time, were two cores free`)
}
