import { parentPort, threadId } from 'node:worker_threads'
import type { WorkContext } from './context.js'
import { decodeEvaluationState, encodeEvaluationState } from './evaluation-state.js'
import { type EvaluationProgress, ItemRunner } from './run-item.js'
import { ShardKernels } from './shard-kernels.js'
import type { SupernetShard, WorkItem, WorkResult } from './work-item.js'

/** Whose work it is. */
export interface TaskRun {
  readonly id: number
  readonly context: WorkContext
  /** Runs that share the threads now: what is kept for any other is let go. */
  readonly open: readonly number[]
}

export interface ThreadTask {
  readonly run: TaskRun
  readonly item: WorkItem
  readonly resumed: Uint8Array | undefined
  /** Under which number the thread tells of it; absent for work that is told nothing of. */
  readonly number: number | undefined
}

/** Work of a step that all threads take from together: each takes the next shard as soon as it is free. */
export interface ShardTask {
  readonly run: TaskRun
  readonly shards: readonly SupernetShard[]
  /** [1] on shared memory: how many of them were taken. */
  readonly taken: Int32Array
}

/** What a thread says while it works. `started` comes before anything that can take long. */
export type ThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'epoch'; readonly progress: EvaluationProgress; readonly state: Uint8Array | undefined }

/** What reaches the pool between a task and its answer: all tasks share the thread's own port, as a channel of its own costs
 * each a few kilobytes that never come back. */
export interface Said {
  readonly task: number
  readonly message: ThreadMessage
}

export interface ShardAnswer extends ThreadAnswer {
  /** Position in the task's list. */
  readonly index: number
}

export interface ThreadAnswer {
  readonly result: WorkResult
  readonly thread: number
  readonly startedAt: string
  readonly wallSeconds: number
}

/** An epoch of a long training is kept at most this often. */
const CHECKPOINT_MS = 10_000

const runners = new Map<number, ItemRunner>()
const kernels = new ShardKernels()

function runnerOf({ id, context, open }: TaskRun): ItemRunner {
  for (const other of runners.keys()) if (!open.includes(other)) runners.delete(other)
  const runner = runners.get(id) ?? new ItemRunner(context, kernels)
  runners.set(id, runner)
  return runner
}

/** What a thread does with one task: one item, or its part of a step's shards. */
export default function runTask(task: ThreadTask | ShardTask): ThreadAnswer | ShardAnswer[] {
  return 'shards' in task ? runShards(task) : runOne(task, (said) => parentPort?.postMessage(said))
}

export function runShards({ run, shards, taken }: ShardTask): ShardAnswer[] {
  if (Atomics.load(taken, 0) >= shards.length) return []
  const order = runnerOf(run).dearestFirst(shards)
  const answers: ShardAnswer[] = []
  for (let next = Atomics.add(taken, 0, 1); next < order.length; next = Atomics.add(taken, 0, 1)) {
    const index = order[next]
    answers.push({ index, ...runOne({ run, item: shards[index], resumed: undefined, number: undefined }) })
  }
  return answers
}

export function runOne({ run, item, resumed, number }: ThreadTask, say?: (said: Said) => void): ThreadAnswer {
  const post = (message: ThreadMessage) => number !== undefined && say?.({ task: number, message })
  post({ kind: 'started' })
  const startedAt = new Date().toISOString()
  const started = performance.now()
  let kept = started
  const result = runnerOf(run).run(item, {
    resumed: resumed && decodeEvaluationState(resumed),
    onEpoch: (progress, state) => {
      const due = performance.now() - kept > CHECKPOINT_MS
      if (due) kept = performance.now()
      post({ kind: 'epoch', progress, state: due ? encodeEvaluationState(state()) : undefined })
    },
  })
  return { result, thread: threadId, startedAt, wallSeconds: (performance.now() - started) / 1000 }
}
