import { type MessagePort, threadId, workerData } from 'node:worker_threads'
import type { WorkContext } from './context.js'
import { decodeEvaluationState, encodeEvaluationState } from './evaluation-state.js'
import { type EvaluationProgress, ItemRunner } from './run-item.js'
import type { SupernetShard, WorkItem, WorkResult } from './work-item.js'

export interface ThreadTask {
  readonly item: WorkItem
  readonly resumed: Uint8Array | undefined
  /** Where messages go; absent for work that has none. */
  readonly port: MessagePort | undefined
}

/** Work of a step that all threads take from together: each takes the next shard as soon as it is free. */
export interface ShardTask {
  readonly shards: readonly SupernetShard[]
  /** [1] on shared memory: how many of them were taken. */
  readonly taken: Int32Array
}

/** What a thread says while it works. `started` comes before anything that can take long. */
export type ThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'epoch'; readonly progress: EvaluationProgress; readonly state: Uint8Array | undefined }

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

const runner = new ItemRunner(workerData as WorkContext)

/** Does one item, or its part of a step's shards. */
export default function runTask(task: ThreadTask): ThreadAnswer
export default function runTask(task: ShardTask): ShardAnswer[]
export default function runTask(task: ThreadTask | ShardTask): ThreadAnswer | ShardAnswer[] {
  return 'shards' in task ? runShards(task) : runOne(task)
}

function runShards({ shards, taken }: ShardTask): ShardAnswer[] {
  const order = runner.dearestFirst(shards)
  const answers: ShardAnswer[] = []
  for (let next = Atomics.add(taken, 0, 1); next < order.length; next = Atomics.add(taken, 0, 1)) {
    const index = order[next]
    answers.push({ index, ...runOne({ item: shards[index], resumed: undefined, port: undefined }) })
  }
  return answers
}

function runOne({ item, resumed, port }: ThreadTask): ThreadAnswer {
  const post = (message: ThreadMessage) => port?.postMessage(message)
  post({ kind: 'started' })
  const startedAt = new Date().toISOString()
  const started = performance.now()
  let kept = started
  const result = runner.run(item, {
    resumed: resumed && decodeEvaluationState(resumed),
    onEpoch: (progress, state) => {
      const due = performance.now() - kept > CHECKPOINT_MS
      if (due) kept = performance.now()
      post({ kind: 'epoch', progress, state: due ? encodeEvaluationState(state()) : undefined })
    },
  })
  port?.close()
  return { result, thread: threadId, startedAt, wallSeconds: (performance.now() - started) / 1000 }
}
