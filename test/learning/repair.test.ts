import { describe, expect, it } from 'vitest'
import { type RepairSettings, repairSchema } from '../../src/learning/gradient-recipe.js'
import {
  addActivity,
  checkRepair,
  emptyActivity,
  gainChange,
  type Intrinsic,
  measureSample,
  RATE_BINS,
  repair,
  repairMetrics,
  repairStrength,
  startIntrinsic,
} from '../../src/learning/repair.js'
import type { NeuronModel } from '../../src/topology/topology.js'

const NEURON: NeuronModel = { model: 'lif', tauMem: 64, tauSyn: 4 }
const STEPS = 100

const settingsOf = (change: Partial<RepairSettings> = {}): RepairSettings =>
  repairSchema.parse({ rule: 'spikl-ip', ...change })

/** Activity of neurons that fire at the given rates in each of some samples. */
function activityOf(rates: readonly number[], settings: RepairSettings, intrinsic: Intrinsic, samples = 4) {
  const activity = emptyActivity(rates.length)
  for (let n = 0; n < samples; n++) {
    const counts = Float32Array.from(rates, (y) => y * STEPS)
    measureSample(activity, counts, STEPS, intrinsic, NEURON, settings)
  }
  return activity
}

function phase(rates: readonly number[], settings: RepairSettings, before = startIntrinsic(NEURON, rates.length)) {
  return repair(before, activityOf(rates, settings, before), NEURON, settings, 1)
}

const gain = ({ resistance, tauMem }: Intrinsic, i: number) => resistance[i] / tauMem[i]

describe.each(['spikl-ip', 'tau', 'gain'] as const)('repair by %s', (rule) => {
  const settings = settingsOf({ rule })

  it('raises the gain of a silent neuron and lowers that of a saturated one', () => {
    const after = phase([0, 0.9], settings)
    expect(gain(after, 0)).toBeGreaterThan(1)
    expect(gain(after, 1)).toBeLessThan(1)
  })

  it('keeps R and tau within their bounds over 300 phases, whatever the rate', () => {
    const rates = [0, 0.005, 0.05, 0.1, 0.3, 1]
    let intrinsic = startIntrinsic(NEURON, rates.length)
    for (let n = 0; n < 300; n++) {
      intrinsic = phase(rates, settings, intrinsic)
      for (const values of [intrinsic.resistance, intrinsic.tauMem]) {
        for (const value of values) expect(value >= 32 && value <= 512).toBe(true)
      }
    }
    // Constant rates push against some bound in the end.
    expect(intrinsic.resistance.some((r) => r === 32 || r === 512) || intrinsic.tauMem.includes(32)).toBe(true)
  })

  it('with strength 0 changes nothing', () => {
    const before = startIntrinsic(NEURON, 3)
    const after = repair(before, activityOf([0, 0.1, 0.9], settings, before), NEURON, settings, 0)
    expect(after).toEqual(before)
  })

  it('leaves its arguments alone', () => {
    const before = startIntrinsic(NEURON, 2)
    const activity = activityOf([0, 0.9], settings, before)
    const copies = structuredClone([before, activity])
    repair(before, activity, NEURON, settings, 1)
    expect([before, activity]).toEqual(copies)
  })
})

describe('repair by SpiKL-IP', () => {
  it('moves R and tau by at most the cap in one phase', () => {
    // The constant branch alone would raise R by 0.1 x 6.4.
    const settings = settingsOf({ step: 1 })
    const after = phase([0, 0.02, 0.5, 1], settings)
    for (const values of [after.resistance, after.tauMem]) {
      for (const value of values) expect(Math.abs(value / 64 - 1)).toBeLessThanOrEqual(0.05 + 1e-6)
    }
    expect(after.resistance[0]).toBeCloseTo(64 * 1.05, 4)
    expect(after.tauMem[0]).toBeCloseTo(64 * 0.95, 4)
  })

  it('moves tau by step x (y / mu - 1) at start, and by tau alone leaves R', () => {
    const settings = settingsOf({ rule: 'tau', step: 0.01 })
    const after = phase([0, 0.05, 0.1, 0.3], settings)
    expect(Array.from(after.resistance)).toEqual([64, 64, 64, 64])
    const expected = [-1, -0.5, 0, 2].map((change) => 64 * (1 + 0.01 * change))
    after.tauMem.forEach((tau, i) => {
      expect(tau).toBeCloseTo(expected[i], 4)
    })
  })

  it('averages over samples: unequal samples weigh the same', () => {
    const settings = settingsOf({ rule: 'tau', step: 0.01 })
    const before = startIntrinsic(NEURON, 1)
    const activity = emptyActivity(1)
    measureSample(activity, Float32Array.of(0), 50, before, NEURON, settings)
    measureSample(activity, Float32Array.of(20), 100, before, NEURON, settings)
    // Mean of -1 and +1.
    expect(repair(before, activity, NEURON, settings, 1).tauMem[0]).toBeCloseTo(64, 5)
  })

  it('of shards added up in order is that of all samples', () => {
    const settings = settingsOf()
    const before = startIntrinsic(NEURON, 3)
    const whole = emptyActivity(3)
    const parts = [emptyActivity(3), emptyActivity(3)]
    for (let n = 0; n < 6; n++) {
      const counts = Float32Array.of(n, 10 * n, 50)
      for (const into of [whole, parts[n < 3 ? 0 : 1]]) measureSample(into, counts, STEPS, before, NEURON, settings)
    }
    const sum = emptyActivity(3)
    for (const part of parts) addActivity(sum, part)
    expect(sum.samples).toBe(6)
    expect(sum.quiet).toBe(whole.quiet)
    expect(sum.histogram).toEqual(whole.histogram)
    const [a, b] = [sum, whole].map((activity) => repair(before, activity, NEURON, settings, 1))
    a.resistance.forEach((r, i) => {
      expect(r).toBeCloseTo(b.resistance[i], 4)
    })
  })
})

