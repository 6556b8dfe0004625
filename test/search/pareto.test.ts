import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  crowdingDistances,
  dominates,
  firstFront,
  hypervolume,
  type Point,
  paretoFronts,
} from '../../src/search/pareto.js'

const points = (objectives: number, most = 12) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: most,
  })

describe('fronts', () => {
  it('puts the undominated first, the next behind them', () => {
    const grid: Point[] = [
      [1, 5],
      [2, 2],
      [5, 1],
      [3, 3],
      [5, 5],
      [2, 2],
    ]
    expect(paretoFronts(grid)).toEqual([[0, 1, 2, 5], [3], [4]])
  })

  it('begin with the one that is found without the others', () => {
    fc.assert(
      fc.property(points(3), (list) => {
        expect(firstFront(list)).toEqual(paretoFronts(list)[0])
      }),
      { numRuns: 200 },
    )
  })

  it('hold every point once, and each front only what the one before it dominates', () => {
    fc.assert(
      fc.property(points(3), (list) => {
        const fronts = paretoFronts(list)
        expect(fronts.flat().sort((a, b) => a - b)).toEqual(list.map((_, i) => i))
        fronts.forEach((front, f) => {
          for (const i of front) {
            expect(front.some((j) => dominates(list[j], list[i]))).toBe(false)
            if (f > 0) expect(fronts[f - 1].some((j) => dominates(list[j], list[i]))).toBe(true)
          }
        })
      }),
      { numRuns: 200 },
    )
  })
})

describe('crowding', () => {
  it('is the sum of scaled gaps between neighbours, infinite at the ends', () => {
    const distances = crowdingDistances([
      [0, 10],
      [1, 6],
      [4, 2],
      [10, 0],
    ])
    expect(distances).toEqual([Number.POSITIVE_INFINITY, 4 / 10 + 8 / 10, 9 / 10 + 6 / 10, Number.POSITIVE_INFINITY])
  })
})

describe('hypervolume', () => {
  it('is the area of a staircase', () => {
    // 4 x 1 of the first, 3 x 2 more of the second, 1 x 1 more of the third.
    expect(
      hypervolume(
        [
          [1, 4],
          [2, 2],
          [4, 1],
        ],
        [5, 5],
      ),
    ).toBe(4 * 1 + 3 * 2 + 1 * 1)
  })

  it('of three objectives is that of the worked boxes', () => {
    expect(hypervolume([[0, 0, 0]], [2, 3, 4])).toBe(24)
    // Two boxes of 2 x 1 x 2 and 1 x 2 x 2 that share 1 x 1 x 2.
    expect(
      hypervolume(
        [
          [0, 1, 0],
          [1, 0, 0],
        ],
        [2, 2, 2],
      ),
    ).toBe(4 + 4 - 2)
  })

  it('counts unit cells, whatever the points', () => {
    const cells = (list: readonly Point[], edge: number, objectives: number): number => {
      let count = 0
      for (let n = 0; n < edge ** objectives; n++) {
        const cell = Array.from({ length: objectives }, (_, m) => Math.floor(n / edge ** m) % edge)
        if (list.some((point) => point.every((value, m) => value <= cell[m]))) count++
      }
      return count
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((m) => fc.tuple(fc.constant(m), points(m, 6))),
        ([m, list]) => {
          expect(hypervolume(list, new Array<number>(m).fill(7))).toBe(cells(list, 7, m))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('is nothing for points that reach the reference in no objective', () => {
    expect(hypervolume([[5, 0]], [5, 5])).toBe(0)
    expect(hypervolume([], [5, 5])).toBe(0)
  })
})
