import { describe, expect, it } from 'vitest'
import { key, uniform } from '../../../src/kernel/numerics/random.js'
import { lambertW0 } from '../../../src/learning/first-spike/lambert-w.js'
import {
  chargeOf,
  firstSpike,
  potential,
  spikeDerivatives,
  type TauRatio,
} from '../../../src/learning/first-spike/spike-time.js'
import { WORKED_CASES } from './worked-cases.js'

const RATIOS: readonly TauRatio[] = [1, 2]
const both = RATIOS.flatMap((ratio) => WORKED_CASES.map((worked) => ({ ratio, ...worked, ...worked.expected[ratio] })))

interface RandomCase {
  readonly times: number[]
  readonly weights: number[]
}

function randomCase(seed: number): RandomCase {
  const k = key(seed, 'first-spike-case')
  const inputs = 2 + Math.floor(uniform(k, 0) * 10)
  const times = Array.from({ length: inputs }, (_, i) => 3 * uniform(k, 1 + i))
  const weights = Array.from({ length: inputs }, (_, i) => -1.5 + 4 * uniform(k, 100 + i))
  return { times, weights }
}

/** The first `count` random cases that spike. */
function spikingCases(count: number, ratio: TauRatio): (RandomCase & { time: number })[] {
  const found: (RandomCase & { time: number })[] = []
  for (let seed = 0; found.length < count; seed++) {
    const candidate = randomCase(seed)
    const { time } = firstSpike(candidate.times, candidate.weights, ratio)
    if (time < Number.POSITIVE_INFINITY) found.push({ ...candidate, time })
  }
  return found
}

/** Greatest distance of two lists; 0 where nothing is wanted. */
const farthest = (actual: ArrayLike<number>, wanted: readonly number[] = []): number =>
  wanted.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0)

describe("Lambert's W0", () => {
  it('satisfies W e^W = z to 1e-14 on all of [-1/e, 0)', () => {
    for (let i = 0; i <= 4000; i++) {
      const exponent = -1 - (i < 2000 ? 1e-12 * 1.0135 ** i : (i - 2000) / 60)
      const w = lambertW0(exponent)
      expect(Math.abs(w * Math.exp(w) + Math.exp(exponent))).toBeLessThan(1e-14)
      expect(w).toBeGreaterThanOrEqual(-1)
      expect(w).toBeLessThan(0)
    }
  })

  it('is -1 at the branch point, and nothing below it', () => {
    expect(lambertW0(-1)).toBe(-1)
    expect(lambertW0(-0.999)).toBeNaN()
  })
})

describe.each(both)('worked case $name, tauMem = $ratio tauSyn', ({ ratio, times, weights, causal, ...expected }) => {
  const spike = firstSpike(times, weights, ratio)
  const derivatives = spikeDerivatives(spike, times, weights, ratio)

  it('spikes when the specification says', () => {
    if (expected.time === Number.POSITIVE_INFINITY) expect(spike.time).toBe(expected.time)
    else expect(Math.abs(spike.time / expected.time - 1)).toBeLessThan(1e-10)
    expect(spike.causal).toHaveLength(causal)
  })

  it('has the derivatives of the specification', () => {
    expect(farthest(derivatives.weights, expected.byWeight)).toBeLessThan(1e-9)
    expect(farthest(derivatives.times, expected.byTime)).toBeLessThan(1e-9)
  })
})

