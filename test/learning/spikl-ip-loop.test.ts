import { describe, expect, it } from 'vitest'
import { onlineUpdate, PUBLISHED } from '../../src/learning/spikl-ip.js'

// The neuron of the SpiKL-IP notes, section 2: V = 20, refractory period 2, calcium 64 steps; numbers of section 8.
const V = 20
const REFRACTORY = 2
const TAU_CALCIUM = 64

interface Neuron {
  v: number
  calcium: number
  waiting: number
  resistance: number
  tau: number
}

/** One step; true for a spike. With `mu` the rule adapts, but not in refractory steps. */
function step(n: Neuron, x: number, mu: number | undefined): boolean {
  n.calcium -= n.calcium / TAU_CALCIUM
  n.v -= n.v / n.tau
  n.v += (n.resistance * x) / n.tau
  if (n.waiting > 0) {
    n.waiting--
    n.v = 0
    return false
  }
  const spike = n.v > V
  if (spike) {
    n.calcium++
    n.v = 0
    n.waiting = REFRACTORY
  }
  if (mu !== undefined) {
    const moved = onlineUpdate(n.calcium / (TAU_CALCIUM - 1), n.resistance, n.tau, { ...PUBLISHED, mu })
    n.resistance = moved.resistance
    n.tau = moved.tau
  }
  return spike
}

const atRest = (): Neuron => ({ v: 0, calcium: 0, waiting: 0, resistance: 64, tau: 64 })

describe('neuron without plasticity (case 1)', () => {
  it.each([
    [0.5, [63, 128, 193]],
    [1, [24, 50, 76]],
    [2, [11, 24, 37]],
    [5, [5, 12, 19]],
    [10, [3, 8, 13]],
  ])('x = %f spikes at %j', (x, expected) => {
    const neuron = atRest()
    const spikes: number[] = []
    for (let t = 1; spikes.length < 3; t++) if (step(neuron, x, undefined)) spikes.push(t)
    expect(spikes).toEqual(expected)
  })
})

describe('closed loop of 40 000 steps (case 5)', () => {
  const STEPS = 40_000
  const run = (x: number, mu: number | undefined) => {
    const neuron = atRest()
    let late = 0
    let inside = true
    for (let t = 0; t < STEPS; t++) {
      const spike = step(neuron, x, mu)
      if (t >= STEPS / 2 && spike) late++
      inside &&= neuron.resistance >= 32 && neuron.resistance <= 512 && neuron.tau >= 32 && neuron.tau <= 512
    }
    expect(inside).toBe(true)
    return { rate: late / (STEPS / 2), resistance: neuron.resistance, tau: neuron.tau }
  }

  it.each([
    [0.5, 0.0154, [0.1066, 203, 32], [0.0575, 106, 32]],
    [1, 0.0384, [0.1111, 111, 32], [0.0575, 53, 32]],
    [3, 0.1111, [0.1125, 38, 32], [0.0805, 32, 43]],
    [8, 0.2, [0.1292, 32, 62], [0.0805, 32, 123]],
    [20, 0.25, [0.1295, 32, 158], [0.0918, 32, 283]],
  ])('x = %f: rate %f without; rate, R and tau %j for mu 0.2, %j for mu 0.1', (x, without, atPoint2, atPoint1) => {
    expect(Math.abs(run(x, undefined).rate - without)).toBeLessThan(5.1e-5)
    for (const [mu, [rate, resistance, tau]] of [
      [0.2, atPoint2],
      [0.1, atPoint1],
    ] as const) {
      const end = run(x, mu)
      expect(Math.abs(end.rate - rate)).toBeLessThan(1.01e-4)
      expect(Math.abs(end.resistance - resistance)).toBeLessThan(0.8)
      expect(Math.abs(end.tau - tau)).toBeLessThan(0.8)
    }
  })

  it('collapses rates spread over 0.015 to 0.25 into 0.10 to 0.13 for mu 0.2', () => {
    for (const x of [0.5, 1, 3, 8, 20]) {
      const { rate } = run(x, 0.2)
      expect(rate).toBeGreaterThan(0.1)
      expect(rate).toBeLessThan(0.13)
    }
  })
})
