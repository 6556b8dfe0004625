import { describe, expect, it } from 'vitest'
import type { GradientRule, Kernel, Sample } from '../../../src/kernel/kernel.js'
import type { NetworkPlan } from '../../../src/kernel/plan.js'
import { double } from '../../../src/kernel/reference/arithmetic.js'
import { backwardLayer, forwardLayer, type LayerState } from '../../../src/kernel/reference/layer.js'
import { ReferenceKernel } from '../../../src/kernel/reference/reference-kernel.js'
import { WasmKernel } from '../../../src/kernel/wasm-kernel.js'

// The worked neurons of the TSSL-BP notes, section 8: V = 1, tauMem 5, tauSyn 3, one synapse, 5 steps.
const TAU_MEM = 5
const TAU_SYN = 3
const STEPS = 5
const KAPPA = 1 - 1 / TAU_SYN
const RULE: GradientRule = { rule: 'tssl-bp', surrogate: { kind: 'logistic', width: 0.2 }, reset: 'full' }

interface Neuron {
  readonly name: string
  readonly i: number
  readonly desired: string
  readonly u: readonly number[]
  readonly s: string
  readonly a: readonly number[]
  readonly loss: number
  readonly delta: readonly number[]
  readonly weightGradient: number
}

const NEURONS: readonly Neuron[] = [
  {
    name: 'A',
    i: 0.5,
    desired: '01111',
    u: [0.5, 0.9, 1.22, 0.5, 0.9],
    s: '00100',
    a: [0, 0, 0.333333, 0.222222, 0.148148],
    loss: 0.410227,
    delta: [-0.069274, -0.348333, -0.86877, 0, 0],
    weightGradient: -0.643188,
  },
  {
    name: 'B',
    i: 0.1,
    desired: '01111',
    u: [0.1, 0.18, 0.244, 0.2952, 0.33616],
    s: '00000',
    a: [0, 0, 0, 0, 0],
    loss: 0.779454,
    delta: [-0.015143, -0.033523, -0.050225, -0.057427, -0.045071],
    weightGradient: -0.020139,
  },
  {
    name: 'C',
    i: 1.5,
    desired: '00000',
    u: [1.5, 1.5, 1.5, 1.5, 1.5],
    s: '11111',
    a: [0.333333, 0.555556, 0.703704, 0.802469, 0.868313],
    loss: 1.156438,
    delta: [0.406866, 0.450165, 0.430134, 0.345557, 0.192958],
    weightGradient: 2.73852,
  },
  {
    name: 'D',
    i: 0.6,
    desired: '00000',
    u: [0.6, 1.08, 0.6, 1.08, 0.6],
    s: '01010',
    a: [0, 0.333333, 0.222222, 0.481481, 0.320988],
    loss: 0.247676,
    delta: [0.092229, 0.722883, 0.386374, 0.482968, 0],
    weightGradient: 1.010672,
  },
]

/** The printed numbers have six decimals. */
const PRINTED = 5.1e-7

function expectNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, t) => {
    expect(Math.abs(actual[t] - value), `step ${t}: ${actual[t]} against ${value}`).toBeLessThan(tolerance)
  })
}

/** a* = eps filter of the desired train. */
function filtered(train: readonly number[]): number[] {
  let a = 0
  return train.map((s) => {
    a = KAPPA * a + s / TAU_SYN
    return a
  })
}

/** dL/ds of an error dL/da: the filter's transpose. */
function backThroughFilter(g: readonly number[]): Float64Array {
  const G = new Float64Array(g.length)
  let sum = 0
  for (let t = g.length - 1; t >= 0; t--) {
    sum = g[t] + KAPPA * sum
    G[t] = sum / TAU_SYN
  }
  return G
}

const train = (text: string): number[] => Array.from(text, Number)

/** `weight` times a presynaptic trace held at i: the jump that starts it is tauSyn i, those that hold it are i. */
function runDouble({ i, desired }: Neuron, weight: number) {
  const layer: LayerState = {
    plan: { inputs: 1, neurons: 1, connections: [] },
    input: Float64Array.of(weight),
    connections: [],
    resistance: Float64Array.of(TAU_MEM),
    tauMem: Float64Array.of(TAU_MEM),
    tauSyn: TAU_SYN,
  }
  const events = Array.from({ length: STEPS }, (_, t) => ({ index: [0], amplitude: [t === 0 ? TAU_SYN * i : i] }))
  const trace = forwardLayer(layer, events, RULE, double)
  const target = filtered(train(desired))
  const error = trace.a.map((a, t) => a[0] - target[t])
  const gradient = {
    input: new Float64Array(1),
    connections: [],
    resistance: new Float64Array(1),
    tauMem: new Float64Array(1),
  }
  const spikeGradient = Array.from(backThroughFilter(error), (g) => Float64Array.of(g))
  const below = backwardLayer(layer, trace, spikeGradient, gradient, RULE, double)
  // below = w gain times the filtered delta; undo the filter.
  const delta = below.map((b, t) => ((b[0] - KAPPA * (below[t + 1]?.[0] ?? 0)) * TAU_SYN) / weight)
  return { trace, error, loss: 0.5 * error.reduce((sum, e) => sum + e * e, 0), delta, gradient: gradient.input[0] }
}

