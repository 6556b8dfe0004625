import { mean } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { differenceInterval } from '../../src/comparison/bootstrap.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key } from '../../src/kernel/numerics/random.js'

describe('the interval of a difference', () => {
  it('is 0 for an arm that is the reference', () => {
    const values = [0.5, 0.75, 0.625]
    expect(differenceInterval(values, [values])).toEqual({ estimate: 0, low: 0, high: 0 })
    expect(differenceInterval(values, [values, values])).toEqual({ estimate: 0, low: 0, high: 0 })
  })

  it('is the shift where every replicate is shifted by it: pairs are kept together', () => {
    const reference = [0.25, 0.875, 0.5, 0.625]
    const arms = [reference.map((x) => x - 0.125), reference.map((x) => x - 0.125)]
    expect(differenceInterval(reference, arms)).toEqual({ estimate: 0.125, low: 0.125, high: 0.125 })
  })

  it('is as wide as the arms differ among each other, where replicates do not', () => {
    const { estimate, low, high } = differenceInterval(
      [1, 1],
      [
        [0, 0],
        [0.5, 0.5],
      ],
    )
    // Both arms drawn the same has probability 1/4 each, more than the 2.5 % that are cut off.
    expect([estimate, low, high]).toEqual([0.75, 0.5, 1])
  })

  it('is as wide as replicates differ, where there is one arm', () => {
    const { estimate, low, high } = differenceInterval([1, 0], [[0.5, 0.5]])
    expect([estimate, low, high]).toEqual([0, -0.5, 0.5])
  })

  it('has no width for one replicate of one arm', () => {
    expect(differenceInterval([0.75], [[0.5]])).toEqual({ estimate: 0.25, low: 0.25, high: 0.25 })
  })

  it('is the same every time', () => {
    const reference = Array.from({ length: 5 }, (_, i) => normal(key(1), i))
    const arms = [2, 3, 4].map((seed) => Array.from({ length: 5 }, (_, i) => normal(key(seed), i)))
    expect(differenceInterval(reference, arms)).toEqual(differenceInterval(reference, arms))
  })

  it('changes sign with the two sides', () => {
    const [a, b] = [1, 2].map((seed) => Array.from({ length: 6 }, (_, i) => normal(key(seed), i)))
    const there = differenceInterval(a, [b])
    const back = differenceInterval(b, [a])
    expect(back.estimate).toBeCloseTo(-there.estimate, 12)
    expect(back.low).toBeCloseTo(-there.high, 1)
  })

  it('covers a known difference about as often as it says', () => {
    const difference = 0.3
    const trials = 50
    const replicates = 10
    const topologies = 8
    let covered = 0
    let noticed = 0
    for (let trial = 0; trial < trials; trial++) {
      const shared = key(trial, 'replicate')
      const sample = (arm: number, shift: number): number[] =>
        Array.from({ length: replicates }, (_, r) => shift + 0.2 * normal(shared, r) + 0.1 * normal(key(trial, arm), r))
      const reference = sample(0, difference)
      const arms = Array.from({ length: topologies }, (_, a) => sample(a + 1, 0.1 * normal(key(trial, 'arm'), a)))
      const { estimate, low, high } = differenceInterval(reference, arms)
      expect(estimate).toBeCloseTo(mean(reference) - mean(arms.flat()), 12)
      if (low <= difference && difference <= high) covered++
      if (low > 0) noticed++
    }
    // With 8 topologies the percentile bootstrap is somewhat narrow; an interval that always covered would be too wide.
    expect(covered / trials).toBeGreaterThan(0.8)
    expect(noticed / trials).toBeGreaterThan(0.9)
  })
})
