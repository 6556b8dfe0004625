import { describe, expect, it } from 'vitest'
import { constantsOf } from '../../../src/learning/super-spike/constants.js'
import { emptyRun } from '../../../src/learning/super-spike/learner.js'
import { optimise } from '../../../src/learning/super-spike/optimise.js'
import { both, network, pattern, type Spikes, setup } from './patterns.js'

/* Numbers of section 11 of the specification: double precision, steps of 0.1 ms, mV and seconds. */

const single = { hidden: 'none', updateSeconds: 10 } as const

/** Output spikes and the membrane after each of `at`, of one input with one weight. */
function response(weight: number, inputs: readonly number[], at: readonly number[] = []) {
  const task = setup(network(), single)
  const steps = 600
  const events: Spikes = inputs.map((step) => [step, 0])
  const voltages = at.map((until) => {
    const { online } = both(task, [weight])
    const data = pattern(
      { inputs: 1, outputs: 1, steps: until + 1 },
      events.filter(([step]) => step <= until),
      [],
    )
    online.run(data, 0, 1)
    return online.voltage[0][0]
  })
  const { fast } = both(task, [weight])
  const spikes: number[] = []
  fast.run(pattern({ inputs: 1, outputs: 1, steps }, events, []), 0, 1, emptyRun(), (_, step) => spikes.push(step))
  return { voltages, spikes }
}

describe('a neuron', () => {
  it('follows one input spike of 20 mV, which arrives after 0.8 ms', () => {
    const { voltages, spikes } = response(20, [100], [108, 109, 120, 150, 177, 200, 300])
    const expected = [-60, -59.8, -57.96441821, -55.430237066, -54.93418626662966, -55.146363594, -57.475784478]
    voltages.forEach((u, i) => {
      expect(u).toBeCloseTo(expected[i], i === 4 ? 12 : 8)
    })
    expect(spikes).toEqual([])
  })

  it('fires where the specification says', () => {
    expect(response(40, [100]).spikes).toEqual([167])
    expect(response(45, [100]).spikes).toEqual([148])
    expect(response(30, [0, 50, 100, 150, 200]).spikes).toEqual([68, 163, 259])
  })
})

describe('the cost', () => {
  const constants = constantsOf(setup(network(), single).recipe, network().neuron, 1e-4)
  const cost = (target: readonly number[], seconds: number) => {
    const steps = Math.round(seconds / 1e-4)
    const data = pattern(
      { inputs: 1, outputs: 1, steps },
      [],
      target.map((step) => [step, 0]),
    )
    const sums = emptyRun()
    both(setup(network(), single), [0]).fast.run(data, 0, null, sums)
    return sums.cost
  }

  it('of a missing spike is the integral of alpha squared: 33.3333 per second, 1.0067625 times it in steps of 0.1 ms', () => {
    expect(constants.spikeCost).toBeCloseTo(100 / 3, 10)
    expect(cost([100], 0.5) / (100 / 3)).toBeCloseTo(1.0067625, 7)
  })

  it('of a silent network on five spikes in half a second is about 10 per second', () => {
    const normalised = cost([830, 1660, 2490, 3320, 4150], 0.6) / (constants.spikeCost * 0.5)
    expect(normalised).toBeGreaterThan(10)
    expect(normalised).toBeLessThan(10.1)
  })
})

describe('the gradient of one synapse', () => {
  /** Sum over 2000 steps of e lambda dt, with the slope of a voltage that stands still. */
  function gradient({
    rest,
    arrival = 100,
    target,
    output,
  }: {
    rest: number
    arrival?: number
    target?: number
    output?: number
  }): number {
    // No weight, so that the voltage stands at rest; the output spike is a missing target's opposite.
    const task = setup(network(), { ...single, updateSeconds: 0.2, rest, threshold: -50 })
    const spikes: Spikes = target === undefined ? [] : [[target, 0]]
    const data = pattern({ inputs: 1, outputs: 1, steps: 2000 }, [[arrival - 8, 0]], spikes)
    const { fast, online } = both(task, [0])
    fast.run(data, 0, 1, emptyRun())
    online.run(data, 0, 1)
    const own = output === undefined ? 0 : gradient({ rest, arrival, target: output })
    expect(Math.abs(fast.gradient[0] - online.gradient[0])).toBeLessThan(
      1e-14 * Math.max(1, Math.abs(online.gradient[0])),
    )
    return fast.gradient[0] * 1e-4 - own
  }

  it('has the printed values', () => {
    expect(gradient({ rest: -55, target: 150 })).toBeCloseTo(0.0030250148729233, 15)
    expect(gradient({ rest: -50.5, target: 150 })).toBeCloseTo(0.0484002379667727, 14)
    expect(gradient({ rest: -55, output: 150 })).toBeCloseTo(-0.0030250148729233, 15)
    expect(gradient({ rest: -55, target: 150, output: 150 })).toBe(0)
    expect(gradient({ rest: -55, target: 150, output: 170 })).toBeCloseTo(-0.000193005834574922, 15)
    expect(gradient({ rest: -55, arrival: 200, target: 100 })).toBeCloseTo(0.00102523671393681, 15)
    expect(gradient({ rest: -55, arrival: 1000, target: 100 })).toBeCloseTo(3.6276e-7, 11)
  })
})

describe('RMaxProp', () => {
  it('moves by the printed steps', () => {
    const constants = constantsOf(setup(network(), {}).recipe, network().neuron, 1e-4)
    const bounds = { low: new Float64Array([-9]), high: new Float64Array([9]) }
    const memory = new Float64Array(1)
    const moved = [0.2, -0.1, 0.05, 0, 0.4].map((g) => {
      const weights = new Float64Array(1)
      const how = { from: 0, to: 1, steps: 5000, rate: 1, forget: constants.forget, optimiser: 'rmaxprop' } as const
      optimise(weights, memory, Float64Array.of(5000 * g), { ...how, ...bounds })
      return [weights[0], memory[0]]
    })
    const v = [0.04, 0.0393388581528646, 0.0386886440192802, 0.0380491769800286, 0.16]
    const w = [0.999999999995, -0.504184076101181, 0.254201582595273, 0, 0.9999999999975]
    moved.forEach(([step, square], i) => {
      expect(step).toBeCloseTo(w[i], 14)
      expect(square).toBeCloseTo(v[i], 15)
    })
  })
})
