import { type MessagePort, threadId, workerData } from 'node:worker_threads'
import type { WorkContext } from './context.js'
import { decodeEvaluationState, encodeEvaluationState } from './evaluation-state.js'
import { type EvaluationProgress, ItemRunner } from './run-item.js'
import type { WorkItem, WorkResult } from './work-item.js'

export interface ThreadTask {
  readonly item: WorkItem
  readonly resumed: Uint8Array | undefined
  /** Where progress goes; absent for work that has none. */
  readonly port: MessagePort | undefined
}

export interface ProgressMessage {
  readonly progress: EvaluationProgress
  readonly state: Uint8Array | undefined
}

export interface ThreadAnswer {
  readonly result: WorkResult
  readonly thread: number
  readonly wallSeconds: number
}

/** An epoch of a long training is kept at most this often. */
const CHECKPOINT_MS = 10_000

const runner = new ItemRunner(workerData as WorkContext)

export default function runTask({ item, resumed, port }: ThreadTask): ThreadAnswer {
  const started = performance.now()
  let kept = started
  const result = runner.run(item, {
    resumed: resumed && decodeEvaluationState(resumed),
    onEpoch: (progress, state) => {
      const due = performance.now() - kept > CHECKPOINT_MS
      if (due) kept = performance.now()
      const message: ProgressMessage = { progress, state: due ? encodeEvaluationState(state()) : undefined }
      port?.postMessage(message)
    },
  })
  port?.close()
  return { result, thread: threadId, wallSeconds: (performance.now() - started) / 1000 }
}
