import { Recording } from '../../../src/self-organization/recording.js'
import { measureWaves } from '../../../src/self-organization/wave-measures.js'
import type { Row } from './row.js'
import { built, IZHIKEVICH, LIF, settingsOf, wavesOf } from './setups.js'

export function ablations(): Row[] {
  const silent = wavesOf({ ...LIF, noise: 0 }, 1, 4000).rate
  const single = wavesOf({ ...LIF, excitation: { radius: 2, strength: 0 } }, 1, 4000).events.length
  const stack = built(settingsOf([{ ...LIF, inhibition: { radius: 5, strength: 0 } }]), 1)
  const recording = new Recording()
  for (let s = 0; s < 4000; s++) {
    stack.step(false)
    recording.add(stack.fired(0))
  }
  const { peak } = measureWaves(stack.sheet(0), recording)
  stack.dispose()
  const open = wavesOf({ ...IZHIKEVICH, inhibition: { radius: 8, strength: 0 } }, 1, 3000).radius
  const usual = wavesOf(IZHIKEVICH, 1, 3000).radius
  return [
    { criterion: '4', claim: 'spikes without noise', expected: '0', measured: String(silent), met: silent === 0 },
    {
      criterion: '4',
      claim: 'events without excitation',
      expected: '0',
      measured: String(single),
      met: single === 0,
    },
    {
      criterion: '4',
      claim: 'largest share that fires at once without inhibition, LIF',
      expected: 'above 0.8',
      measured: (peak / 1500).toFixed(3),
      met: peak > 0.8 * 1500,
    },
    {
      criterion: '4',
      claim: 'radius without inhibition over the default, Izhikevich',
      expected: 'at least 1.8',
      measured: (open / usual).toFixed(2),
      met: open >= 1.8 * usual,
    },
  ]
}
