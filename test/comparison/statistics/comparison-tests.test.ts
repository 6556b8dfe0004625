import { describe, expect, it } from 'vitest'
import { cliffsDelta, pairedD } from '../../../src/comparison/statistics/effect-size.js'
import { holm } from '../../../src/comparison/statistics/holm.js'
import { signFlipTest } from '../../../src/comparison/statistics/sign-flip.js'
import { welchTest } from '../../../src/comparison/statistics/welch.js'
import { signedRankTest } from '../../../src/comparison/statistics/wilcoxon.js'
import { readFixture } from '../../oracle-fixture.js'

interface Paired {
  readonly differences: readonly number[]
  readonly statistic: number
  readonly p: number
}

/** By SciPy 1.17.1 and statsmodels 0.15.0: test/oracles/comparison_tests.py. */
const fixture = readFixture<{
  readonly signFlip: readonly Paired[]
  readonly maize: Paired
  readonly signedRank: readonly Paired[]
  readonly welch: readonly {
    readonly a: readonly number[]
    readonly b: readonly number[]
    readonly t: number
    readonly degrees: number
    readonly p: number
  }[]
  readonly holm: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[]
  readonly cliff: readonly { readonly a: readonly number[]; readonly b: readonly number[]; readonly delta: number }[]
  readonly pairedD: readonly { readonly differences: readonly number[]; readonly dz: number }[]
}>('comparison-tests')

/** To 1e-9, of the larger of 1 and the expected value. */
function expectEqual(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
}

describe('the paired permutation test', () => {
  it.each(fixture.signFlip)('has the p of SciPy for $differences', ({ differences, statistic, p }) => {
    const test = signFlipTest(differences)
    expectEqual(test.p, p)
    expectEqual(test.statistic, statistic)
    expect(test).toMatchObject({ method: 'exact', draws: 2 ** differences.length, n: differences.length })
  })

  it('draws signs above twelve pairs, and says so: Darwin and Fisher on maize', () => {
    const test = signFlipTest(fixture.maize.differences)
    // 863 of 32768 one-sided (Fisher, The Design of Experiments, section 21).
    expect(fixture.maize.p).toBe((2 * 863) / 32768)
    const standardError = Math.sqrt((fixture.maize.p * (1 - fixture.maize.p)) / 100_000)
    expect(Math.abs(test.p - fixture.maize.p)).toBeLessThan(4 * standardError)
    expect(test).toMatchObject({ method: 'monte carlo', draws: 100_000, n: 15, smallest: 2 ** -14 })
    expect(signFlipTest(fixture.maize.differences)).toEqual(test)
  })

  it('is enumerated up to twelve pairs', () => {
    const differences = Array.from({ length: 12 }, (_, i) => i + 1)
    expect(signFlipTest(differences)).toMatchObject({ method: 'exact', p: 2 / 4096 })
    expect(signFlipTest([...differences, 13])).toMatchObject({ method: 'monte carlo', draws: 100_000 })
  })

  it('never gives 0, however many pairs there are', () => {
    const { p, smallest } = signFlipTest(Array.from({ length: 40 }, (_, i) => 1 + i / 40))
    expect(p).toBe(1 / 100_001)
    expect(smallest).toBe(1 / 100_001)
  })

  it('knows the least p that its number of pairs allows', () => {
    expect(signFlipTest([1, 2, 3, 4, 5])).toMatchObject({ p: 0.0625, smallest: 0.0625 })
    expect(signFlipTest([1, 2, 3, 4, 5, 6])).toMatchObject({ p: 0.03125, smallest: 0.03125 })
    // A pair without a difference has no sign to flip.
    expect(signFlipTest([1, 2, 3, 4, 5, 0]).smallest).toBe(0.0625)
    expect(signFlipTest([0, 0, 0])).toMatchObject({ p: 1, smallest: 1 })
  })

  it('takes sums that differ by rounding alone as equal', () => {
    // 0.1 + 0.2 - 0.3 is 5.6e-17 and not 0.
    expect(signFlipTest([0.1, 0.2, -0.3]).p).toBe(1)
  })
})

describe('the signed rank test', () => {
  it.each(fixture.signedRank)('has the exact p of SciPy for $differences', ({ differences, statistic, p }) => {
    const test = signedRankTest(differences)
    expectEqual(test.p, p)
    expectEqual(test.statistic, statistic)
  })

  it('leaves differences of 0 out', () => {
    expect(signedRankTest([0.5, 0, 0])).toMatchObject({ n: 1, p: 1, smallest: 1 })
  })
})

describe("Welch's test", () => {
  it.each(fixture.welch)('has t, degrees and p of SciPy for $a and $b', ({ a, b, t, degrees, p }) => {
    const test = welchTest(a, b)
    expectEqual(test?.t ?? Number.NaN, t)
    expectEqual(test?.degrees ?? Number.NaN, degrees)
    expectEqual(test?.p ?? Number.NaN, p)
  })

  it('is null where there is no spread or one value', () => {
    expect(welchTest([1, 1], [0, 0])).toBeNull()
    expect(welchTest([1], [0, 1])).toBeNull()
  })
})

it.each(fixture.holm)("adjusts $p as statsmodels' Holm does", ({ p, adjusted }) => {
  holm(p).forEach((value, i) => {
    expectEqual(value, adjusted[i])
  })
})

it.each(fixture.cliff)("has Cliff's delta of SciPy's U for $a and $b", ({ a, b, delta }) => {
  expectEqual(cliffsDelta(a, b), delta)
})

it.each(fixture.pairedD)("has Cohen's d of the paired t of SciPy for $differences", ({ differences, dz }) => {
  expectEqual(pairedD(differences) ?? Number.NaN, dz)
})

it('has no effect size where differences do not vary', () => {
  expect(pairedD([1, 1])).toBeNull()
  expect(pairedD([1])).toBeNull()
})
