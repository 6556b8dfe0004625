import type { WorkContext } from './context.js'
import { decodeEvaluationState, encodeEvaluationState } from './evaluation-state.js'
import { type Evaluator, type EvaluatorOptions, type Finished, StoppedError } from './evaluator.js'
import { ItemRunner } from './run-item.js'
import type { WorkItem } from './work-item.js'

/** Does everything in the calling thread: for tests, and where one thread is all there is. */
export function createInlineEvaluator(context: WorkContext): Evaluator {
  const runner = new ItemRunner(context)
  return {
    threads: 1,
    async *evaluate(items: readonly WorkItem[], options: EvaluatorOptions = {}): AsyncIterable<Finished> {
      for (const [index, item] of items.entries()) {
        if (options.signal?.aborted) throw new StoppedError()
        const startedAt = new Date()
        const resumed = options.resumed?.(index)
        const result = runner.run(item, {
          resumed: resumed && decodeEvaluationState(resumed),
          onEpoch: (progress, state) => options.onProgress?.(index, progress, encodeEvaluationState(state())),
        })
        const wallSeconds = (Date.now() - startedAt.getTime()) / 1000
        yield { index, result, startedAt: startedAt.toISOString(), wallSeconds, thread: 0 }
      }
    },
    close: async () => {},
  }
}
