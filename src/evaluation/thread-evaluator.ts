import { setMaxListeners } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { compiledFile, THREAD_OPTIONS } from '../package-root.js'
import { asSettled } from './as-settled.js'
import { BusyTime } from './busy-time.js'
import type { WorkContext } from './context.js'
import { type Evaluator, type EvaluatorOptions, type Finished, StoppedError } from './evaluator.js'
import { heapLimitMiB, MemoryWatch, type Watched } from './memory-watch.js'
import { TaskListeners } from './task-listeners.js'
import { timeLimit } from './time-limit.js'
import type { EvaluationItem, SupernetShard, WorkItem, WorkResult } from './work-item.js'
import type { Said, ShardAnswer, ShardTask, TaskRun, ThreadAnswer, ThreadMessage, ThreadTask } from './worker.js'

/** How often work without an outcome of its own is tried again when its thread dies. */
const TRIES = 3

export interface ThreadOptions {
  readonly worker?: URL
  /** Memory one evaluation may take, in MiB; unbounded without it. */
  readonly evaluationMiB?: number
}

/** Threads that several runs may share: what one run has for them fills the gaps of another. */
export interface ThreadPool {
  readonly threads: number
  /** Does the work of one run. Closing it leaves the threads to the others. */
  evaluator(context: WorkContext): Evaluator
  close(): Promise<void>
}

/** Threads that live until `close`; one that throws, exits or is stopped is replaced, and nobody else's work with it. */
export function createThreadPool(
  threads: number,
  { worker = compiledFile('src/evaluation/worker.js'), evaluationMiB }: ThreadOptions = {},
): ThreadPool {
  const memory = evaluationMiB === undefined ? undefined : new MemoryWatch(threads, evaluationMiB)
  const limitBytes = Math.floor((evaluationMiB ?? 0) * 2 ** 20)
  const pool = new Piscina({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    execArgv: THREAD_OPTIONS,
    ...(evaluationMiB !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapLimitMiB(evaluationMiB) } }),
  })
  // A thread that dies without work reports here; the pool replaces it, or `whenNoThreadStarts` says that it cannot.
  pool.on('error', () => {})
  // Every run listens.
  pool.setMaxListeners(0)
  const told = new TaskListeners()
  pool.on('message', (said: Said) => told.hear(said))
  const open = new Set<number>()
  let runs = 0
  return {
    threads,
    evaluator(context) {
      const id = runs++
      open.add(id)
      const busy = new BusyTime()
      const workshop: Workshop = { pool, told, busy, memory, limitBytes, run: () => ({ id, context, open: [...open] }) }
      return {
        threads,
        busySeconds: () => busy.seconds(),
        evaluate: (items, options = {}) => evaluateAll(workshop, items, options),
        close: async () => {
          open.delete(id)
        },
      }
    },
    close: () => pool.destroy(),
  }
}

/** Does the work of one run on threads of its own. */
export function createThreadEvaluator(context: WorkContext, threads: number, options?: ThreadOptions): Evaluator {
  const pool = createThreadPool(threads, options)
  return { ...pool.evaluator(context), close: () => pool.close() }
}

interface Workshop {
  readonly pool: Piscina
  readonly told: TaskListeners
  readonly busy: BusyTime
  readonly memory: MemoryWatch | undefined
  readonly limitBytes: number
  /** What a thread is told of the run with each task. */
  readonly run: () => TaskRun
}

async function* evaluateAll(
  workshop: Workshop,
  items: readonly WorkItem[],
  options: EvaluatorOptions,
): AsyncIterable<Finished> {
  if (options.signal?.aborted) throw new StoppedError()
  /** Ends all of it; its reason is what the iteration throws. */
  const halt = new AbortController()
  // Every item of a step listens.
  setMaxListeners(0, halt.signal)
  const stop = () => halt.abort(new StoppedError())
  options.signal?.addEventListener('abort', stop)
  const forget = whenNoThreadStarts(workshop.pool, (error) => halt.abort(error))
  let complete = false
  try {
    for await (const finished of asSettled(inParts(workshop, items, options, halt))) yield* finished
    complete = true
  } finally {
    // Reached early when one of them throws or the caller stops listening: the others must not go on.
    if (!complete) stop()
    forget()
    options.signal?.removeEventListener('abort', stop)
  }
}

/** All work at once: the shards of a step together, everything else by itself. */
function inParts(
  workshop: Workshop,
  items: readonly WorkItem[],
  options: EvaluatorOptions,
  halt: AbortController,
): Promise<Finished[]>[] {
  const positions = items.map((_, index) => index)
  const shards = positions.filter((index) => isShard(items[index]))
  const alone = shards.length > 1 ? positions.filter((index) => !isShard(items[index])) : positions
  const parts = alone.map(async (index) => [await runOne(workshop, items[index], index, options, halt)])
  return shards.length > 1 ? [...parts, runShards(workshop, items, shards, options, halt)] : parts
}

const isShard = ({ kind }: WorkItem): boolean => kind === 'gradient' || kind === 'activity'

/**
 * Every thread is told of all shards at once and takes the next when it is free: no thread waits for the main one
 * between two shards, and weights are handed over once. What a failing thread leaves undone is tried again one by one.
 */
