import { describe, expect, it } from 'vitest'
import type { GradientRule, Sample } from '../../src/kernel/kernel.js'
import type { NetworkPlan } from '../../src/kernel/plan.js'
import { single, TINY } from '../../src/kernel/reference/arithmetic.js'
import { backwardLayer, forwardLayer } from '../../src/kernel/reference/layer.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'

const STEPS = 2000
const RULES: GradientRule[] = [
  { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' },
  { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' },
]
const PLAN: NetworkPlan = {
  layers: [{ inputs: 2, neurons: 2, connections: [{ kind: 'dense' }] }],
  tauSyn: 4,
  readout: { kind: 'counts' },
}
const WEIGHTS = Float32Array.of(3, 1, -0.5, 0.25, 0.5, 2, -2, 0.25)
const CONSTANT = Float32Array.of(8, 5)

const isTiny = (x: number) => x !== 0 && Math.abs(x) < TINY

describe.each(RULES)('decay to rest, $rule', (rule) => {
  it('leaves exact zeros and no tiny value in 2000 silent steps, forward and back', () => {
    const events = Array.from({ length: STEPS }, (_, t) => ({
      index: t === 0 ? [0, 1] : [],
      amplitude: t === 0 ? [1, 1] : [],
    }))
    const layer = {
      plan: PLAN.layers[0],
      input: WEIGHTS.subarray(0, 4),
      connections: [WEIGHTS.subarray(4)],
      resistance: CONSTANT,
      tauMem: CONSTANT,
      tauSyn: PLAN.tauSyn,
    }
    const trace = forwardLayer(layer, events, rule, single)
    for (const field of ['u', 'a', 'current'] as const) {
      expect(
        trace[field].some((row) => row.some((x) => x !== 0)),
        field,
      ).toBe(true)
      expect(trace[field].flatMap((row) => Array.from(row)).filter(isTiny), field).toEqual([])
      expect(Array.from(trace[field][STEPS - 1]), field).toEqual([0, 0])
    }
    const gradient = {
      input: new Float32Array(4),
      connections: [new Float32Array(4)],
      resistance: new Float64Array(2),
      tauMem: new Float64Array(2),
    }
    // An error at the last step alone decays backwards over 2000 steps.
    const error = Array.from({ length: STEPS }, (_, t) => Float32Array.of(t === STEPS - 1 ? 1 : 0, 0))
    const below = backwardLayer(layer, trace, error, gradient, rule, single)
    // Products with weights and the synaptic gain may lie somewhat below; a denormal is 2^26 times smaller.
    const smallest = Math.min(
      ...below
        .flatMap((row) => Array.from(row))
        .filter((x) => x !== 0)
        .map(Math.abs),
    )
    expect(smallest).toBeGreaterThan(2 ** -126)
    expect(Array.from(below[0])).toEqual([0, 0])
  })

  it('is the same to the bit in WebAssembly', () => {
    const sample: Sample = {
      steps: STEPS,
      step: Uint16Array.of(0, 0, 1990),
      channel: Uint16Array.of(0, 1, 0),
    }
    const kernels = [new ReferenceKernel(PLAN, rule), new WasmKernel(PLAN, rule, { steps: 8, events: 8 })]
    const error = Float32Array.from({ length: 2 * STEPS }, (_, i) => (i === 2 * STEPS - 2 || i === 11 ? 1 : 0))
    const [reference, wasm] = kernels.map((kernel) => {
      kernel.load(WEIGHTS, CONSTANT, CONSTANT)
      const counts = Array.from(kernel.forward(sample))
      kernel.backwardSteps(error)
      return { counts, gradient: Array.from(kernel.gradient) }
    })
    expect(reference.counts[0]).toBeGreaterThan(0)
    expect(reference.gradient.some((g) => g !== 0)).toBe(true)
    expect(wasm).toEqual(reference)
  })
})
