import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { iterationBatch } from '../../src/learning/iteration-batch.js'

const order = key(1, 'order')
const batches = (samples: number, size: number, iterations: number) =>
  Array.from({ length: iterations }, (_, iteration) => Array.from(iterationBatch(order, samples, size, iteration)))
const ascending = (positions: readonly number[]) => [...positions].sort((a, b) => a - b)

describe('iterationBatch', () => {
  it('holds every sample once in a pass, and each pass has an order of its own', () => {
    const all = batches(12, 4, 6)
    const passes = [all.slice(0, 3).flat(), all.slice(3).flat()]
    for (const pass of passes) expect(ascending(pass)).toEqual(Array.from({ length: 12 }, (_, i) => i))
    expect(passes[0]).not.toEqual(passes[1])
  })

  it('has whole batches alone: what is left over waits', () => {
    for (const pass of [0, 1, 2]) {
      const taken = batches(11, 4, 6).slice(2 * pass, 2 * pass + 2)
      for (const batch of taken) expect(batch).toHaveLength(4)
      expect(new Set(taken.flat()).size).toBe(taken.flat().length)
    }
  })

  it('is everything there is where that is less than a batch', () => {
    expect(batches(3, 8, 2).map(ascending)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
  })
})
