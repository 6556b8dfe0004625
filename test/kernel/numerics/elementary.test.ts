import { describe, expect, it } from 'vitest'
import { cosSinTurn, exp, expm1, log } from '../../../src/kernel/numerics/elementary.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

const POINTS = 20_000
/** Stated in elementary.ts: 1e-15; the engine's own last bit is allowed on top. */
const STATED = 1e-15 + 2 ** -53

const between = (low: number, high: number, name: string) =>
  Array.from({ length: POINTS }, (_, i) => low + (high - low) * uniform(key(1, name), i))

/** Largest relative error over some points. */
function worst(points: readonly number[], actual: (x: number) => number, expected: (x: number) => number): number {
  return Math.max(...points.map((x) => Math.abs(actual(x) - expected(x)) / Math.abs(expected(x))))
}

describe('exp', () => {
  it('has a relative error below 1e-15', () => {
    for (const [low, high] of [
      [-1, 1],
      [-30, 30],
      [-708, 709],
    ]) {
      expect(worst(between(low, high, 'exp'), exp, Math.exp)).toBeLessThan(STATED)
    }
  })

  it('is exact where it must be and overflows and underflows as stated', () => {
    expect(exp(0)).toBe(1)
    expect(exp(709.1)).toBe(Infinity)
    expect(exp(Infinity)).toBe(Infinity)
    expect(exp(-708.1)).toBe(0)
    expect(exp(-Infinity)).toBe(0)
    expect(exp(NaN)).toBeNaN()
  })

  it('rises where x rises, over the ends of its ranges too', () => {
    for (const edge of [0.5 * Math.LN2, 1.5 * Math.LN2, -0.5 * Math.LN2]) {
      const near = Array.from({ length: 200 }, (_, i) => exp(edge + (i - 100) * 1e-14))
      for (let i = 1; i < near.length; i++) expect(near[i]).toBeGreaterThan(near[i - 1] * (1 - 1e-15))
    }
  })
})

describe('expm1', () => {
  it('has a relative error below 1e-15 near 0 and elsewhere', () => {
    const tiny = between(-1, 1, 'tiny').map((x) => x * 1e-9)
    for (const points of [tiny, between(-0.3, 0.3, 'small'), between(0.3, 50, 'large')]) {
      expect(worst(points, expm1, Math.expm1)).toBeLessThan(STATED)
    }
    // Below -0.3 one bit is lost to the difference.
    expect(worst(between(-50, -0.3, 'negative'), expm1, Math.expm1)).toBeLessThan(2 * STATED)
  })

  it('keeps a tiny argument and passes NaN', () => {
    expect(expm1(1e-300)).toBe(1e-300)
    expect(expm1(0)).toBe(0)
    expect(expm1(NaN)).toBeNaN()
  })
})

describe('log', () => {
  it('has a relative error below 1e-15', () => {
    const wide = between(-300, 300, 'log').map((x) => 10 ** x)
    for (const points of [wide, between(0.01, 100, 'middle'), between(0.999, 1.001, 'near one')]) {
      expect(worst(points, log, Math.log)).toBeLessThan(STATED)
    }
  })

  it('is exact at 1 and stated at the ends', () => {
    expect(log(1)).toBe(0)
    expect(log(0)).toBe(-Infinity)
    expect(log(-1)).toBeNaN()
    expect(log(NaN)).toBeNaN()
    expect(log(Infinity)).toBe(Infinity)
    expect(log(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 12)
    expect(log(2 ** -1022)).toBeCloseTo(-708.3964185322641, 12)
  })
})

describe('cosSinTurn', () => {
  it('is exact at the quarters', () => {
    const quarters = [0, 0.25, 0.5, 0.75].map((u) => cosSinTurn(u).map((x) => x + 0))
    expect(quarters).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ])
  })

  it('has an absolute error below 1e-15', () => {
    for (const u of between(0, 1, 'turn')) {
      const [c, s] = cosSinTurn(u)
      // In eighths, so that the engine's functions get an argument without rounding error of 2 pi u.
      const eighth = Math.floor(8 * u)
      const r = ((8 * u - eighth) * Math.PI) / 4
      const [a, b] = [Math.cos((eighth * Math.PI) / 4), Math.sin((eighth * Math.PI) / 4)]
      expect(Math.abs(c - (a * Math.cos(r) - b * Math.sin(r)))).toBeLessThan(1e-15)
      expect(Math.abs(s - (b * Math.cos(r) + a * Math.sin(r)))).toBeLessThan(1e-15)
    }
  })
})
