import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { damaged, survivors } from '../../src/self-organization/damage.js'
import { measurePools, poolsOf } from '../../src/self-organization/pools.js'
import { pointDistance, pointOf, sampleSheet } from '../../src/self-organization/sheet.js'
import { measureWaves } from '../../src/self-organization/wave-measures.js'
import { built, IZHIKEVICH, record, smallFirst, stackOf } from './small.js'

const sheet = sampleSheet({ kind: 'square' }, 28, 1500, key(1))

describe('damage', () => {
  it('as a hole takes the units nearest to the middle, and no other', () => {
    const kept = new Set(survivors(sheet, { kind: 'hole', share: 0.15 }, key(2)))
    expect(kept.size).toBe(1275)
    const distance = (i: number) => pointDistance(sheet, pointOf(sheet, i), [14, 14, 0])
    const lost = Array.from({ length: 1500 }, (_, i) => i).filter((i) => !kept.has(i))
    expect(Math.max(...lost.map(distance))).toBeLessThan(Math.min(...[...kept].map(distance)) + 1)
  })

  it('at random takes a share of all', () => {
    expect(damaged(sheet, { kind: 'random', share: 0.3 }, key(2)).units).toBe(1050)
  })

  it('of a hole of 15 % leaves pools of one piece that cover the survivors', () => {
    const winner = { units: 100, dynamics: 'winner', projection: { rule: 'winner' } }
    const first = smallFirst({ units: 1500 })
    const stack = built(stackOf([first, winner], { side: 28, damage: { kind: 'hole', share: 0.15 } }))
    stack.run(100_000)
    const { projection } = stack.driven[0]
    const measures = measurePools(stack.sheet(0), poolsOf(projection, 'present'), projection.updates)
    expect(measures.formed).toBeGreaterThanOrEqual(0.9)
    expect(measures.contiguity).toBeGreaterThanOrEqual(0.95)
    expect(measures.coverage).toBeGreaterThanOrEqual(0.9)
    stack.dispose()
  })

  it('of 30 % of all units leaves the waves of LIF units without any change of radii', () => {
    const stack = built(stackOf([smallFirst({ units: 1500 })], { side: 28, damage: { kind: 'random', share: 0.3 } }))
    const { waveSteps, coverage } = measureWaves(stack.sheet(0), record(stack, 4000), 30)
    expect(waveSteps).toBeGreaterThan(0.05)
    expect(coverage).toBeGreaterThan(0.95)
    stack.dispose()
  })

  it('of 30 % ends the waves of Izhikevich units, unless the radius is widened by 1 / sqrt(0.7)', () => {
    const share = (radius: number) => {
      const first = smallFirst({ units: 1500, unit: IZHIKEVICH, excitation: { radius }, inhibition: { radius: 8 } })
      const stack = built(stackOf([first], { side: 28, damage: { kind: 'random', share: 0.3 } }))
      const { waveSteps } = measureWaves(stack.sheet(0), record(stack, 3000), 30)
      stack.dispose()
      return waveSteps
    }
    expect(share(2)).toBeLessThan(0.02)
    expect(share(2 / Math.sqrt(0.7))).toBeGreaterThan(0.1)
  })
})
