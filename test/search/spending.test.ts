import { describe, expect, it } from 'vitest'
import { Spending } from '../../src/search/spending.js'

const spin = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('spending', () => {
  it('sums wall, thread and processor time by phase, what is under way included', async () => {
    let busy = 0
    const spending = new Spending(() => busy)
    const phase = (name: string) => spending.measure().phases.get(name)
    await spending.during('weights', async () => {
      busy += 3
      spin(20)
      expect(phase('weights')).toMatchObject({ threadSeconds: 3 })
    })
    const first = phase('weights')
    await spending.during('repair', async () => {
      busy += 1
    })
    await spending.during('weights', async () => {
      busy += 4
      spin(20)
    })
    expect([...spending.measure().phases].map(([name, { threadSeconds }]) => [name, threadSeconds])).toEqual([
      ['weights', 7],
      ['repair', 1],
    ])
    expect(first?.wallSeconds).toBeGreaterThanOrEqual(0.02)
    expect(phase('weights')?.wallSeconds).toBeGreaterThanOrEqual(0.04)
    const { busySeconds, wallSeconds, cpuSeconds } = spending.measure()
    expect(busySeconds).toBe(8)
    expect(wallSeconds).toBeGreaterThanOrEqual(0.04)
    expect(cpuSeconds).toBeGreaterThan(0)
  })

  it('counts what fails', async () => {
    let busy = 0
    const spending = new Spending(() => busy)
    const failing = spending.during('check', async () => {
      busy += 2
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(spending.measure().phases.get('check')).toMatchObject({ threadSeconds: 2 })
  })
})
