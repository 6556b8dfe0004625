import { describe, expect, it } from 'vitest'
import type { GradientRule } from '../../src/kernel/kernel.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../../src/kernel/plan.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { randomNumbers, randomSample } from '../conformance/kernel.js'
import { layers } from './layer-plans.js'

const RULES: Record<string, GradientRule> = {
  surrogate: { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' },
  'tssl-bp': { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' },
}
/** A square, one more, one less, and too few to cut. */
const STEPS = [36, 37, 35, 1, 2, 3]

describe.each(Object.keys(layers))('checkpoints in time, %s', (name) => {
  describe.each(Object.keys(RULES))('%s', (ruleName) => {
    const rule = RULES[ruleName]
    const plan: NetworkPlan = { layers: layers[name], tauSyn: 4, readout: { kind: 'linear', classes: 3 } }
    const top = plan.layers[plan.layers.length - 1].neurons
    const numbers = randomNumbers(key(5, 'weights'), plan, 0.9)

    function run(checkpoints: boolean, stepErrors: boolean) {
      const kernel = new WasmKernel(plan, { ...rule, checkpoints }, { steps: 4, events: 4 })
      kernel.load(numbers.weights, numbers.resistance, numbers.tauMem)
      const results = STEPS.map((steps, i) => {
        const outputs = Array.from(kernel.forward(randomSample(key(6, i), plan.layers[0].inputs, steps, 0.2)))
        if (stepErrors) kernel.backwardSteps(Float32Array.from({ length: steps * top }, (_, e) => normal(key(9, i), e)))
        else kernel.backward(Float32Array.of(0.3, 0.1, -0.2))
        return { outputs, counts: Array.from(kernel.counts), gradient: Array.from(kernel.gradient) }
      })
      kernel.dispose()
      return results
    }

    it.each([false, true])('leave every bit as it is, with an error at every step: %s', (stepErrors) => {
      const plain = run(false, stepErrors)
      expect(plain[0].gradient.some((g) => g !== 0)).toBe(true)
      expect(run(true, stepErrors)).toEqual(plain)
    })
  })
})

describe('memory', () => {
  const plan: NetworkPlan = {
    layers: [
      { inputs: 4, neurons: 64, connections: [{ kind: 'block', size: 16 }] },
      { inputs: 64, neurons: 32, connections: [] },
    ],
    tauSyn: 4,
    readout: { kind: 'linear', classes: 2 },
  }

  /** Bytes that `steps` steps add to those of one step. */
  function growth(steps: number, checkpoints: boolean): number {
    const bytes = [1, steps].map((most) => {
      const kernel = new WasmKernel(plan, { ...RULES.surrogate, checkpoints }, { steps: most, events: 8 })
      kernel.dispose()
      return kernel.bytes
    })
    return bytes[1] - bytes[0]
  }

  it('grows with the steps, and with checkpoints with their square root', () => {
    expect(growth(6400, false) / growth(1600, false)).toBeCloseTo(4, 1)
    // The lists of where each step's events start, four bytes a step, stay.
    const lists = (steps: number) => 4 * steps
    const ratio = (growth(6400, true) - lists(6400)) / (growth(1600, true) - lists(1600))
    expect(ratio).toBeGreaterThan(1.8)
    expect(ratio).toBeLessThan(2.2)
    expect(growth(6400, true)).toBeLessThan(growth(6400, false) / 15)
  })
})

describe('backward', () => {
  it.each([false, true])('needs a forward pass of its own, checkpoints: %s', (checkpoints) => {
    const plan: NetworkPlan = { layers: layers.csr, tauSyn: 4, readout: { kind: 'linear', classes: 3 } }
    expect(planOffsets(plan).outputs).toBe(3)
    const kernel = new WasmKernel(plan, { ...RULES.surrogate, checkpoints }, { steps: 9, events: 9 })
    const error = Float32Array.of(1, 0, 0)
    const message = 'backward needs a forward pass of its own before it'
    expect(() => kernel.backward(error)).toThrow(message)
    kernel.forward(randomSample(key(6), 7, 9, 0.2))
    kernel.backward(error)
    expect(() => kernel.backward(error)).toThrow(message)
    kernel.dispose()
  })
})
