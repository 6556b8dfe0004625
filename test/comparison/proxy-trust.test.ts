import { describe, expect, it } from 'vitest'
import { proxyTrust } from '../../src/comparison/proxy-trust.js'
import { rankCorrelation } from '../../src/search/rank-correlation.js'

const scores = (epochs: number, values: readonly number[]) =>
  values.map((value, i) => ({ candidate: `c${i}`, epochs, value }))

describe('a rank correlation', () => {
  it('is that of a textbook, whatever the scale', () => {
    // Intelligence and hours of television of ten people: rho = -29 / 165 (Wikipedia, Spearman's rank correlation).
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(rankCorrelation(iq.map((x, i) => [x, hours[i]]))).toBeCloseTo(-29 / 165, 12)
    expect(rankCorrelation(iq.map((x, i) => [x ** 3, hours[i]]))).toBeCloseTo(-29 / 165, 12)
  })

  it('gives equal values the mean of their ranks, in whatever order they come', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    const pairs: [number, number][] = [
      [1, 10],
      [2, 20],
      [2, 30],
      [3, 40],
    ]
    expect(rankCorrelation(pairs)).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12)
    expect(rankCorrelation([pairs[2], pairs[1], pairs[3], pairs[0]])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12)
  })

  it('is undefined where one side does not vary', () => {
    expect(
      rankCorrelation([
        [1, 5],
        [2, 5],
        [3, 5],
      ]),
    ).toBeUndefined()
  })
})

describe('trust in a proxy', () => {
  it('compares every short budget with the largest, over candidates that had both', () => {
    const all = [
      ...scores(1, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
      ...scores(3, [0.3, 0.2, 0.1]),
      ...scores(9, [0.5, 0.6, 0.7]),
    ]
    expect(proxyTrust(all)).toEqual([
      { epochs: 1, fullEpochs: 9, n: 3, rankCorrelation: 1, interval: null },
      { epochs: 3, fullEpochs: 9, n: 3, rankCorrelation: -1, interval: null },
    ])
  })

  it('has an interval that is wide for few candidates and narrow for many', () => {
    const short = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    const full = [0.2, 0.1, 0.4, 0.3, 0.6, 0.5, 0.7]
    const [{ rankCorrelation: r, interval }] = proxyTrust([...scores(1, short), ...scores(2, full)])
    expect(r).toBeCloseTo(1 - (6 * 6) / (7 * 48), 12)
    // tanh(atanh(25 / 28) -+ 1.959964 sqrt((1 + (25 / 28)^2 / 2) / 4))
    expect(interval?.[0]).toBeCloseTo(0.27, 4)
    expect(interval?.[1]).toBeCloseTo(0.98891, 4)
  })

  it('is nothing where all candidates had one budget, or too few', () => {
    expect(proxyTrust([])).toEqual([])
    expect(proxyTrust(scores(4, [0.1, 0.2, 0.3]))).toEqual([])
    const few = [...scores(1, [0.1, 0.2]), ...scores(4, [0.2])]
    expect(proxyTrust(few)).toEqual([{ epochs: 1, fullEpochs: 4, n: 1, rankCorrelation: null, interval: null }])
  })
})
