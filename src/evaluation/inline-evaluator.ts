import type { WorkContext } from './context.js'
import { decodeEvaluationState, encodeEvaluationState } from './evaluation-state.js'
import { type Evaluator, type EvaluatorOptions, type Finished, StoppedError } from './evaluator.js'
import { ItemRunner } from './run-item.js'
import type { WorkItem, WorkResult } from './work-item.js'

/**
 * Does everything in the calling thread: for tests, and where one thread is all there is. A signal is seen between two
 * epochs; `evaluationSeconds` needs threads and is ignored.
 */
export function createInlineEvaluator(context: WorkContext): Evaluator {
  const runner = new ItemRunner(context)
  let busy = 0
  return {
    threads: 1,
    busySeconds: () => busy,
    async *evaluate(items: readonly WorkItem[], options: EvaluatorOptions = {}): AsyncIterable<Finished> {
      for (const [index, item] of items.entries()) {
        if (options.signal?.aborted) throw new StoppedError()
        const startedAt = new Date().toISOString()
        const started = performance.now()
        const result = runOne(runner, item, index, options)
        const wallSeconds = (performance.now() - started) / 1000
        busy += wallSeconds
        yield { index, result, startedAt, wallSeconds, thread: 0 }
      }
    },
    close: async () => {},
  }
}

function runOne(runner: ItemRunner, item: WorkItem, index: number, options: EvaluatorOptions): WorkResult {
  const resumed = options.resumed?.(index)
  let isCallers = false
  try {
    return runner.run(item, {
      resumed: resumed && decodeEvaluationState(resumed),
      onEpoch: (progress, state) => {
        isCallers = true
        if (options.signal?.aborted) throw new StoppedError()
        options.onProgress?.(index, progress, encodeEvaluationState(state()))
        isCallers = false
      },
    })
  } catch (error) {
    if (isCallers || item.kind !== 'evaluation') throw error
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'evaluation', outcome: { state: 'crashed', message } }
  }
}