describe.each(RATIOS)('first spikes, tauMem = %i tauSyn', (ratio) => {
  const cases = spikingCases(1000, ratio)

  it('lie on the threshold, and shift with their inputs: dT/dt sums to 1', () => {
    for (const { times, weights, time } of cases) {
      expect(Math.abs(potential(time, times, weights, ratio) - 1)).toBeLessThan(1e-9)
      const { times: slopes } = spikeDerivatives(firstSpike(times, weights, ratio), times, weights, ratio)
      // Of a touch both parts of every quotient are rounding errors of a small number.
      const size = slopes.reduce((sum, d) => sum + Math.abs(d), 0)
      expect(Math.abs(slopes.reduce((sum, d) => sum + d, 0) - 1)).toBeLessThan(1e-10 * Math.max(1, size))
      const late = firstSpike(
        times.map((t) => t + 0.625),
        weights,
        ratio,
      )
      expect(Math.abs(late.time - time - 0.625)).toBeLessThan(1e-9)
    }
  })

  it('come earlier with more weight: dT/dw is negative for causal inputs and 0 for others', () => {
    for (const { times, weights, time } of cases) {
      const { weights: slopes } = spikeDerivatives(firstSpike(times, weights, ratio), times, weights, ratio)
      const causal = slopes.filter((_, i) => times[i] < time)
      expect(Math.max(...causal)).toBeLessThan(0)
      expect(slopes.filter((d, i) => times[i] > time && d !== 0)).toHaveLength(0)
    }
  })

  it('are the first: no grid point before them lies above the threshold', () => {
    for (const { times, weights, time } of cases.slice(0, 200)) {
      let highest = Number.NEGATIVE_INFINITY
      for (let t = 0; t < time - 1e-9; t += 1e-3) highest = Math.max(highest, potential(t, times, weights, ratio))
      expect(highest).toBeLessThan(1 + 1e-9)
    }
  })

  it('agree with an integration of the differential equations to 1e-6', () => {
    for (const { times, weights, time } of cases.slice(0, 200)) {
      expect(Math.abs(integratedSpike(times, weights, ratio, time + 0.1) - time)).toBeLessThan(1e-6)
    }
  })

  it('have derivatives that agree with central differences to 1e-5', () => {
    for (const { times, weights, time } of cases.slice(0, 200)) {
      if (slopeAt(time, times, weights, ratio) < 0.02) continue
      const { weights: byWeight, times: byTime } = spikeDerivatives(
        firstSpike(times, weights, ratio),
        times,
        weights,
        ratio,
      )
      const h = 1e-6
      times.forEach((_, i) => {
        if (times.some((t) => Math.abs(t - time) < 1e-3)) return
        const withWeight = (d: number) => firstSpike(times, replaced(weights, i, d), ratio).time
        const withTime = (d: number) => firstSpike(replaced(times, i, d), weights, ratio).time
        const numeric = [withWeight, withTime].map((at) => (at(h) - at(-h)) / (2 * h))
        expect(Math.abs(byWeight[i] - numeric[0])).toBeLessThan(1e-5 * Math.max(1, Math.abs(numeric[0])))
        expect(Math.abs(byTime[i] - numeric[1])).toBeLessThan(1e-5 * Math.max(1, Math.abs(numeric[1])))
      })
    }
  })
})

const replaced = (values: readonly number[], index: number, by: number): number[] =>
  values.map((value, i) => (i === index ? value + by : value))

const slopeAt = (time: number, times: number[], weights: number[], ratio: TauRatio): number =>
  (potential(time, times, weights, ratio) - potential(time - 1e-6, times, weights, ratio)) / 1e-6

/** First crossing by fourth-order Runge-Kutta between inputs: C u' = -g u + I, I' = -I, C = g tauMem. */
function integratedSpike(times: number[], weights: number[], ratio: TauRatio, end: number): number {
  const g = chargeOf(ratio)
  const capacity = g * ratio
  const events = times.map((t, i) => ({ t, w: weights[i] })).sort((a, b) => a.t - b.t)
  let [t, u, current] = [0, 0, 0]
  const flow = (v: number, i: number): [number, number] => [(-g * v + i) / capacity, -i]
  const advance = (h: number): void => {
    const k1 = flow(u, current)
    const k2 = flow(u + (h / 2) * k1[0], current + (h / 2) * k1[1])
    const k3 = flow(u + (h / 2) * k2[0], current + (h / 2) * k2[1])
    const k4 = flow(u + h * k3[0], current + h * k3[1])
    u += (h / 6) * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
    current += (h / 6) * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
    t += h
  }
  while (t < end) {
    const next = events.find((event) => event.t > t)?.t ?? Number.POSITIVE_INFINITY
    const before = { t, u, current }
    advance(Math.min(0.002, next - t))
    if (u >= 1) {
      let [low, high] = [0, t - before.t]
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2
        ;({ t, u, current } = before)
        advance(middle)
        if (u >= 1) high = middle
        else low = middle
      }
      return before.t + high
    }
    for (const event of events) if (event.t > before.t && event.t <= t) current += event.w
  }
  return Number.POSITIVE_INFINITY
}
