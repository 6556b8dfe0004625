import { describe, expect, it } from 'vitest'
import { compileLimits, type Rates, rateAt } from '../../bench/limits.js'

const ROWS = 5
const N = 32

describe('the loops that measure the machine', () => {
  const compiled = compileLimits()

  it('add every listed row to the sum, and the sum to every listed row, one or all at a time', async () => {
    const limits = await compiled
    const [into, rows, order] = [limits.allocate(N * 4), limits.allocate(ROWS * N * 4), limits.allocate(4 * 4)]
    const sum = new Float32Array(limits.memory.buffer, into, N)
    const matrix = new Float32Array(limits.memory.buffer, rows, ROWS * N)
    const listed = [4, 0, 3, 0]
    new Uint32Array(limits.memory.buffer, order, 4).set(listed)
    const expected = Float32Array.from({ length: N }, (_, i) => listed.reduce((all, row) => all + row * N + i, 0))
    for (const add of [limits.addRows, limits.gatherRows]) {
      matrix.forEach((_, i) => {
        matrix[i] = i
      })
      sum.fill(0)
      add(into, rows, order, 4, N)
      expect(sum).toEqual(expected)
    }
    sum.fill(1)
    for (const [times, add] of [limits.addToRows, limits.scatterRows].entries()) {
      add(rows, into, order, 4, N)
      const added = matrix.map((value, i) => value - i)
      expect(added).toEqual(added.map((_, i) => (times + 1) * [2, 0, 0, 1, 1][Math.floor(i / N)]))
    }
  })

  it('multiply and add as often as they are counted', async () => {
    const limits = await compiled
    // Eight vectors that start at 1 .. 8: x -> x / 2 + 1/2, twice.
    const start = [1, 2, 3, 4, 5, 6, 7, 8]
    const twice = start.map((x) => (x / 2 + 0.5) / 2 + 0.5).reduce((a, b) => a + b)
    expect(limits.multiplyAdd(2, 0.5)).toBe(twice)
  })
})

describe('a rate between two measured working sets', () => {
  const size = (bytes: number, gather: number) => ({ bytes, gather, scatter: 1, copy: 1 })
  const rates: Rates = { multiplyAdd: 1, sizes: [size(1024, 8), size(4096, 4), size(16_384, 4)] }

  it.each([
    [100, 8],
    [1024, 8],
    [2048, 6],
    [4096, 4],
    [1e9, 4],
  ])('of %d bytes is %d', (bytes, rate) => {
    expect(rateAt(rates, 'gather', bytes)).toBeCloseTo(rate, 12)
  })
})
