import { expect, it } from 'vitest'
import type { GradientRule, Kernel, Sample } from '../../src/kernel/kernel.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { type Key, key, uniform } from '../../src/kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../../src/kernel/plan.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'

/** Bernoulli events, some of them twice. */
export function randomSample(k: Key, inputs: number, steps: number, p: number): Sample {
  const step: number[] = []
  const channel: number[] = []
  for (let t = 0; t < steps; t++) {
    for (let c = 0; c < inputs; c++) {
      const u = uniform(k, t * inputs + c)
      if (u < p) {
        step.push(t)
        channel.push(c)
      }
      if (u < p / 8) {
        step.push(t)
        channel.push(c)
      }
    }
  }
  return { steps, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
}

export interface NetworkNumbers {
  readonly weights: Float32Array
  readonly resistance: Float32Array
  readonly tauMem: Float32Array
}

/** Weights and intrinsic parameters under which neurons fire moderately. */
export function randomNumbers(k: Key, plan: NetworkPlan, gain: number): NetworkNumbers {
  const offsets = planOffsets(plan)
  const weights = Float32Array.from({ length: offsets.weights }, (_, i) => gain * normal(k, i))
  const tauMem = Float32Array.from({ length: offsets.neurons }, (_, i) => 4 + 12 * uniform(k, i, 7))
  const resistance = Float32Array.from(tauMem, (tau, i) => tau * (0.7 + 0.8 * uniform(k, i, 8)))
  return { weights, resistance, tauMem }
}

/** A kernel gives the bits of the reference in single precision: outputs, counts and gradient, over several samples. */
export function conformsToKernel(
  makeKernel: (plan: NetworkPlan, rule: GradientRule) => Kernel,
  plan: NetworkPlan,
  rule: GradientRule,
  settings: { gain: number; steps: readonly number[] },
): void {
  const outputGradient = Float32Array.from({ length: planOffsets(plan).outputs }, (_, c) => 0.3 - 0.17 * c)
  it('equals the reference to the last bit, forward and backward', () => {
    const numbers = randomNumbers(key(5, 'weights'), plan, settings.gain)
    const kernel = makeKernel(plan, rule)
    const reference = new ReferenceKernel(plan, rule)
    for (const k of [kernel, reference]) k.load(numbers.weights, numbers.resistance, numbers.tauMem)
    let spikes = 0
    settings.steps.forEach((steps, i) => {
      const sample = randomSample(key(6, i), plan.layers[0].inputs, steps, 0.2)
      expect(Array.from(kernel.forward(sample))).toEqual(Array.from(reference.forward(sample)))
      expect(Array.from(kernel.counts)).toEqual(Array.from(reference.counts))
      spikes += reference.counts.reduce((a, b) => a + b)
      kernel.backward(outputGradient)
      reference.backward(outputGradient)
    })
    expect(spikes).toBeGreaterThan(20)
    const gradient = Array.from(reference.gradient)
    expect(gradient.some((g) => g !== 0)).toBe(true)
    expect(Array.from(kernel.gradient)).toEqual(gradient)
  })

  it('equals the reference for an error that varies over steps', () => {
    const numbers = randomNumbers(key(5, 'weights'), plan, settings.gain)
    const kernel = makeKernel(plan, rule)
    const reference = new ReferenceKernel(plan, rule)
    for (const k of [kernel, reference]) k.load(numbers.weights, numbers.resistance, numbers.tauMem)
    const steps = settings.steps[0]
    const top = plan.layers[plan.layers.length - 1].neurons
    const error = Float32Array.from({ length: steps * top }, (_, i) => normal(key(9), i))
    const sample = randomSample(key(6, 0), plan.layers[0].inputs, steps, 0.2)
    for (const k of [kernel, reference]) {
      k.forward(sample)
      k.backwardSteps(error)
    }
    expect(Array.from(kernel.gradient)).toEqual(Array.from(reference.gradient))
  })
}
