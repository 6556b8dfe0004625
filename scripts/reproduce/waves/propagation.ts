import { list, type Row, within } from './row.js'
import { built, LIF, SECOND, settingsOf } from './setups.js'

export function propagation(): Row[] {
  const third = { units: 100, excitation: { radius: 5.5 }, inhibition: { radius: 9 } }
  const stack = built(settingsOf([LIF, SECOND, third]), 1)
  stack.run(25_000)
  const counts: number[][] = [[], [], []]
  for (let s = 0; s < 4000; s++) {
    stack.step(false)
    for (const [l, steps] of counts.entries()) steps.push(stack.fired(l).length)
  }
  const shares = [31, 4, 3].map((least, l) => counts[l].filter((n) => n >= least).length / 4000)
  const lag = (l: number): number => {
    const at = (by: number) => {
      let sum = 0
      for (let s = 50; s < 3950; s++) sum += counts[l][s] * counts[l + 1][s + by]
      return sum
    }
    const lags = Array.from({ length: 81 }, (_, i) => i - 40)
    return lags.reduce((a, b) => (at(b) > at(a) ? b : a))
  }
  const lags = [lag(0), lag(1)]
  stack.driven[0].projection.setWeights(() => 0)
  for (let s = 0; s < 1000; s++) stack.step(false)
  let after = 0
  for (let s = 0; s < 2000; s++) {
    stack.step(false)
    after += stack.fired(1).length + stack.fired(2).length
  }
  stack.dispose()
  return [
    {
      criterion: '11',
      claim:
        '1500-400-100, 25,000 steps: share of steps in waves (spikes of 1 % of the units, 3 at least, above layer 1)',
      expected: 'at least 0.03 above',
      measured: list(shares),
      met: within(shares.slice(1), 0.03, 1),
    },
    {
      criterion: '11',
      claim: 'lag of the peak of cross-correlation, layers 1-2 and 2-3, steps',
      expected: '0 or more',
      measured: lags.join(' '),
      met: lags.every((l) => l >= 0),
    },
    {
      criterion: '11',
      claim: 'spikes above layer 1 with W of zero',
      expected: '0',
      measured: String(after),
      met: after === 0,
    },
  ]
}
