/** A teacher labels, a student searches: the parts of the teacher test (teacher.ts). */

import { mean, sampleStandardDeviation } from 'simple-statistics'
import { dataSchema } from '../../src/data/catalogue.js'
import { DatasetBuilder } from '../../src/data/encoded-dataset.js'
import { metricOf } from '../../src/evaluation/metric.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import { discretise, probabilities, type Supernet } from '../../src/index.js'
import { normal } from '../../src/kernel/numerics/normal.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
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
export const ALPHA_RATE = 0.02
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

/** Which of the teacher's outputs is most above its usual value: every class occurs about equally often. */
export function teacherLabels(teacher: Topology, seed: number, inputs: readonly Trial[]): number[] {
  const network = compileTopology(teacher)
  const parameters = initialParameters(network, recipe, key(seed, 'replicate', 0))
  const weights = new Float32Array(parameters.length)
  expandWeights(network, parameters, weights)
  const rule = { rule: recipe.rule, surrogate: recipe.surrogate, reset: recipe.reset }
  const kernel = new WasmKernel(network.plan, rule, { steps: STEPS, events: STEPS * INPUTS })
  const { resistance, tauMem } = startIntrinsic(teacher.neuron, NEURONS)
  kernel.load(weights, resistance, tauMem)
  const outputs = inputs.map(({ step, channel }) =>
    Array.from(kernel.forward({ steps: STEPS, step: Uint16Array.from(step), channel: Uint16Array.from(channel) })),
  )
  kernel.dispose()
  const scales = Array.from({ length: CLASSES }, (_, c) => {
    const own = outputs.map((row) => row[c])
    return { mean: mean(own), sd: sampleStandardDeviation(own) }
  })
  return outputs.map((row) => {
    const unusual = row.map((value, c) => (value - scales[c].mean) / scales[c].sd)
    return unusual.indexOf(Math.max(...unusual))
  })
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

/** Share of fresh trials on which a motif in the teacher's place, with the teacher's draws of magnitudes, labels as it does. */
export function labelsRight(
  topology: Topology,
  seed: number,
  inputs: readonly Trial[],
  labels: readonly number[],
): number {
  const own = teacherLabels(topology, seed, inputs)
  return own.filter((label, i) => label === labels[i]).length / labels.length
}

/** The best of as many random motifs as HRMAS's samples suffice for, by the labels of alpha's samples. */
export function randomSearch(seed: number, inputs: readonly Trial[], labels: readonly number[]): Topology {
  const [some, right] = [inputs.slice(SAMPLES, SAMPLES + SAMPLES_EACH), labels.slice(SAMPLES, SAMPLES + SAMPLES_EACH)]
  let best = { score: -1, topology: randomTopology(space, key(seed, 'candidate', 0)) }
  for (let c = 0; c < SAMPLES_RUN / SAMPLES_EACH; c++) {
    const topology = randomTopology(space, key(seed, 'candidate', c))
    const score = labelsRight(topology, seed, some, right)
    if (score > best.score) best = { score, topology }
  }
  return best.topology
}

/**
 * The student knows how strong each of the teacher's synapses is, as mE and as mI, and not which of the two, or
 * neither, is there: the same keyed draws as in `initialParameters`.
 */
function withTeacherMagnitudes(net: Supernet, start: Float32Array, seed: number): Float32Array {
  const parameters = start.slice()
  const draws = key(key(seed, 'replicate', 0), 'recurrent', 0)
  const [group] = net.layers[0].options[0].groups
  for (let w = 0; w < group.length; w++) {
    const pre = Math.floor(w / MOTIF_SIZE)
    const post = pre - (pre % MOTIF_SIZE) + (w % MOTIF_SIZE)
    const magnitude = (recipe.initial.recurrent * Math.abs(normal(draws, post, pre))) / Math.sqrt((2 / 3) * MOTIF_SIZE)
    parameters[group.excitatory + w] = magnitude
    parameters[group.inhibitory + w] = magnitude
  }
  return parameters
}

export function search(seed: number, inputs: readonly Trial[], labels: readonly number[], alphaRate: number) {
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
    optimiser: { ...state.optimiser, parameters: withTeacherMagnitudes(state.net, state.optimiser.parameters, seed) },
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
