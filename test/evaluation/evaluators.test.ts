import { describe } from 'vitest'
import { createInlineEvaluator } from '../../src/evaluation/inline-evaluator.js'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import { conformsToEvaluator } from '../conformance/evaluator.js'

describe('the inline evaluator', () => conformsToEvaluator(createInlineEvaluator))

for (const threads of [1, 2, 3]) {
  describe(`the evaluator on ${threads} threads`, () => {
    conformsToEvaluator((context) => createThreadEvaluator(context, threads))
  })
}
