import { describe, expect, it } from 'vitest'
import { BSA_DEFAULTS, BSA_KERNEL, BSA_TAPS, bsaEncode } from '../../../src/data/encoders/bsa.js'

const RAW = { holdSteps: 1, scale: 1, threshold: 0.6 }

/** One kernel laid at position `at` of a single channel. */
function oneKernel(at: number): Float64Array {
  const frames = new Float64Array(60)
  frames.set(BSA_KERNEL, at)
  return frames
}

describe('the BSA kernel', () => {
  it('has 24 taps, sum 1, its peak at 12 and exp(-(j-12)^2/25) in shape', () => {
    expect(BSA_KERNEL.length).toBe(24)
    expect(BSA_KERNEL.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14)
    expect(BSA_KERNEL[0] / BSA_KERNEL[12]).toBeCloseTo(Math.exp(-144 / 25), 14)
    expect(BSA_KERNEL[7]).toBe(BSA_KERNEL[17])
  })
})

describe('bsaEncode', () => {
  it('finds one spike for one kernel; a threshold of 0.8 waits for the exact place, written one step later', () => {
    const exact = bsaEncode(oneKernel(20), 1, { ...RAW, threshold: 0.8 })
    expect([...exact.eventStep]).toEqual([21])
  })

  it('takes the first place that gains more than 0.6: one step before the exact one', () => {
    // Shifted by one step the gain is 1 - 0.225, by two 1 - 0.445.
    expect([...bsaEncode(oneKernel(20), 1, RAW).eventStep]).toEqual([20])
  })

  it('emits nothing for silence, for what is weaker than the threshold, nor for a negative signal', () => {
    for (const level of [0, 0.02, -3]) {
      expect(bsaEncode(new Float64Array(100).fill(level), 1, RAW).eventStep.length).toBe(0)
    }
  })

  it('follows the frame when its spikes are convolved with the kernel', () => {
    const frames = Float64Array.from({ length: 60 }, (_, f) => (0.45 + 0.3 * Math.sin(f / 8)) / 2000)
    const { eventStep, steps } = bsaEncode(frames, 1)
    expect(steps).toBe(600)
    const rebuilt = new Float64Array(steps + BSA_TAPS)
    for (const step of eventStep) for (let j = 0; j < BSA_TAPS; j++) rebuilt[step - 1 + j] += BSA_KERNEL[j]
    let squared = 0
    for (let step = 30; step < 570; step++) squared += (rebuilt[step] - frames[Math.floor(step / 10)] * 2000) ** 2
    expect(Math.sqrt(squared / 540)).toBeLessThan(0.1)
  })

  it('holds each frame ten steps, times 2000, and knows channels apart', () => {
    expect(BSA_DEFAULTS).toEqual({ holdSteps: 10, scale: 2000, threshold: 0.6 })
    const frames = new Float64Array(20 * 3)
    for (let f = 0; f < 20; f++) frames[f * 3 + 1] = 0.5 / 2000
    const { steps, eventChannel, eventStep } = bsaEncode(frames, 3)
    expect(steps).toBe(200)
    expect(eventStep.length).toBeGreaterThan(50)
    expect(eventChannel.every((channel) => channel === 1)).toBe(true)
  })

  it('sorts by step, then channel, with spikes inside the sample', () => {
    const frames = Float64Array.from({ length: 400 }, (_, i) => ((i * 37) % 11) / 11 / 1000)
    const { steps, eventStep, eventChannel } = bsaEncode(frames, 20)
    for (let e = 1; e < eventStep.length; e++) {
      expect(eventStep[e] * 20 + eventChannel[e]).toBeGreaterThan(eventStep[e - 1] * 20 + eventChannel[e - 1])
    }
    expect(eventStep[eventStep.length - 1]).toBeLessThan(steps)
  })
})
