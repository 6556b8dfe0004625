import { describe, expect, it } from 'vitest'
import { BusyTime } from '../../src/evaluation/busy-time.js'

const wait = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('busy time', () => {
  it('counts what is under way until now, and nothing of it once it has ended', () => {
    const busy = new BusyTime()
    busy.add(1)
    const endings = [busy.begin(), busy.begin()]
    wait(5)
    expect(busy.seconds()).toBeGreaterThanOrEqual(1.01)
    for (const end of endings) expect(end()).toBeGreaterThanOrEqual(0.005)
    expect(busy.seconds()).toBe(1)
  })
})
