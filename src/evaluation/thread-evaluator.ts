import { setMaxListeners } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { compiledFile } from '../package-root.js'
import type { WorkContext } from './context.js'
import { type Evaluator, type EvaluatorOptions, type Finished, StoppedError } from './evaluator.js'
import type { WorkItem, WorkResult } from './work-item.js'
import type { ProgressMessage, ThreadAnswer, ThreadTask } from './worker.js'

/** How often work without an outcome of its own is tried again when its thread dies. */
const TRIES = 3

/** Does work on a pool of threads. A thread that throws, exits or is stopped is replaced. */
export function createThreadEvaluator(
  context: WorkContext,
  threads: number,
  worker: URL = compiledFile('src/evaluation/worker.js'),
): Evaluator {
  const pool = new Piscina({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    workerData: context,
  })
  // A thread that dies while idle reports here; the pool replaces it, so there is nothing to do.
  pool.on('error', () => {})
  return {
    threads,
    evaluate: (items, options = {}) => evaluateAll(pool, items, options),
    close: () => pool.destroy(),
  }
}

async function* evaluateAll(
  pool: Piscina,
  items: readonly WorkItem[],
  options: EvaluatorOptions,
): AsyncIterable<Finished> {
  const stop = new AbortController()
  // Every item of a step listens.
  setMaxListeners(0, stop.signal)
  const abort = () => stop.abort()
  options.signal?.addEventListener('abort', abort)
  try {
    if (options.signal?.aborted) throw new StoppedError()
    yield* asFinished(items.map((item, index) => runOne(pool, item, index, options, stop.signal)))
  } finally {
    // Reached early when one of them throws or the caller stops listening: the others must not go on.
    stop.abort()
    options.signal?.removeEventListener('abort', abort)
  }
}

/** Yields promises' values in the order in which they settle. */
async function* asFinished<T>(promises: readonly Promise<T>[]): AsyncIterable<T> {
  const settled: (() => T)[] = []
  let wake = () => {}
  for (const promise of promises) {
    promise.then(
      (value) => settle(() => value),
      (error: unknown) =>
        settle(() => {
          throw error
        }),
    )
  }
  function settle(result: () => T): void {
    settled.push(result)
    wake()
  }
  for (let taken = 0; taken < promises.length; taken++) {
    if (settled.length === taken) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    yield settled[taken]()
  }
}

async function runOne(
  pool: Piscina,
  item: WorkItem,
  index: number,
  options: EvaluatorOptions,
  stopped: AbortSignal,
): Promise<Finished> {
  const startedAt = new Date()
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await submit(pool, item, index, options, stopped)
      return { index, ...answer, startedAt: startedAt.toISOString() }
    } catch (error) {
      if (stopped.aborted) throw new StoppedError()
      const wallSeconds = (Date.now() - startedAt.getTime()) / 1000
      if (item.kind === 'evaluation') {
        const result = environmentalResult(error, options)
        return { index, result, startedAt: startedAt.toISOString(), wallSeconds, thread: 0 }
      }
      if (attempt === TRIES) throw error
    }
  }
}

async function submit(
  pool: Piscina,
  item: WorkItem,
  index: number,
  options: EvaluatorOptions,
  stopped: AbortSignal,
): Promise<ThreadAnswer> {
  if (item.kind !== 'evaluation') {
    const task: ThreadTask = { item, resumed: undefined, port: undefined }
    return (await pool.run(task, { signal: stopped })) as ThreadAnswer
  }
  const { port1, port2 } = new MessageChannel()
  const limit = timeLimit(options.evaluationSeconds, stopped)
  let begun = false
  port1.on('message', ({ progress, state }: ProgressMessage) => {
    if (!begun) limit.begin()
    begun = true
    options.onProgress?.(index, progress, state)
  })
  port1.unref()
  try {
    const task: ThreadTask = { item, resumed: options.resumed?.(index), port: port2 }
    return (await pool.run(task, { signal: limit.signal, transferList: [port2] })) as ThreadAnswer
  } finally {
    limit.end()
    port1.close()
  }
}

/** A signal that fires when the run stops, or some seconds after the first epoch: time in the queue does not count. */
function timeLimit(seconds: number | undefined, stopped: AbortSignal) {
  const limit = new AbortController()
  const abort = () => limit.abort()
  stopped.addEventListener('abort', abort)
  let timer: NodeJS.Timeout | undefined
  return {
    signal: limit.signal,
    begin: () => {
      if (seconds !== undefined) timer = setTimeout(() => limit.abort(new TimeLimitError()), seconds * 1000)
    },
    end: () => {
      clearTimeout(timer)
      stopped.removeEventListener('abort', abort)
    },
  }
}

class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError'
}

function environmentalResult(error: unknown, { evaluationSeconds }: EvaluatorOptions): WorkResult {
  const aborted = error instanceof Error && error.name === 'AbortError'
  if (aborted && evaluationSeconds !== undefined) {
    return { kind: 'evaluation', outcome: { state: 'timedOut', seconds: evaluationSeconds } }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'evaluation', outcome: { state: 'crashed', message } }
}
