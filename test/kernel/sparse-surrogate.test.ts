import { describe, expect, it } from 'vitest'
import type { GradientRule } from '../../src/kernel/kernel.js'
import { key } from '../../src/kernel/numerics/random.js'
import type { NetworkPlan } from '../../src/kernel/plan.js'
import { single, surrogateDerivative } from '../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { randomNumbers, randomSample } from '../conformance/kernel.js'

const FAST: GradientRule['surrogate'] = { kind: 'fast-sigmoid', slope: 10 }

/** One neuron without recurrence, driven once; dL/dw of its only input weight for an error of 1 at step 0. */
function gradientOfOneStep(weight: number, sparseSurrogate: number): number[] {
  const plan: NetworkPlan = {
    layers: [{ inputs: 1, neurons: 1, connections: [] }],
    tauSyn: 1,
    readout: { kind: 'counts' },
  }
  const rule: GradientRule = { rule: 'surrogate', surrogate: FAST, reset: 'detached', sparseSurrogate }
  const capacity = { steps: 1, events: 1 }
  return [new ReferenceKernel(plan, rule), new WasmKernel(plan, rule, capacity)].map((kernel) => {
    kernel.load(Float32Array.of(weight), Float32Array.of(8), Float32Array.of(8))
    kernel.forward({ steps: 1, step: Uint16Array.of(0), channel: Uint16Array.of(0) })
    kernel.backward(Float32Array.of(1))
    return kernel.gradient[0]
  })
}

describe('a sparse surrogate', () => {
  it('keeps a derivative at the threshold and drops the next smaller one', () => {
    // R / tau = 1 and tauSyn = 1, so the potential is the weight.
    for (const u of [0.5, 0.8125, 1.25, 0.91]) {
      const derivative = surrogateDerivative(Math.fround(u), FAST, single)
      const above = Math.fround(derivative * (1 + 2 ** -23))
      expect(gradientOfOneStep(u, derivative)).toEqual([derivative, derivative])
      expect(gradientOfOneStep(u, above)).toEqual([0, 0])
    }
  })

  it('of a small threshold changes little, of a large one more', () => {
    const plan: NetworkPlan = {
      layers: [{ inputs: 9, neurons: 64, connections: [{ kind: 'block', size: 16 }] }],
      tauSyn: 4,
      readout: { kind: 'linear', classes: 3 },
    }
    const { weights, resistance, tauMem } = randomNumbers(key(5, 'weights'), plan, 0.5)
    const gradient = (sparseSurrogate: number) => {
      const rule: GradientRule = { rule: 'surrogate', surrogate: FAST, reset: 'detached', sparseSurrogate }
      const kernel = new WasmKernel(plan, rule, { steps: 40, events: 400 })
      kernel.load(weights, resistance, tauMem)
      kernel.forward(randomSample(key(6), 9, 40, 0.2))
      kernel.backward(Float32Array.of(0.5, -0.2, 0.1))
      const result = kernel.gradient.slice()
      kernel.dispose()
      return result
    }
    const exact = gradient(0)
    const norm = Math.hypot(...exact)
    const [small, large] = [0.01, 0.2].map((threshold) => {
      const sparse = gradient(threshold)
      return Math.hypot(...sparse.map((g, w) => g - exact[w])) / norm
    })
    expect(small).toBeGreaterThan(0)
    expect(small).toBeLessThan(0.1)
    expect(large).toBeGreaterThan(small)
  })
})
