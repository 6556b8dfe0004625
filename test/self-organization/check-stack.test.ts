import { describe, expect, it } from 'vitest'
import { checkStack } from '../../src/self-organization/check-stack.js'
import { UsageError } from '../../src/usage-error.js'
import { smallFirst, stackOf } from './small.js'

const check = (first: object, change: object = {}) => checkStack(stackOf([smallFirst(first)], change), 'waves')
const DRIVEN = { units: 60, excitation: { radius: 3 }, inhibition: { radius: 6 } }

describe('a stack that cannot have waves', () => {
  it.each<[string, () => string[], string]>([
    ['without noise', () => check({ noise: 0 }), 'waves.layers.0.noise: must be above 0'],
    [
      'with inhibition that begins inside the excitation',
      () => check({ inhibition: { radius: 1.5 } }),
      'waves.layers.0.inhibition.radius: must be at least the radius of the excitation (2), but got 1.5',
    ],
    [
      'with radii in the wrong order above the first',
      () => checkStack(stackOf([smallFirst(), { ...DRIVEN, inhibition: { radius: 2 } }]), 'waves'),
      'waves.layers.1.inhibition.radius: must be at least the radius of the excitation (3), but got 2',
    ],
    [
      'with too few units',
      () => check({ units: 60 }),
      'waves.layers.0: below critical density: 60 units on 16 x 16 have 2.95 excitatory neighbours each within 2; lif units need at least 4, better 8',
    ],
    [
      'of Izhikevich units of which half are lost',
      () => check({ unit: { model: 'izhikevich' } }, { damage: { kind: 'random', share: 0.5 } }),
      'below critical density: 500 units on 16 x 16, 50 % of them lost, have 12.3 excitatory neighbours',
    ],
  ])('%s is refused with the number that is off', (_, act, message) => {
    expect(act).toThrow(UsageError)
    expect(act).toThrow(message)
  })

  it('is warned of near the edge', () => {
    expect(check({ units: 120 })).toEqual([
      'waves.layers.0: near critical density: 120 units on 16 x 16 have 5.89 excitatory neighbours each within 2; below 8 waves of lif units are weak',
    ])
    expect(check({ inhibition: { radius: 2.5 } })[0]).toContain(
      '2.5 is less than 1.6 times the radius of the excitation (2)',
    )
  })

  it('is told nothing when all is well', () => {
    expect(check({})).toEqual([])
    expect(checkStack(stackOf([{ units: 500 }, { units: 60 }]), 'waves')).toEqual([])
  })
})