async function runShards(
  workshop: Workshop,
  items: readonly WorkItem[],
  positions: readonly number[],
  options: EvaluatorOptions,
  halt: AbortController,
): Promise<Finished[]> {
  const { pool, busy } = workshop
  const shards = positions.map((position) => items[position]) as readonly SupernetShard[]
  const task: ShardTask = { run: workshop.run(), shards, taken: new Int32Array(new SharedArrayBuffer(4)) }
  const takePart = async (): Promise<readonly ShardAnswer[]> => {
    try {
      return (await pool.run(task, { signal: halt.signal })) as ShardAnswer[]
    } catch {
      if (halt.signal.aborted) throw halt.signal.reason
      return []
    }
  }
  const helpers = Math.min(pool.maxThreads, shards.length)
  const answers = await allAnswers(Array.from({ length: helpers }, takePart), shards.length)
  for (const { wallSeconds } of answers) busy.add(wallSeconds)
  const finished = answers.map(({ index, ...answer }) => ({ index: positions[index], ...answer }))
  const done = new Set(finished.map(({ index }) => index))
  const undone = positions.filter((position) => !done.has(position))
  const again = undone.map((position) => runOne(workshop, items[position], position, options, halt, 2))
  return [...finished, ...(await Promise.all(again))]
}

/** Does not wait for a thread that another run keeps busy: when that is free, there is nothing left to take. */
function allAnswers(parts: readonly Promise<readonly ShardAnswer[]>[], shards: number): Promise<ShardAnswer[]> {
  const answers: ShardAnswer[] = []
  let open = parts.length
  return new Promise((resolve, reject) => {
    for (const part of parts) {
      part.then((own) => {
        answers.push(...own)
        open--
        if (open === 0 || answers.length === shards) resolve(answers)
      }, reject)
    }
  })
}

/** The pool gives up when threads die while they start; what waits for one would wait for ever. */
function whenNoThreadStarts(pool: Piscina, tell: (error: Error) => void): () => void {
  let last: unknown
  const onError = (error: unknown) => {
    last = error
  }
  const onDeath = () =>
    setImmediate(() => {
      if (pool.threads.length > 0) return
      tell(new Error(`no worker thread can be started: ${last instanceof Error ? last.message : 'they end at once'}`))
    })
  pool.on('error', onError)
  pool.on('workerDestroy', onDeath)
  return () => {
    pool.off('error', onError)
    pool.off('workerDestroy', onDeath)
  }
}

async function runOne(
  workshop: Workshop,
  item: WorkItem,
  index: number,
  options: EvaluatorOptions,
  halt: AbortController,
  firstTry = 1,
): Promise<Finished> {
  if (item.kind === 'evaluation') return runEvaluation(workshop, item, index, options, halt)
  for (let attempt = firstTry; ; attempt++) {
    try {
      const task: ThreadTask = { run: workshop.run(), item, resumed: undefined, number: undefined }
      const answer = (await workshop.pool.run(task, { signal: halt.signal })) as ThreadAnswer
      workshop.busy.add(answer.wallSeconds)
      return { index, ...answer }
    } catch (error) {
      if (halt.signal.aborted) throw halt.signal.reason
      if (attempt === TRIES) throw error
    }
  }
}

/** One try: whether there is another is for the caller to say, who writes them down. */
async function runEvaluation(
  { pool, told, busy, memory, limitBytes, run }: Workshop,
  item: EvaluationItem,
  index: number,
  options: EvaluatorOptions,
  halt: AbortController,
): Promise<Finished> {
  const seconds = options.evaluationSeconds
  const limit = timeLimit(seconds, halt.signal)
  let began = new Date()
  let end = () => 0
  let grown: 'alone' | 'together' | undefined
  const watched: Watched = {
    stop: (alone) => {
      grown = alone ? 'alone' : 'together'
      limit.stop()
    },
  }
  const listen = (message: ThreadMessage) => {
    if (limit.signal.aborted) return
    if (message.kind === 'epoch') return options.onProgress?.(index, message.progress, message.state)
    began = new Date()
    end = busy.begin()
    limit.begin()
    memory?.add(watched)
  }
  // What a listener throws would end the process.
  const number = told.listen((message) => orHalt(halt, () => listen(message)))
  try {
    const task: ThreadTask = { run: run(), item, resumed: options.resumed?.(index), number }
    const answer = (await pool.run(task, { signal: limit.signal })) as ThreadAnswer
    // The thread's own measure: its first words may be overtaken by its answer.
    end()
    busy.add(answer.wallSeconds)
    return { index, ...answer }
  } catch (error) {
    busy.add(end())
    if (halt.signal.aborted) throw halt.signal.reason
    const outcome = outcomeOf(error, { seconds: limit.expired() ? seconds : undefined, grown, limitBytes })
    const wallSeconds = (Date.now() - began.getTime()) / 1000
    return { index, result: { kind: 'evaluation', outcome }, startedAt: began.toISOString(), wallSeconds, thread: 0 }
  } finally {
    limit.end()
    memory?.remove(watched)
    // What is still on its way would come after the outcome.
    told.forget(number)
  }
}

function orHalt(halt: AbortController, work: () => void): void {
  try {
    work()
  } catch (error) {
    halt.abort(error)
  }
}

type EvaluationResult = Extract<WorkResult, { kind: 'evaluation' }>

interface Stopped {
  /** The limit of time that was reached. */
  readonly seconds: number | undefined
  /** It was stopped because the process had grown too large. */
  readonly grown: 'alone' | 'together' | undefined
  readonly limitBytes: number
}

/** Too much memory is the candidate's own doing only where nothing else can have taken it. */
function outcomeOf(error: unknown, { seconds, grown, limitBytes }: Stopped): EvaluationResult['outcome'] {
  if (seconds !== undefined) return { state: 'timedOut', seconds }
  if (grown === 'alone' || isHeapFull(error)) return { state: 'tooLarge', bytes: limitBytes, limit: limitBytes }
  if (grown === 'together') return { state: 'crashed', message: 'the threads together took too much memory' }
  return { state: 'crashed', message: textOf(error) }
}

const isHeapFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