describe.each(NEURONS)('worked neuron $name in float64', (neuron) => {
  const { trace, loss, delta, gradient } = runDouble(neuron, 1)

  it('has the printed potentials, spikes and trace', () => {
    expectNear(
      trace.u.map((u) => u[0]),
      neuron.u,
      1e-12,
    )
    expect(trace.s.map((s) => s[0])).toEqual(train(neuron.s))
    expectNear(
      trace.a.map((a) => a[0]),
      neuron.a,
      PRINTED,
    )
    expectNear(
      trace.current.map((c) => c[0]),
      Array(STEPS).fill(neuron.i),
      1e-12,
    )
  })

  it('has the printed loss, delta and weight gradient', () => {
    expectNear([loss], [neuron.loss], PRINTED)
    expectNear(delta, neuron.delta, PRINTED)
    expectNear([gradient], [neuron.weightGradient], PRINTED)
  })
})

/**
 * The kernels know whole events only: weight i and three events at the first step hold the current at i. Five more
 * channels of weight 0, each with one event, make the filtered delta of each step visible as their gradient.
 */
const PLAN: NetworkPlan = {
  layers: [{ inputs: 1 + STEPS, neurons: 1, connections: [] }],
  tauSyn: TAU_SYN,
  readout: { kind: 'counts' },
}
const SAMPLE: Sample = {
  steps: STEPS,
  step: Uint16Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4),
  channel: Uint16Array.of(0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5),
}
const KERNELS: Record<string, () => Kernel> = {
  'single precision': () => new ReferenceKernel(PLAN, RULE),
  WebAssembly: () => new WasmKernel(PLAN, RULE, { steps: STEPS, events: 16 }),
}

describe.each(Object.keys(KERNELS))('worked neurons in %s', (name) => {
  it.each(NEURONS)('$name has the printed spikes, delta and weight gradient to 1e-5', (neuron) => {
    const kernel = KERNELS[name]()
    const constant = Float32Array.of(TAU_MEM)
    kernel.load(Float32Array.of(neuron.i, 0, 0, 0, 0, 0), constant, constant)
    const [count] = kernel.forward(SAMPLE)
    expect(count).toBe(train(neuron.s).reduce((a, b) => a + b))
    const target = filtered(train(neuron.desired))
    const error = filtered(train(neuron.s)).map((a, t) => a - target[t])
    kernel.backwardSteps(Float32Array.from(backThroughFilter(error)))
    const [byWeight, ...filteredDelta] = kernel.gradient
    const delta = filteredDelta.map((d, t) => (d - KAPPA * (filteredDelta[t + 1] ?? 0)) * TAU_SYN)
    expectNear(delta, neuron.delta, 1e-5)
    // The presynaptic trace is 1 here and i in the paper's form.
    expectNear([byWeight * neuron.i], [neuron.weightGradient], 1e-5)
  })
})

describe('descent property', () => {
  const rows = [
    { name: 'A', rate: 0.2, weight: 1.1286, spikes: '01010', loss: 0.196159 },
    { name: 'C', rate: 0.2, weight: 0.4523, spikes: '01010', loss: 0.247676 },
    { name: 'C', rate: 0.5, weight: undefined, spikes: '00000', loss: 0 },
    { name: 'D', rate: 0.1, weight: 0.8989, spikes: '00100', loss: 0.091221 },
    { name: 'D', rate: 0.5, weight: undefined, spikes: undefined, loss: 0 },
  ]
  it.each(rows)('a step of $rate lowers the loss of $name to $loss', ({ name, rate, weight, spikes, loss }) => {
    const neuron = NEURONS.find((n) => n.name === name)
    if (!neuron) throw new Error(`no neuron ${name}`)
    const moved = 1 - rate * runDouble(neuron, 1).gradient
    if (weight !== undefined) expectNear([moved], [weight], 5.1e-5)
    const after = runDouble(neuron, moved)
    if (spikes !== undefined) expect(after.trace.s.map((s) => s[0])).toEqual(train(spikes))
    expectNear([after.loss], [loss], PRINTED)
  })

  it('small steps never raise the loss of the worked neurons', () => {
    for (const neuron of NEURONS) {
      const { loss, gradient } = runDouble(neuron, 1)
      for (const rate of [0.001, 0.003, 0.01, 0.03, 0.1]) {
        expect(runDouble(neuron, 1 - rate * gradient).loss).toBeLessThanOrEqual(loss)
      }
    }
  })
})
