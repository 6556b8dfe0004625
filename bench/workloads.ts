import type { GradientRule, Sample } from '../src/kernel/kernel.js'
import { normal } from '../src/kernel/numerics/normal.js'
import { key, uniform } from '../src/kernel/numerics/random.js'
import { type ConnectionPlan, type NetworkPlan, planOffsets } from '../src/kernel/plan.js'
import { WasmKernel } from '../src/kernel/wasm-kernel.js'

export const DEFAULT_RULE: GradientRule = {
  rule: 'surrogate',
  surrogate: { kind: 'fast-sigmoid', slope: 10 },
  reset: 'detached',
}

/** A network of motifs to be timed, from which weights and samples follow. */
export interface WorkloadSpec {
  readonly name: string
  readonly inputs: number
  /** Share of (step, channel) pairs with an event. */
  readonly inputRate: number
  /** [layer] */
  readonly neurons: readonly number[]
  readonly connections: readonly ConnectionPlan[]
  readonly steps: number
  readonly classes: number
  /** Spikes per neuron and step that the input weights of every layer are scaled for. */
  readonly firingRate: number
  readonly tauMem: number
  readonly tauSyn: number
  /** Standard deviation of recurrent weights. */
  readonly recurrentScale: number
}

export interface Workload extends WorkloadSpec {
  readonly plan: NetworkPlan
  readonly weights: Float32Array
  /** [neurons of all layers], R and tau alike. */
  readonly intrinsic: Float32Array
  readonly samples: readonly Sample[]
}

const BLOCKS_OF_16: readonly ConnectionPlan[] = [{ kind: 'block', size: 16 }]

export const REFERENCE: WorkloadSpec = {
  name: 'reference layer',
  inputs: 78,
  inputRate: 0.05,
  neurons: [800],
  connections: BLOCKS_OF_16,
  steps: 100,
  classes: 10,
  firingRate: 0.07,
  tauMem: 8,
  tauSyn: 4,
  recurrentScale: 0.5,
}

/** Spoken digits binned by three: events, steps and time constants of the study, firing as its supernet does. */
export const FSDD: WorkloadSpec = {
  ...REFERENCE,
  name: 'FSDD layer',
  inputRate: 0.28,
  neurons: [400],
  steps: 90,
  firingRate: 0.13,
  tauMem: 20,
  tauSyn: 5,
}

/** What the study's supernet runs: blocks and lateral links of both motif sizes. */
export const FSDD_SUPERNET: WorkloadSpec = {
  ...FSDD,
  name: 'FSDD supernet',
  connections: [8, 16].flatMap((size): ConnectionPlan[] => [
    { kind: 'block', size },
    { kind: 'lateral', distance: size, ring: false },
  ]),
}

export const DEEP: WorkloadSpec = { ...REFERENCE, name: 'deep, 2 x 512', neurons: [512, 512] }

const SAMPLES = 16
const BISECTIONS = 12

/** Draws samples and weights, and scales the input weights layer by layer until each fires as it should. */
export function makeWorkload(spec: WorkloadSpec): Workload {
  const { neurons, connections, inputs } = spec
  const plan: NetworkPlan = {
    layers: neurons.map((n, l) => ({ inputs: l === 0 ? inputs : neurons[l - 1], neurons: n, connections })),
    tauSyn: spec.tauSyn,
    readout: { kind: 'linear', classes: spec.classes },
  }
  const offsets = planOffsets(plan)
  const draws = key(1, 'bench-weights')
  const weights = Float32Array.from({ length: offsets.weights }, (_, w) => normal(draws, w))
  const scale = (from: number, to: number, factor: number) => {
    for (let w = from; w < to; w++) weights[w] *= factor
  }
  offsets.layers.forEach((layer, l) => {
    const end = offsets.layers[l + 1]?.input ?? offsets.readout
    scale(layer.connections[0] ?? end, end, spec.recurrentScale)
  })
  scale(offsets.readout, offsets.weights, 0.05)
  const intrinsic = new Float32Array(offsets.neurons).fill(spec.tauMem)
  const samples = Array.from({ length: SAMPLES }, (_, i) => drawSample(spec, i))
  const workload = { ...spec, plan, weights, intrinsic, samples }
  plan.layers.forEach((layer, l) => {
    calibrate(workload, l, offsets.layers[l].input, layer.inputs * layer.neurons)
  })
  return workload
}

function drawSample({ steps, inputs, inputRate }: WorkloadSpec, index: number): Sample {
  const draws = key(2, 'bench-events', index)
  const step: number[] = []
  const channel: number[] = []
  for (let at = 0; at < steps * inputs; at++) {
    if (uniform(draws, at) >= inputRate) continue
    step.push(Math.floor(at / inputs))
    channel.push(at % inputs)
  }
  return { steps, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
}

/** Bisects the scale of one layer's input weights; the layers below have theirs. */
function calibrate({ plan, weights, intrinsic, samples, firingRate }: Workload, l: number, from: number, n: number) {
  const kernel = new WasmKernel(plan, DEFAULT_RULE, kernelCapacity(samples))
  const drawn = weights.slice(from, from + n)
  const first = planOffsets(plan).layers[l].neuron
  const { neurons } = plan.layers[l]
  const use = (scale: number) => {
    for (let w = 0; w < n; w++) weights[from + w] = scale * drawn[w]
  }
  let [low, high] = [0, 8]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    use(middle)
    kernel.load(weights, intrinsic, intrinsic)
    let spikes = 0
    for (const sample of samples.slice(0, 4)) {
      kernel.forward(sample)
      for (let k = first; k < first + neurons; k++) spikes += kernel.counts[k] / sample.steps / 4
    }
    if (spikes / neurons < firingRate) low = middle
    else high = middle
  }
  kernel.dispose()
}

export function kernelCapacity(samples: readonly Sample[]): { steps: number; events: number } {
  return {
    steps: Math.max(...samples.map(({ steps }) => steps)),
    events: Math.max(1, ...samples.map(({ step }) => step.length)),
  }
}

/** A kernel that holds the workload's weights. */
export function kernelOf(workload: Workload, rule: GradientRule = DEFAULT_RULE): WasmKernel {
  const kernel = new WasmKernel(workload.plan, rule, kernelCapacity(workload.samples))
  kernel.load(workload.weights, workload.intrinsic, workload.intrinsic)
  return kernel
}
