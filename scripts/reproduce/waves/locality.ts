import { key, permutation } from '../../../src/kernel/numerics/random.js'
import { Recording } from '../../../src/self-organization/recording.js'
import { measureWaves, spread } from '../../../src/self-organization/wave-measures.js'
import type { Row } from './row.js'
import { built, LIF, record, settingsOf } from './setups.js'

export function locality(): Row[] {
  const stack = built(settingsOf([LIF]), 1)
  const sheet = stack.sheet(0)
  const recording = record(stack, 4000)
  const own = measureWaves(sheet, recording).radius
  const whole = spread(
    sheet,
    Array.from({ length: sheet.units }, (_, i) => i),
  )
  const exchange = permutation(key(8), sheet.units)
  const control = new Recording()
  for (let s = 0; s < recording.steps; s++) control.add(recording.at(s).map((unit) => exchange[unit]))
  const other = measureWaves(sheet, control).radius
  stack.dispose()
  return [
    {
      criterion: '3',
      claim: 'wave radius over that of the sheet',
      expected: 'at most 0.45',
      measured: (own / whole).toFixed(2),
      met: own <= 0.45 * whole,
    },
    {
      criterion: '3',
      claim: 'radius of a control with units exchanged, over the wave radius',
      expected: 'at least 2',
      measured: (other / own).toFixed(2),
      met: other >= 2 * own,
    },
  ]
}
