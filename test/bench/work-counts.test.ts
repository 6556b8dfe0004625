import { describe, expect, it } from 'vitest'
import { countWork } from '../../bench/work-counts.js'
import { DEFAULT_RULE } from '../../bench/workloads.js'
import type { Sample } from '../../src/kernel/kernel.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { type ConnectionPlan, type NetworkPlan, planOffsets } from '../../src/kernel/plan.js'
import { single } from '../../src/kernel/reference/arithmetic.js'
import { ReferenceKernel } from '../../src/kernel/reference/reference-kernel.js'

const CONNECTIONS: readonly ConnectionPlan[] = [
  { kind: 'block', size: 4 },
  { kind: 'lateral', distance: 4, ring: false },
  {
    kind: 'csr',
    rowStart: Uint32Array.from([0, 2, 3, 3, 4, 4, 4, 4, 6]),
    target: Uint32Array.from([1, 5, 0, 7, 2, 3]),
  },
]
const STEPS = 12

function twoLayers(connections: readonly ConnectionPlan[]): NetworkPlan {
  return {
    layers: [
      { inputs: 5, neurons: 8, connections },
      { inputs: 8, neurons: 8, connections },
    ],
    tauSyn: 3,
    readout: { kind: 'linear', classes: 3 },
  }
}

/** The twin, which tells every rounding: it rounds after each operation. */
function counted(plan: NetworkPlan, recurrent: number) {
  const clock = { operations: 0 }
  const arithmetic = {
    ...single,
    round: (x: number) => {
      clock.operations++
      return Math.fround(x)
    },
  }
  const kernel = new ReferenceKernel(plan, DEFAULT_RULE, arithmetic)
  const offsets = planOffsets(plan)
  const weights = Float32Array.from({ length: offsets.weights }, (_, w) => Math.abs(normal(key(3), w)))
  offsets.layers.forEach((layer, l) => {
    const end = offsets.layers[l + 1]?.input ?? offsets.readout
    for (let w = layer.connections[0] ?? end; w < end; w++) weights[w] *= recurrent
  })
  const tau = new Float32Array(offsets.neurons).fill(5)
  kernel.load(weights, tau, tau)
  const spent = (work: () => void) => {
    clock.operations = 0
    work()
    return clock.operations
  }
  return { kernel, spent }
}

const at = Array.from({ length: STEPS * 5 }, (_, i) => i).filter((i) => uniform(key(4), i) < 0.3)
const sample: Sample = {
  steps: STEPS,
  step: Uint16Array.from(at, (i) => Math.floor(i / 5)),
  channel: Uint16Array.from(at, (i) => i % 5),
}
const silence: Sample = { steps: STEPS, step: new Uint16Array(0), channel: new Uint16Array(0) }

describe('the counts of the bench', () => {
  it('are the spikes and events that a pass of the twin has', () => {
    const { kernel } = counted(twoLayers(CONNECTIONS), 0.2)
    const { layers, spikes } = countWork(kernel, sample)
    const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)
    const fired = [0, 1].map((l) => kernel.spikes(l).map(total))
    expect(total(fired[0])).toBeGreaterThan(10)
    expect(layers[0].events).toBe(sample.step.length)
    expect(layers[1].events).toBe(total(fired[0]))
    expect(spikes).toBe(total(fired[0]) + total(fired[1]))
    expect(layers.map((layer) => layer.spikes)).toEqual(fired.map((steps) => total(steps.slice(0, -1))))
  })

  it('are half the operations that recurrent weights of zero add to a forward pass', () => {
    const [withRows, without] = [CONNECTIONS, []].map((connections) => {
      const { kernel, spent } = counted(twoLayers(connections), 0)
      return { work: countWork(kernel, sample), operations: spent(() => kernel.forward(sample)) }
    })
    const elements = withRows.work.layers.map((layer) => layer.recurrentElements)
    expect(elements.every((count) => count > 0)).toBe(true)
    // The twin multiplies by the amplitude 1 before it adds.
    expect(withRows.operations - without.operations).toBe(2 * (elements[0] + elements[1]))
  })

  it('are half the operations that events add to a forward pass of one layer', () => {
    const plan = { ...twoLayers([]), layers: twoLayers([]).layers.slice(0, 1) }
    const { kernel, spent } = counted(plan, 0)
    const { layers, readoutForward } = countWork(kernel, sample)
    const more = spent(() => kernel.forward(sample)) - spent(() => kernel.forward(silence))
    // What fires reaches the readout, product and sum.
    expect(more).toBe(2 * layers[0].inputElements + 2 * readoutForward)
  })

  it('are half the operations of the errors that a backward pass carries back', () => {
    const [withRows, without] = [CONNECTIONS, []].map((connections) => {
      const { kernel, spent } = counted(twoLayers(connections), 0)
      kernel.forward(silence)
      const work = countWork(kernel, silence)
      return { work, operations: spent(() => kernel.backward(new Float32Array(3).fill(0.1))) }
    })
    const [first, second] = withRows.work.layers
    // At the last step there is no error to carry, and the twin carries zeros.
    const atLast = first.synapses + second.synapses
    expect(withRows.operations - without.operations).toBe(2 * (first.productElements + second.productElements + atLast))
    expect(first.synapses).toBe(8 * 4 + 8 + 6)
  })
})
