import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import {
  contiguity,
  hasFormed,
  measurePools,
  neighbourLists,
  poolCentre,
  poolOf,
  poolsOf,
  topographicMap,
} from '../../src/self-organization/pools.js'
import type { Sheet } from '../../src/self-organization/sheet.js'
import { measureWaves } from '../../src/self-organization/wave-measures.js'
import { built, IZHIKEVICH, record, smallFirst, stackOf } from './small.js'

const WINNER = { dynamics: 'winner', projection: { rule: 'winner' } }

describe('a pool', () => {
  it('is of the weights above 0.1, or above half of the largest', () => {
    const row = Float64Array.of(0, 0.1, 0.11, 4, 8, 4.1)
    expect(Array.from(poolOf(row, 'present'))).toEqual([2, 3, 4, 5])
    expect(Array.from(poolOf(row, 'half-maximum'))).toEqual([4, 5])
  })

  it('of two parts is contiguous by the share of the larger', () => {
    const points = Float64Array.from([0, 1, 2, 10, 11].flatMap((x) => [x, 0, 0]))
    const sheet: Sheet = { geometry: { kind: 'square' }, side: 28, units: 5, points }
    const neighbours = neighbourLists(sheet, 1.5)
    expect(contiguity(Uint32Array.of(0, 1, 2, 3, 4), neighbours)).toBe(0.6)
    expect(contiguity(Uint32Array.of(0, 2), neighbours)).toBe(0.5)
    expect(contiguity(Uint32Array.of(3, 4), neighbours)).toBe(1)
  })

  it('has formed when it is learnt and less than a quarter of the layer', () => {
    expect(hasFormed(new Uint32Array(24), 100, 20)).toBe(true)
    expect(hasFormed(new Uint32Array(25), 100, 20)).toBe(false)
    expect(hasFormed(new Uint32Array(24), 100, 19)).toBe(false)
    expect(hasFormed(new Uint32Array(0), 100, 20)).toBe(false)
  })
})

describe('the winner rule on 500 Izhikevich units, 30 above them, 10,000 steps', () => {
  const stack = built(stackOf([smallFirst({ unit: IZHIKEVICH, inhibition: { radius: 6 } }), { units: 30, ...WINNER }]))
  const { projection, sheet } = stack.driven[0]
  const before = measurePools(stack.sheet(0), poolsOf(projection, 'present'), projection.updates)
  stack.run(10_000)
  const pools = poolsOf(projection, 'present')
  const neighbours = neighbourLists(stack.sheet(0))
  const measures = measurePools(stack.sheet(0), pools, projection.updates, neighbours)

  it('starts all-to-all and forms pools (calibrated: 63 % of units in 10,000 steps)', () => {
    expect(before.formed).toBe(0)
    expect(measures.formed).toBeGreaterThanOrEqual(0.5)
  })

  it('forms pools of one piece that cover the layer, unlike random ones', () => {
    expect(measures.contiguity).toBeGreaterThanOrEqual(0.95)
    expect(measures.coverage).toBeGreaterThanOrEqual(0.9)
    const random = pools.map((pool, k) => permutation(key(4, k), 500).subarray(0, pool.length))
    const control = measurePools(stack.sheet(0), random, projection.updates, neighbours)
    expect(control.contiguity).toBeLessThan(0.75 * measures.contiguity)
  })

  it('forms no map: neighbours listen no closer than others', () => {
    const centres = pools.map((pool) => poolCentre(stack.sheet(0), pool))
    const { ratio } = topographicMap(stack.sheet(0), sheet, centres, 4)
    expect(ratio).toBeGreaterThan(0.7)
    expect(ratio).toBeLessThan(1.3)
  })

  it('keeps the rows at mean 2.5 and the weights at 0 or more', () => {
    for (let k = 0; k < 30; k++) {
      const row = projection.row(k)
      expect(Math.abs(row.reduce((sum, w) => sum + w, 0) / 500 - 2.5)).toBeLessThan(1e-5)
      expect(row.every((w) => w >= 0)).toBe(true)
    }
  })
})

describe('the default: 1500 LIF units, 100 above, 100,000 steps of the winner rule', () => {
  const stack = built(stackOf([smallFirst({ units: 1500 }), { units: 100, ...WINNER }], { side: 28 }))
  const waves = measureWaves(stack.sheet(0), record(stack, 4000))
  stack.run(100_000)
  const { projection } = stack.driven[0]
  const pools = poolsOf(projection, 'present')
  const neighbours = neighbourLists(stack.sheet(0))
  const measures = measurePools(stack.sheet(0), pools, projection.updates, neighbours)

  it('recruits at least 90 % of the units', () => expect(measures.formed).toBeGreaterThanOrEqual(0.9))

  it('forms pools of one piece, as random ones of the same sizes are not', () => {
    expect(measures.contiguity).toBeGreaterThanOrEqual(0.95)
    const random = pools.map((pool, k) => permutation(key(4, k), 1500).subarray(0, pool.length))
    expect(measurePools(stack.sheet(0), random, projection.updates, neighbours).contiguity).toBeLessThanOrEqual(0.3)
  })

  it('claims at least 95 % of the layer below', () => expect(measures.coverage).toBeGreaterThanOrEqual(0.95))

  it('forms pools a little wider than the waves', () => {
    expect(measures.radius / waves.radius).toBeGreaterThanOrEqual(1.1)
    expect(measures.radius / waves.radius).toBeLessThanOrEqual(1.45)
  })
})
