/** A teacher labels, a student searches: the parts of the teacher test (teacher.ts). */
import { sampleStandardDeviation } from 'simple-statistics'
import { dataSchema } from '../../src/data/catalogue.js'
import { DatasetBuilder } from '../../src/data/encoded-dataset.js'
import { metricOf } from '../../src/evaluation/metric.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { discretise, probabilities, type Supernet } from '../../src/index.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../../src/kernel/plan.js'
import { eachRecurrentSynapse } from '../../src/kernel/synapses.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { type GradientRecipe, gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { startIntrinsic } from '../../src/learning/repair.js'
import type { Motif } from '../../src/topology/motif.js'
import { randomTopology, type SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { hrmas } from '../../strategies/hrmas.js'

const INPUTS = 20
const CLASSES = 8
export const NEURONS = 64
export const MOTIF_SIZE = 4
const STEPS = 40
export const SAMPLES = 2000
export const ITERATIONS = 600
export const ALPHA_RATE = 0.05
/** Input comes in the first steps alone, so that the labels hang on recurrence. */
const INPUT_STEPS = 12
const INPUT_RATE = 0.2

export const space: SearchSpace = {
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
  inputs: INPUTS,
  readout: { kind: 'count', classes: CLASSES },
  layers: [
    {
      neurons: NEURONS,
      motifSizes: [MOTIF_SIZE],
      synapses: 'search',
      lateral: 'none',
      selfConnections: true,
      ring: false,
      signs: 'typed',
    },
  ],
}
const recipe: GradientRecipe = gradientRecipeSchema.parse({
  surrogate: { kind: 'logistic', width: 0.2 },
  reset: 'full',
  initial: { recurrent: 3 },
  optimiser: { rate: 1e-5 },
  batch: 128,
})

export function motifOf(topology: Topology): Motif {
  const { recurrent } = topology.layers[0]
  if (recurrent.kind !== 'motif') throw new Error('not an SC-ML layer')
  return recurrent.motif
}

interface Trial {
  readonly step: number[]
  readonly channel: number[]
}

export function trials(seed: number, purpose = 'teacher-input'): Trial[] {
  return Array.from({ length: 2 * SAMPLES }, (_, i) => {
    const k = key(seed, purpose, i)
    const trial: Trial = { step: [], channel: [] }
    for (let at = 0; at < INPUT_STEPS * INPUTS; at++) {
      if (uniform(k, at) >= INPUT_RATE) continue
      trial.step.push(Math.floor(at / INPUTS))
      trial.channel.push(at % INPUTS)
    }
    return trial
  })
}

/** Spread of the teacher's outputs: with the loss's scale of 0.2, logits of standard deviation 3. */
const OUTPUT_SPREAD = 15

/** What all networks of one seed share: the teacher's weights. Which synapses are of which type is not among them. */
export interface SharedWeights {
  readonly seed: number
  /** [neurons][classes] */
  readonly readout: Float32Array
}

const magnitude = (seed: number, post: number, pre: number) =>
  (recipe.initial.recurrent * Math.abs(normal(key(key(seed, 'replicate', 0), 'recurrent', 0), post, pre))) /
  Math.sqrt((2 / 3) * MOTIF_SIZE)

/** The types of a topology with the magnitudes of the seed, which hang on (post, pre) alone. */
function weightsOf(topology: Topology, { seed, readout }: SharedWeights): { plan: NetworkPlan; weights: Float32Array } {
  const network = compileTopology(topology)
  const parameters = initialParameters(network, recipe, key(seed, 'replicate', 0))
  eachRecurrentSynapse(network.plan, 0, (pre, post, w) => {
    if (network.sign[w] !== 0) parameters[w] = magnitude(seed, post, pre)
  })
  parameters.set(readout, planOffsets(network.plan).readout)
  const weights = new Float32Array(parameters.length)
  expandWeights(network, parameters, weights)
  return { plan: network.plan, weights }
}

/** Visits every trial with the spike counts [neurons] and outputs [classes] of a network. */
function run(
  topology: Topology,
  shared: SharedWeights,
  inputs: readonly Trial[],
  visit: (counts: Float32Array, outputs: Float32Array) => void,
): void {
  const { plan, weights } = weightsOf(topology, shared)
  const rule = { rule: recipe.rule, surrogate: recipe.surrogate, reset: recipe.reset }
  const kernel = new WasmKernel(plan, rule, { steps: STEPS, events: STEPS * INPUTS })
  const { resistance, tauMem } = startIntrinsic(topology.neuron, NEURONS)
  kernel.load(weights, resistance, tauMem)
  for (const { step, channel } of inputs) {
    const sample = { steps: STEPS, step: Uint16Array.from(step), channel: Uint16Array.from(channel) }
    const outputs = kernel.forward(sample)
    visit(kernel.counts, outputs)
  }
  kernel.dispose()
}

/**
 * A random readout, less what it makes of the teacher's mean spike counts, each class scaled to one spread: so classes are
 * about equally frequent and the teacher itself labels every trial right.
 */
export function teacherWeights(teacher: Topology, seed: number, inputs: readonly Trial[]): SharedWeights {
  const draws = key(key(seed, 'replicate', 0), 'readout')
  const readout = Float32Array.from({ length: NEURONS * CLASSES }, (_, w) => normal(draws, w))
  const usual = new Float64Array(NEURONS)
  run(teacher, { seed, readout }, inputs, (counts) => {
    for (let k = 0; k < NEURONS; k++) usual[k] += counts[k] / inputs.length
  })
  const square = usual.reduce((sum, x) => sum + x * x, 0)
  for (let c = 0; c < CLASSES; c++) {
    const share = usual.reduce((sum, x, k) => sum + x * readout[k * CLASSES + c], 0) / square
    for (let k = 0; k < NEURONS; k++) readout[k * CLASSES + c] -= share * usual[k]
  }
  const outputs: number[][] = []
  run(teacher, { seed, readout }, inputs, (_, row) => outputs.push(Array.from(row)))
  for (let c = 0; c < CLASSES; c++) {
    const scale = OUTPUT_SPREAD / sampleStandardDeviation(outputs.map((row) => row[c]))
    for (let k = 0; k < NEURONS; k++) readout[k * CLASSES + c] *= scale
  }
  return { seed, readout }
}

/** The class of the largest output, per trial. */
export function labelsBy(topology: Topology, shared: SharedWeights, inputs: readonly Trial[]): number[] {
  const labels: number[] = []
  run(topology, shared, inputs, (_, outputs) => labels.push(outputs.indexOf(Math.max(...outputs))))
  return labels
}

function dataset(inputs: readonly Trial[], labels: readonly number[]) {
  const builder = new DatasetBuilder({
    name: 'teacher',
    channels: INPUTS,
    classNames: Array.from({ length: CLASSES }, (_, c) => String(c)),
    dt: null,
  })
  inputs.forEach(({ step, channel }, i) => {
    builder.startSample({ steps: STEPS, label: labels[i], split: i < SAMPLES ? 'weights' : 'alpha' })
    step.forEach((t, e) => {
      builder.event(t, channel[e])
    })
  })
  return builder.finish()
}

/** Share of equal types, as labelled and under the best relabelling of the motif's neurons. */
export function agreement(found: Motif, teacher: Motif): { labelled: number; relabelled: number } {
  const { size } = teacher
  const under = (order: readonly number[]) => {
    let equal = 0
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) if (found.synapses[order[i]][order[j]] === teacher.synapses[i][j]) equal++
    }
    return equal / (size * size)
  }
  const identity = Array.from({ length: size }, (_, i) => i)
  return { labelled: under(identity), relabelled: Math.max(...orders(size).map(under)) }
}