describe('repair by gain', () => {
  it('multiplies R by exp(step clip((mu - y) / mu)) and leaves tau', () => {
    const settings = settingsOf({ rule: 'gain' })
    const after = phase([0, 0.05, 0.1, 0.15, 0.9], settings)
    const expected = [0.1, 0.05, 0, -0.05, -0.1].map((x) => 64 * Math.exp(x))
    after.resistance.forEach((r, i) => {
      expect(r).toBeCloseTo(expected[i], 4)
    })
    expect(Array.from(after.tauMem)).toEqual([64, 64, 64, 64, 64])
  })
})

describe('rule none', () => {
  it('changes nothing', () => {
    expect(phase([0, 0.5], settingsOf({ rule: 'none' }))).toEqual(startIntrinsic(NEURON, 2))
  })
})

describe('repairStrength', () => {
  it('is 1, then a ramp to 0 between the two fractions', () => {
    const settings = settingsOf({ fade: [0.5, 0.8] })
    const strengths = [0, 0.25, 0.49, 0.5, 0.65, 0.8, 1].map((progress) => repairStrength(settings, progress))
    ;[1, 1, 1, 1, 0.5, 0, 0].forEach((expected, i) => {
      expect(strengths[i]).toBeCloseTo(expected, 12)
    })
  })

  it('of equal fractions is a step', () => {
    const settings = settingsOf({ fade: [0.5, 0.5] })
    expect([0.4, 0.5, 0.6].map((progress) => repairStrength(settings, progress))).toEqual([1, 0, 0])
  })
})

describe('gainChange', () => {
  it('is the ratio of R / tau after and before', () => {
    const before = { resistance: Float32Array.of(8, 4), tauMem: Float32Array.of(8, 8) }
    const after = { resistance: Float32Array.of(16, 4), tauMem: Float32Array.of(8, 4) }
    expect(Array.from(gainChange(before, after))).toEqual([2, 2])
  })
})

describe('repairMetrics', () => {
  it('has the mean rate, the share of quiet neurons and R and tau relative to their start', () => {
    const settings = settingsOf()
    const before = startIntrinsic(NEURON, 2)
    const activity = activityOf([0.01, 0.21], settings, before)
    const after = { resistance: Float32Array.of(64, 128), tauMem: Float32Array.of(32, 64) }
    const metrics = repairMetrics(activity, after, NEURON, settings)
    expect(metrics.rate).toBeCloseTo(0.11, 6)
    // 0.01 x 64 = 0.64 is below the quiet product, 0.21 x 64 above.
    expect(metrics.quietShare).toBe(0.5)
    expect(metrics.resistance).toBe(1.5)
    expect(metrics.tauMem).toBe(0.75)
    expect(metrics.divergence).toBeGreaterThan(0)
    expect(activity.histogram.length).toBe(RATE_BINS)
    expect(activity.histogram[0] + activity.histogram[10]).toBe(8)
  })
})

describe('rate histogram', () => {
  it('has equal bins from 0 to 1; a neuron that fires every step is in the last', () => {
    const { histogram } = activityOf([0, 0.03, 0.5, 1], settingsOf(), startIntrinsic(NEURON, 4), 1)
    const filled = Array.from(histogram.entries()).filter(([, count]) => count > 0)
    expect(filled).toEqual([
      [0, 1],
      [1, 1],
      [25, 1],
      [49, 1],
    ])
  })
})

describe('checkRepair', () => {
  it('refuses SpiKL-IP where its R rule can only silence, and says what to do', () => {
    const neuron: NeuronModel = { ...NEURON, tauMem: 8 }
    expect(() => checkRepair(settingsOf(), neuron, 'recipe.repair')).toThrow(
      'recipe.repair.rule spikl-ip needs targetRate x lowest tau above 2.281, but got 0.1 x 0.5 x 8 = 0.400; ' +
        'use rule tau (tau alone) or gain, or raise targetRate or tauMem',
    )
  })

  it('accepts it where mu tau clears the limit down to the lower bound, and the other rules anywhere', () => {
    expect(() => checkRepair(settingsOf(), NEURON, 'recipe.repair')).not.toThrow()
    for (const rule of ['tau', 'gain', 'none'] as const) {
      expect(() => checkRepair(settingsOf({ rule }), { ...NEURON, tauMem: 2 }, 'recipe.repair')).not.toThrow()
    }
  })

  it('refuses bounds that do not enclose the start', () => {
    const settings = settingsOf({ rule: 'gain', bounds: [1.5, 8] })
    expect(() => checkRepair(settings, NEURON, 'strategy.repair')).toThrow(
      'strategy.repair.bounds must enclose 1, but got [1.5, 8]',
    )
  })
})
