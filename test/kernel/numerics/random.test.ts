import { describe, expect, it } from 'vitest'
import { bits, integer, key, permutation, threefry2x32, uniform } from '../../../src/kernel/numerics/random.js'

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ')

describe('Threefry-2x32, 20 rounds', () => {
  // Known answers of Random123 (kat_vectors): key, counter, result.
  it.each([
    [0, 0, 0, 0, '6b200159 99ba4efe'],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, '1cb996fc bb002be7'],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 'c4923a9c 483df7a0'],
  ])('key %i %i, counter %i %i gives %s', (k0, k1, c0, c1, expected) => {
    expect(hex(threefry2x32(k0, k1, c0, c1))).toBe(expected)
  })

  it('is the block of bits and uniform', () => {
    const k = { k0: 0x13198a2e, k1: 0x03707344 }
    expect(bits(k, 0x243f6a88, 0x85a308d3)).toBe(0xc4923a9c)
    // 53 bits: the upper 27 of the first word, then the upper 26 of the second.
    const expected = (BigInt(0xc4923a9c) >> 5n) * 2n ** 26n + (BigInt(0x483df7a0) >> 6n)
    expect(uniform(k, 0x243f6a88, 0x85a308d3)).toBe(Number(expected) / 2 ** 53)
  })
})

describe('key', () => {
  it('is a pure function of seed and path', () => {
    expect(key(7, 'order', 3)).toEqual(key(7, 'order', 3))
    expect(key(key(7, 'order'), 3)).toEqual(key(7, 'order', 3))
  })

  it('differs with seed, purpose, index, order and kind of the path', () => {
    const keys = [
      key(7),
      key(8),
      key(7 + 2 ** 32),
      key(7, 'order'),
      key(7, 'orders'),
      key(7, 'order', 0),
      key(7, 'order', 1),
      key(7, 'order', 1, 0),
      key(7, 'order', 2 ** 32),
      key(7, 'order', 2 ** 52),
      key(7, 'order', -1),
      key(7, 1, 'order'),
      key(7, 'order', '1'),
      key(7, 'order1'),
    ]
    expect(new Set(keys.map(({ k0, k1 }) => `${k0} ${k1}`)).size).toBe(keys.length)
  })
})

describe('uniform', () => {
  const N = 100_000
  const draws = Float64Array.from({ length: N }, (_, i) => uniform(key(1, 'test'), i))

  it('lies in [0, 1) and repeats exactly', () => {
    expect(draws.every((u) => u >= 0 && u < 1)).toBe(true)
    for (const i of [0, 1, 999, N - 1]) expect(uniform(key(1, 'test'), i)).toBe(draws[i])
  })

  it('has mean 1/2 and variance 1/12 within five standard errors', () => {
    const mean = draws.reduce((a, b) => a + b) / N
    const variance = draws.reduce((sum, u) => sum + (u - 0.5) ** 2, 0) / N
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / N))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / N))
  })

  it('is uncorrelated with its neighbour, its other lane and its neighbouring key', () => {
    const other = (i: number) => [
      uniform(key(1, 'test'), i + 1),
      uniform(key(1, 'test'), i, 1),
      uniform(key(2, 'test'), i),
    ]
    const sums = [0, 0, 0]
    for (let i = 0; i < 20_000; i++) {
      other(i).forEach((u, j) => {
        sums[j] += (draws[i] - 0.5) * (u - 0.5)
      })
    }
    for (const sum of sums) expect(Math.abs(sum / 20_000)).toBeLessThan(5 / 12 / Math.sqrt(20_000))
  })
})

describe('integer', () => {
  it('takes every value below n equally often, within five standard errors', () => {
    const n = 7
    const draws = 70_000
    const counts = new Array<number>(n).fill(0)
    for (let i = 0; i < draws; i++) counts[integer(key(3), i, n)]++
    const spread = Math.sqrt(draws * (1 / n) * (1 - 1 / n))
    for (const count of counts) expect(Math.abs(count - draws / n)).toBeLessThan(5 * spread)
  })
})

describe('permutation', () => {
  it('holds every index once', () => {
    for (const n of [0, 1, 2, 13, 1000]) {
      const sorted = Array.from(permutation(key(4, n), n)).sort((a, b) => a - b)
      expect(sorted).toEqual(Array.from({ length: n }, (_, i) => i))
    }
  })

  it('is the same for the same key and differs for another', () => {
    expect(permutation(key(4), 50)).toEqual(permutation(key(4), 50))
    expect(permutation(key(4), 50)).not.toEqual(permutation(key(5), 50))
  })

  it('gives all six orders of three equally often, within five standard errors', () => {
    const counts = new Map<string, number>()
    const draws = 12_000
    for (let i = 0; i < draws; i++) {
      const order = permutation(key(6, i), 3).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    const spread = Math.sqrt(draws * (1 / 6) * (5 / 6))
    for (const count of counts.values()) expect(Math.abs(count - draws / 6)).toBeLessThan(5 * spread)
  })
})
