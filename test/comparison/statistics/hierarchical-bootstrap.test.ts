import { mean, standardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { hierarchicalInterval } from '../../../src/comparison/statistics/hierarchical-bootstrap.js'
import { normal } from '../../../src/kernel/numerics/normal.js'
import { key } from '../../../src/kernel/numerics/random.js'

const noise = Array.from({ length: 40 }, (_, i) => normal(key(3, 'noise'), i))

describe('a hierarchical interval', () => {
  it('estimates the weighted sum of the means of arms', () => {
    const scores = [
      [[[0.9, 0.7]], [[0.5, 0.5]]],
      [[[1, 0.8]], [[0.4, 0.6]]],
    ]
    expect(hierarchicalInterval(scores, [1, -1]).estimate).toBeCloseTo(0.35, 12)
    expect(hierarchicalInterval(scores, [1, 0]).estimate).toBeCloseTo(0.85, 12)
  })

  it('gives one level the interval of a plain bootstrap of the mean', () => {
    const { low, high, levels } = hierarchicalInterval([[[noise]]], [1], 20_000)
    const standardError = standardDeviation(noise) / Math.sqrt(noise.length)
    // Percentiles of a mean of 40 are normal to within a few per cent of their width.
    expect((high - low) / (2 * 1.96 * standardError)).toBeCloseTo(1, 1)
    expect((high + low) / 2).toBeCloseTo(mean(noise), 1)
    expect(levels).toEqual(['replicate'])
  })

  it('draws blocks, so that searches that differ widen it', () => {
    const alike = noise.slice(0, 6).map(() => [[[0.5, 0.5]]])
    const different = noise.slice(0, 6).map((x) => [[[x, x]]])
    const narrow = hierarchicalInterval(alike, [1])
    const wide = hierarchicalInterval(different, [1])
    expect([narrow.low, narrow.high]).toEqual([0.5, 0.5])
    expect(wide.high - wide.low).toBeGreaterThan(0.5)
    expect(wide.levels).toEqual(['block', 'replicate'])
  })

  it('draws the same replicates for all arms: what they share cancels', () => {
    const paired = [[[noise], [noise.map((x) => x - 1)]]]
    const { low, high } = hierarchicalInterval(paired, [1, -1])
    expect(low).toBeCloseTo(1, 9)
    expect(high).toBeCloseTo(1, 9)
  })

  it('draws the topologies of each arm by themselves', () => {
    const draws = noise.slice(0, 8).map((x) => [x])
    const { low, high, levels } = hierarchicalInterval([[draws, draws]], [1, -1])
    expect(levels).toEqual(['topology'])
    const standardError = Math.sqrt((2 * standardDeviation(noise.slice(0, 8)) ** 2) / 8)
    expect((high - low) / (2 * 1.96 * standardError)).toBeCloseTo(1, 1)
  })

  it('draws test samples, the same ones for all arms', () => {
    const right = Uint8Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 0))
    const alone = hierarchicalInterval([[[[right]]]], [1])
    // The binomial standard error at 80 of 100 is 0.04.
    expect((alone.high - alone.low) / (2 * 1.96 * 0.04)).toBeCloseTo(1, 0)
    expect(alone.levels).toEqual(['item'])
    const same = hierarchicalInterval([[[[right]], [[right]]]], [1, -1])
    expect([same.low, same.high]).toEqual([0, 0])
  })

  it('is the same every time', () => {
    const scores = [[[noise.slice(0, 5)]], [[noise.slice(5, 10)]]]
    expect(hierarchicalInterval(scores, [1])).toEqual(hierarchicalInterval(scores, [1]))
  })
})