function orders(n: number): number[][] {
  if (n === 1) return [[0]]
  return orders(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  )
}

/** Samples that HRMAS runs, forward and backward: alpha's batch and the weights' in every iteration. */
const SAMPLES_RUN = ITERATIONS * 2 * recipe.batch
/** Of a candidate of the random search: many candidates on few samples find more than few on many. */
const SAMPLES_EACH = 512

/** Share of trials that a motif in the teacher's place labels as the teacher does. */
export function labelsRight(
  topology: Topology,
  shared: SharedWeights,
  inputs: readonly Trial[],
  labels: readonly number[],
): number {
  const own = labelsBy(topology, shared, inputs)
  return own.filter((label, i) => label === labels[i]).length / labels.length
}

/** The best of as many random motifs as HRMAS's samples suffice for, by the labels of alpha's samples. */
export function randomSearch(shared: SharedWeights, inputs: readonly Trial[], labels: readonly number[]): Topology {
  const [some, right] = [inputs.slice(SAMPLES, SAMPLES + SAMPLES_EACH), labels.slice(SAMPLES, SAMPLES + SAMPLES_EACH)]
  const candidate = (c: number) => randomTopology(space, key(shared.seed, 'candidate', c))
  let best = { score: -1, topology: candidate(0) }
  for (let c = 0; c < SAMPLES_RUN / SAMPLES_EACH; c++) {
    const topology = candidate(c)
    const score = labelsRight(topology, shared, some, right)
    if (score > best.score) best = { score, topology }
  }
  return best.topology
}

/** The student knows how strong each of the teacher's synapses is, as mE and as mI, and not which of the two, or neither, is there. */
function withTeacherWeights(net: Supernet, start: Float32Array, { seed, readout }: SharedWeights): Float32Array {
  const parameters = start.slice()
  const [group] = net.layers[0].options[0].groups
  for (let w = 0; w < group.length; w++) {
    const pre = Math.floor(w / MOTIF_SIZE)
    const post = pre - (pre % MOTIF_SIZE) + (w % MOTIF_SIZE)
    parameters[group.excitatory + w] = magnitude(seed, post, pre)
    parameters[group.inhibitory + w] = magnitude(seed, post, pre)
  }
  parameters.set(readout, net.plain[net.plain.length - 1].parameter)
  return parameters
}

export function search(shared: SharedWeights, inputs: readonly Trial[], labels: readonly number[], alphaRate: number) {
  const { seed } = shared
  // The file source stands for "data handed to the thread": the teacher's set is not one a study can name.
  const data = dataSchema.parse({ source: 'fsdd' })
  const runner = new ItemRunner({ seed, data, recipe, encoded: dataset(inputs, labels).buffer })
  const context = {
    constraints: {},
    metric: metricOf({}),
    objectives: ['accuracy'] as const,
    space,
    recipe,
    seed,
    iterations: ITERATIONS,
    total: ITERATIONS,
    samples: { weights: SAMPLES, alpha: SAMPLES, selection: 0 },
    task: {},
  }
  let state = hrmas.start(context, hrmas.settings({ alpha: { rate: alphaRate, warmup: 0 } }))
  state = {
    ...state,
    optimiser: { ...state.optimiser, parameters: withTeacherWeights(state.net, state.optimiser.parameters, shared) },
  }
  let accuracy = 0
  while (state.phase !== 'judge') {
    state = hrmas.tell(
      state,
      hrmas.ask(state).map((item) => runner.run(item)),
    ).state
    accuracy = state.accuracy
  }
  return { topology: discretise(state.net, probabilities(state.net, state.alpha.alpha)), accuracy }
}
