import type { EvaluationProgress } from './run-item.js'
import type { WorkItem, WorkResult } from './work-item.js'

export interface EvaluatorOptions {
  readonly signal?: AbortSignal
  /** State of an evaluation to go on from, by position in the list of items. */
  readonly resumed?: (index: number) => Uint8Array | undefined
  /**
   * After every epoch of an evaluation; `state` comes along from time to time, for a checkpoint. What it throws ends the
   * iteration.
   */
  readonly onProgress?: (index: number, progress: EvaluationProgress, state: Uint8Array | undefined) => void
  /** Wall limit of one evaluation, in seconds from when a thread takes it. */
  readonly evaluationSeconds?: number | undefined
}

export interface Finished {
  /** Position in the list of items. */
  readonly index: number
  readonly result: WorkResult
  readonly startedAt: string
  readonly wallSeconds: number
  readonly thread: number
}

/**
 * Does work. Results come as they finish, each item exactly once. Equal items have bit-equal results on every
 * evaluator and any number of threads. When the environment ends an evaluation, its outcome says so (`crashed`,
 * `timedOut`); work of other kinds is repeated, and the iteration throws when that does not help.
 */
export interface Evaluator {
  readonly threads: number
  /** Wall time, in seconds and summed over the threads, during which they had work, that under way included. */
  busySeconds(): number
  evaluate(items: readonly WorkItem[], options?: EvaluatorOptions): AsyncIterable<Finished>
  close(): Promise<void>
}

/** The run was told to stop. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  constructor() {
    super('stopped')
  }
}
