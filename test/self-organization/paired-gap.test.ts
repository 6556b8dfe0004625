import { describe, expect, it } from 'vitest'
import { gapOf, gapWord, pairedGap, uncertainty } from '../../src/self-organization/paired-gap.js'

describe('the gap of two classifiers on the same pictures', () => {
  it('counts only pictures that one of them has right', () => {
    const gap = pairedGap([1, 1, 1, 0, 0, 1, 1, 1, 0, 1], [1, 0, 0, 1, 0, 1, 1, 0, 0, 1])
    expect(gap).toEqual(gapOf(3, 1, 10))
    // (3 - 1) / 10, and sqrt(3 + 1 - 2^2 / 10) / 10
    expect(gap.difference).toBeCloseTo(0.2, 12)
    expect(gap.error).toBeCloseTo(Math.sqrt(3.6) / 10, 12)
  })

  it('is "as good" within its uncertainty: 100 of 10,000 points where 2500 differ at random is not, 90 are', () => {
    expect(gapWord(gapOf(1300, 1200, 10_000))).toBe('better than')
    expect(uncertainty(gapOf(1300, 1200, 10_000))).toBeCloseTo(0.0098, 4)
    expect(gapWord(gapOf(1295, 1205, 10_000))).toBe('as good as')
    expect(gapWord(gapOf(1200, 1300, 10_000))).toBe('worse than')
    expect(gapWord(gapOf(0, 0, 100))).toBe('as good as')
  })
})
