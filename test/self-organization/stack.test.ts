import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { measurePools, poolCentre, poolsOf, topographicMap } from '../../src/self-organization/pools.js'
import { subSheet } from '../../src/self-organization/sheet.js'
import { built, record, smallFirst, stackOf } from './small.js'

const DRIVEN = { excitation: { radius: 3 }, inhibition: { radius: 6 } }

describe('two layers of waves, 1500 and 400 units, 60,000 steps', () => {
  const stack = built(stackOf([smallFirst({ units: 1500 }), { units: 400, ...DRIVEN }], { side: 28 }))
  stack.run(60_000)
  const { projection, sheet } = stack.driven[0]
  const pools = poolsOf(projection, 'half-maximum')
  const measures = measurePools(stack.sheet(0), pools, projection.updates)
  const centres = pools.map((pool) => poolCentre(stack.sheet(0), pool))

  it('form pools of one piece that claim at least 90 % of the first layer', () => {
    expect(measures.formed).toBeGreaterThanOrEqual(0.85)
    expect(measures.contiguity).toBeGreaterThanOrEqual(0.9)
    expect(measures.coverage).toBeGreaterThanOrEqual(0.9)
  })

  it('form a topographic map, which units at exchanged places do not have', () => {
    expect(topographicMap(stack.sheet(0), sheet, centres).ratio).toBeLessThanOrEqual(0.4)
    const exchanged = topographicMap(stack.sheet(0), subSheet(sheet, permutation(key(6), 400)), centres)
    expect(exchanged.ratio).toBeGreaterThan(0.8)
    expect(exchanged.ratio).toBeLessThan(1.2)
  })
})

describe('three layers after 10,000 steps', () => {
  const third = { units: 100, excitation: { radius: 5.5 }, inhibition: { radius: 9 } }
  const stack = built(stackOf([smallFirst({ units: 1500 }), { units: 400, ...DRIVEN }, third], { side: 28 }))
  stack.run(10_000)
  /** [layer][step] units that fired */
  const counts: number[][] = [[], [], []]
  for (let s = 0; s < 3000; s++) {
    stack.step(false)
    for (const [l, steps] of counts.entries()) steps.push(stack.fired(l).length)
  }
  const share = (steps: readonly number[], least: number) => steps.filter((n) => n >= least).length / steps.length

  it('hand waves on: the second and third have waves in at least 3 % of the steps', () => {
    expect(share(counts[1], 4)).toBeGreaterThanOrEqual(0.03)
    expect(share(counts[2], 3)).toBeGreaterThanOrEqual(0.03)
  })

  it.each([1, 2])('hand waves on upwards: activity of layer %i follows that of the one below', (l) => {
    const correlation = (lag: number) => {
      let sum = 0
      for (let s = 50; s < 2950; s++) sum += counts[l - 1][s] * counts[l][s + lag]
      return sum
    }
    const lags = Array.from({ length: 81 }, (_, i) => i - 40)
    expect(lags.reduce((a, b) => (correlation(b) > correlation(a) ? b : a))).toBeGreaterThanOrEqual(0)
  })

  it('are silent above weights of zero', () => {
    stack.driven[0].projection.setWeights(() => 0)
    const after = record(stack, 2000, 1, 1000)
    expect(after.spikes).toBe(0)
  })

  it('are silent without noise in the first', () => {
    const quiet = built(stackOf([smallFirst({ noise: 0 }), { units: 60, ...DRIVEN }]))
    expect(record(quiet, 500, 1).spikes).toBe(0)
    quiet.dispose()
  })
})

describe('a stack', () => {
  const settings = stackOf(
    [smallFirst(), { units: 60, ...DRIVEN }, { units: 30, excitation: { radius: 5 }, inhibition: { radius: 8 } }],
    { steps: 3000 },
  )
  const trace = (own = settings, seed = 1) => {
    const stack = built(own, seed)
    const fired: number[][] = []
    for (let s = 0; s < 3000; s++) {
      stack.step()
      fired.push([0, 1, 2].flatMap((l) => Array.from(stack.fired(l), (unit) => 1000 * l + unit)))
    }
    const weights = stack.driven.map(({ projection }) => projection.row(3))
    stack.dispose()
    return { fired, weights }
  }

  it('of the same seed has the same spikes and weights to the bit; of another seed others', () => {
    expect(trace()).toEqual(trace())
    expect(trace().fired).not.toEqual(trace(settings, 2).fired)
  })

  it('that learns upwards changes the lower weights first and the upper ones after them', () => {
    const stack = built({ ...settings, order: 'upwards' })
    const rows = () => stack.driven.map(({ projection }) => Array.from(projection.updates).reduce((a, b) => a + b, 0))
    stack.run(1500)
    const [lower, upper] = rows()
    expect(lower).toBeGreaterThan(0)
    expect(upper).toBe(0)
    stack.run(1500)
    const [still, later] = rows()
    expect(still).toBe(lower)
    expect(later).toBeGreaterThan(0)
    stack.dispose()
  })
})
