import { describe } from 'vitest'
import type { GradientRule } from '../../src/kernel/kernel.js'
import type { NetworkPlan } from '../../src/kernel/plan.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { conformsToKernel } from '../conformance/kernel.js'
import { layers } from './layer-plans.js'

const rules: Record<string, GradientRule> = {
  'surrogate, fast sigmoid, detached': {
    rule: 'surrogate',
    surrogate: { kind: 'fast-sigmoid', slope: 10 },
    reset: 'detached',
  },
  'surrogate, logistic, full': { rule: 'surrogate', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' },
  'surrogate, sparse fast sigmoid, full': {
    rule: 'surrogate',
    surrogate: { kind: 'fast-sigmoid', slope: 10 },
    reset: 'full',
    sparseSurrogate: 0.05,
  },
  'tssl-bp, sparse': {
    rule: 'tssl-bp',
    surrogate: { kind: 'logistic', width: 0.2 },
    reset: 'full',
    sparseSurrogate: 0.3,
  },
  'tssl-bp': { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' },
}
const readouts: Record<string, NetworkPlan['readout']> = {
  linear: { kind: 'linear', classes: 3 },
  counts: { kind: 'counts' },
}

describe.each(Object.keys(layers))('SIMD kernel, %s', (name) => {
  describe.each(Object.keys(rules))('%s', (rule) => {
    describe.each(Object.keys(readouts))('%s readout', (readout) => {
      const plan: NetworkPlan = { layers: layers[name], tauSyn: 4, readout: readouts[readout] }
      conformsToKernel((p, r) => new WasmKernel(p, r, { steps: 8, events: 16 }), plan, rules[rule], {
        gain: 0.9,
        steps: [30, 11, 41],
      })
    })
  })
})
