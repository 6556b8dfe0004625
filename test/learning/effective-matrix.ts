import type { NetworkPlan } from '../../src/kernel/plan.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { double } from '../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'

const STEPS = 2

/**
 * [post][pre] recurrent weights of a layer, measured: one neuron is made to fire at step 0, and what every neuron
 * receives at step 1 is read off its potential. Knows nothing of how weights lie in memory but the input rows.
 */
export function effectiveMatrix(plan: NetworkPlan, weights: Float32Array, layer = 0): number[][] {
  const { neurons, connections } = plan.layers[layer]
  const alone: NetworkPlan = {
    layers: [{ inputs: neurons, neurons, connections }],
    tauSyn: 4,
    readout: { kind: 'counts' },
  }
  const rule = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' } as const
  const kernel = new ReferenceKernel(alone, rule, double)
  const offsets = planOffsets(alone)
  const from = planOffsets(plan).layers[layer].connections[0]
  const ones = new Float64Array(neurons).fill(10)
  const potentials = (pre: number, recurrent: boolean) => {
    const all = new Float64Array(offsets.weights)
    // 10 / tauSyn = 2.5: a single event lifts its neuron over the threshold.
    for (let i = 0; i < neurons; i++) all[i * neurons + i] = 10
    if (recurrent && from !== undefined) {
      const first = neurons * neurons
      for (let w = first; w < all.length; w++) all[w] = weights[from + w - first]
    }
    kernel.load(all, ones, ones)
    kernel.forward({ steps: STEPS, step: Uint16Array.of(0), channel: Uint16Array.of(pre) })
    return kernel.potentials(0)[1]
  }
  const columns = Array.from({ length: neurons }, (_, pre) => {
    const withRecurrence = potentials(pre, true)
    const without = potentials(pre, false)
    // u = gain x weight, gain = 1/4
    return Array.from(withRecurrence, (u, i) => (u - without[i]) * 4)
  })
  return Array.from({ length: neurons }, (_, post) => columns.map((column) => column[post]))
}
