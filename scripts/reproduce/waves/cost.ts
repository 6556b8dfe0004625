import type { Row } from './row.js'
import { built, LIF, poolsAfter, settingsOf, WINNER } from './setups.js'

export function cost(): Row[] {
  const speed = (units: number, side: number): number => {
    const stack = built(settingsOf([{ ...LIF, units }], { side }), 1)
    stack.run(500)
    const before = process.cpuUsage()
    const steps = units > 2000 ? 2000 : 10_000
    stack.run(steps)
    const { user, system } = process.cpuUsage(before)
    stack.dispose()
    return (1e6 * steps) / (user + system)
  }
  const [small, large] = [speed(1500, 28), speed(7000, 60.5)]
  const before = process.cpuUsage()
  poolsAfter([LIF, WINNER], 100_000, 1)
  const { user, system } = process.cpuUsage(before)
  const rounded = (x: number): string => String(Math.round(x / 100) * 100)
  return [
    {
      criterion: '17',
      claim: 'steps of layer 1 per second of one core, 1500 units; 7000 units',
      expected: 'at least 10,000; runs',
      measured: `${rounded(small)}; ${rounded(large)}`,
      met: small >= 10_000,
    },
    {
      criterion: '17',
      claim: 'a full run of criterion 6, seconds of one core',
      expected: 'at most 120',
      measured: ((user + system) / 1e6).toFixed(1),
      met: user + system <= 120e6,
    },
  ]
}
