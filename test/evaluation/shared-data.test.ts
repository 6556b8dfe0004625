import { describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import { createInlineEvaluator } from '../../src/evaluation/inline-evaluator.js'
import { createThreadEvaluator } from '../../src/evaluation/thread-evaluator.js'
import { WorkData } from '../../src/evaluation/work-data.js'
import { tinyData } from '../learning/tiny.js'
import { collect, evaluationItem, outcomeOf, tinyContext } from './tiny-work.js'

const fsdd = dataSchema.parse({ source: 'fsdd' })

describe('the data set of files', () => {
  it('is viewed where it lies, by all replicates', () => {
    const { buffer } = tinyData()
    const data = new WorkData(tinyContext({ data: fsdd, encoded: buffer }))
    const seen = data.dataset(0)
    expect(seen.buffer).toBe(buffer)
    for (const array of [seen.eventStep, seen.eventChannel, seen.label]) expect(array.buffer).toBe(buffer)
    expect(data.dataset(7)).toBe(seen)
  })

  it('is handed to threads without a copy: they see what is written into it', async () => {
    const { label, split, buffer } = tinyData()
    const context = tinyContext({ data: fsdd, encoded: buffer })
    const items = [evaluationItem({ epochs: 1 })]
    const evaluator = createThreadEvaluator(context, 1)
    try {
      const [before] = await collect(evaluator, items)
      const inPlace = await collect(createInlineEvaluator(context), items)
      expect(before.result).toEqual(inPlace[0].result)
      for (let i = 0; i < label.length; i++) if (split[i] === 2) label[i] = 1 - label[i]
      const [after] = await collect(evaluator, items)
      expect(accuracyOf(after)).toBeCloseTo(1 - accuracyOf(before), 12)
    } finally {
      await evaluator.close()
    }
  })

  it('cannot be made harder, and has to be there', () => {
    const { buffer } = tinyData()
    expect(() => new WorkData(tinyContext({ data: fsdd, encoded: buffer })).dataset(0, { gap: 3 })).toThrow(
      'a curriculum needs a generated task, but data.source is fsdd',
    )
    expect(() => new WorkData(tinyContext({ data: fsdd })).dataset(0)).toThrow('was not handed to the thread')
  })
})

describe('a generated data set', () => {
  it('is fresh for each replicate and override, and kept', () => {
    const data = new WorkData(tinyContext())
    const first = data.dataset(0)
    expect(data.dataset(0)).toBe(first)
    expect(new Set([first, data.dataset(1), data.dataset(0, { gap: 9 })].map(({ key }) => key)).size).toBe(3)
    // One more than are kept: the oldest is drawn again, equal.
    data.dataset(2)
    expect(data.dataset(0)).not.toBe(first)
    expect(data.dataset(0).key).toBe(first.key)
  })
})

const accuracyOf = (finished: Parameters<typeof outcomeOf>[0]): number => {
  const outcome = outcomeOf(finished)
  return outcome.state === 'scored' ? outcome.score.accuracy : NaN
}
