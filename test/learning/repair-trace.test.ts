import { expect, it } from 'vitest'
import { emptyActivity, RATE_BINS } from '../../src/learning/repair.js'
import { repairTrace, TRACED_QUANTILES } from '../../src/learning/repair-trace.js'

const neuron = { model: 'lif', tauMem: 10, tauSyn: 4 } as const

it('traces shares of rates, and R and tau in start values before and after, without the readout', () => {
  const activity = emptyActivity(5)
  activity.histogram[0] = 3
  activity.histogram[7] = 1
  const tauMem = Float32Array.of(10, 10, 10, 10, 10, 99)
  const trace = repairTrace(
    activity,
    { resistance: Float32Array.of(10, 20, 5, 40, 30, 99), tauMem },
    { resistance: Float32Array.of(11, 22, 5, 40, 33, 99), tauMem },
    neuron,
  )
  expect(trace.rates).toHaveLength(RATE_BINS)
  expect([trace.rates[0], trace.rates[7]]).toEqual([0.75, 0.25])
  expect(TRACED_QUANTILES).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(Array.from(trace.resistance, (x) => Math.round(x * 10) / 10)).toEqual([0.5, 1, 2, 3, 4, 0.5, 1.1, 2.2, 3.3, 4])
  expect(Array.from(trace.tauMem)).toEqual(new Array(10).fill(1))
})
