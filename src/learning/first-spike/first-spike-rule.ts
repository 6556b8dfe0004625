import type { EncodedDataset, Split } from '../../data/dataset.js'
import type { Topology } from '../../topology/topology.js'
import { UsageError } from '../../usage-error.js'
import type { EpochReport, LearningRule, RunningTraining, SplitScore, TrainingTask } from '../learning-rule.js'
import { samplesToScore, splitSamples } from '../samples.js'
import { numbersHash, type TrainedNumbers, type TrainedShape } from '../trained-numbers.js'
import { checkFirstSpikes } from './check-first-spikes.js'
import { FirstSpikePredictor } from './first-spike-predictor.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import type { FirstSpikeStructure } from './first-spike-structure.js'
import { type FirstSpikeState, FirstSpikeTraining, firstSpikeRunner } from './first-spike-training.js'
import type { FirstSpikeRunner } from './runner.js'
import { scoreFirstSpikes } from './score-first-spikes.js'
import { firstSpikesOf, type SpikeSamples } from './spike-samples.js'

/** The network of a topology; one tauSyn is the unit of time. Throws UsageError for what has no such network. */
export function structureOf({ neuron, inputs, layers, readout }: Topology): FirstSpikeStructure {
  checkFirstSpikes(neuron, readout, 'topology')
  const inhibitory = layers.map(({ recurrent, input }, l) => {
    if (recurrent.kind !== 'none')
      throw new UsageError(`first-spike learns feed-forward networks, but layer ${l} has recurrent: ${recurrent.kind}`)
    if (input.kind !== 'full')
      throw new UsageError(`first-spike needs full projections, but the input of layer ${l} is a ${input.kind}`)
    return recurrent.inhibitory
  })
  const dale = inhibitory.some((count) => count !== undefined)
  return {
    widths: [inputs, ...layers.map(({ neurons }) => neurons), readout.classes],
    inhibitory: dale ? inhibitory.map((count) => count ?? 0) : undefined,
    tauRatio: neuron.tauMem === neuron.tauSyn ? 1 : 2,
  }
}

/** Learning by first spikes (J. Goeltz, L. Kriener et al. 2021; docs/guides/first-spike.md). */
export const firstSpikeRule: LearningRule<FirstSpikeRecipe> = {
  start: (task, state) => new FirstSpikeRun(task, state as RunState | undefined),
  // Weight, gradient and two moments in double precision, and the state that is kept once more.
  bytesNeeded: (topology) => 8 * 8 * weightCounts(structureOf(topology)).reduce((sum, n) => sum + n, 0),
  // At most one spike per sample: nothing is saturated, and only a dead network is silent.
  usualRates: { low: 1e-6, high: 1 },
  predictor: ({ inputs, neuron, ...topology }, recipe, numbers) => {
    const runner = trainedRunner({ ...topology, inputs, neuron }, recipe, numbers)
    return new FirstSpikePredictor({ inputs, stepsPerUnit: neuron.tauSyn }, recipe, runner)
  },
  shapeOf(topology, recipe): TrainedShape {
    const structure = structureOf(topology)
    const delays = delayCounts(structure, recipe)
    return Object.fromEntries([
      ...weightCounts(structure).map((length, l) => [`weights${l + 1}`, { type: 'float64', length }] as const),
      ...delays.map((length, l) => [`delays${l + 1}`, { type: 'float64', length }] as const),
    ])
  },
}

const weightCounts = ({ widths }: FirstSpikeStructure): number[] => widths.slice(1).map((n, l) => n * widths[l])

function delayCounts({ widths }: FirstSpikeStructure, { delays }: FirstSpikeRecipe): number[] {
  const count = { none: () => 0, axonal: (l: number) => widths[l], dendritic: (l: number) => widths[l + 1] }
  if (delays.kind === 'synaptic') return widths.slice(1).map((n, l) => n * widths[l])
  const { [delays.kind]: of } = count
  return widths.slice(1).map((_, l) => of(l))
}

/** Weights [layer][input][neuron] and delays as they are written: delays of synapses as weights, others by neuron. */
function numbersOf(runner: FirstSpikeRunner, { widths }: FirstSpikeStructure): TrainedNumbers {
  const numbers: Record<string, Float64Array> = {}
  for (let l = 0; l < runner.depth; l++) {
    numbers[`weights${l + 1}`] = inRows(runner, widths, l, runner.weights(l))
  }
  for (let l = 0; l < runner.depth; l++) {
    const delays = runner.delays(l)
    const perSynapse = delays.length === widths[l] * widths[l + 1] && delays.length > 0
    numbers[`delays${l + 1}`] = perSynapse ? inRows(runner, widths, l, delays) : delays.slice()
  }
  return numbers
}

function inRows(runner: FirstSpikeRunner, widths: readonly number[], layer: number, values: Float64Array) {
  const rows = new Float64Array(widths[layer] * widths[layer + 1])
  for (let s = 0; s < rows.length; s++) {
    rows[s] = values[runner.weightIndex(layer, Math.floor(s / widths[layer + 1]), s % widths[layer + 1])]
  }
  return rows
}

/** A runner with the numbers of a trained network. */
export function trainedRunner(topology: Topology, recipe: FirstSpikeRecipe, numbers: TrainedNumbers): FirstSpikeRunner {
  const structure = structureOf(topology)
  const { widths } = structure
  const runner = firstSpikeRunner(structure, recipe)
  const into = (l: number, target: Float64Array, rows: ArrayLike<number>) => {
    for (let s = 0; s < rows.length; s++) {
      target[runner.weightIndex(l, Math.floor(s / widths[l + 1]), s % widths[l + 1])] = rows[s]
    }
  }
  for (let l = 0; l < runner.depth; l++) {
    into(l, runner.weights(l), numbers[`weights${l + 1}`])
    const delays = numbers[`delays${l + 1}`]
    if (recipe.delays.kind === 'synaptic') into(l, runner.delays(l), delays)
    else runner.delays(l).set(delays)
  }
  return runner
}

interface RunState {
  readonly training: FirstSpikeState
  readonly sampleSteps: number
}

class FirstSpikeRun implements RunningTraining {
  readonly stopping = undefined
  readonly #task: TrainingTask<FirstSpikeRecipe>
  readonly #structure: FirstSpikeStructure
  readonly #samples: SpikeSamples
  readonly #trainOn: Uint32Array
  readonly #training: FirstSpikeTraining
  #sampleSteps: number

  constructor(task: TrainingTask<FirstSpikeRecipe>, resumed?: RunState) {
    this.#task = task
    const { topology, data, recipe, epochs, replicate } = task
    this.#structure = structureOf(topology)
    this.#samples = firstSpikesOf(data, topology.neuron.tauSyn)
    this.#trainOn = splitSamples(data, task.trainOn)
    this.#training = new FirstSpikeTraining(
      { structure: this.#structure, recipe, samples: this.#samples, trainOn: this.#trainOn, epochs, replicate },
      resumed?.training,
    )
    this.#sampleSteps = resumed?.sampleSteps ?? 0
  }

  get epoch(): number {
    return this.#training.epoch
  }

  get sampleSteps(): number {
    return this.#sampleSteps
  }

  get done(): boolean {
    return this.#training.done
  }

  runEpoch(): EpochReport {
    const { epoch, loss, accuracy, spiking, gradientNorm } = this.#training.runEpoch()
    const steps = stepsOf(this.#task.data, this.#trainOn)
    this.#sampleSteps += steps
    return { epoch, loss, accuracy, firingRate: (spiking * this.#trainOn.length) / steps, gradientNorm }
  }

  score(split: Split): SplitScore {
    return this.scoreSamples(split).score
  }

  scoreSamples(split: Split): { readonly score: SplitScore; readonly right: readonly boolean[] } {
    const { data, recipe } = this.#task
    const indices = samplesToScore(data, split)
    const { widths } = this.#structure
    const score = scoreFirstSpikes(this.#training.runner, recipe, this.#samples, indices)
    const steps = stepsOf(data, indices)
    this.#sampleSteps += steps
    const hidden = widths.slice(1, -1).reduce((sum, n) => sum + n, 0)
    const hiddenSpikes = score.layerSpikes.slice(1, -1).reduce((sum, n) => sum + n, 0)
    return {
      score: {
        accuracy: score.accuracy,
        loss: score.loss,
        spikesPerSample: score.spikes,
        synapticOperations: score.layerSpikes.slice(0, -1).reduce((sum, n, l) => sum + n * widths[l + 1], 0),
        firingRate: (hiddenSpikes * indices.length) / (hidden * steps),
      },
      right: score.right,
    }
  }

  state(): RunState {
    return { training: this.#training.state(), sampleSteps: this.#sampleSteps }
  }

  numbers(): TrainedNumbers {
    return numbersOf(this.#training.runner, this.#structure)
  }

  networkHash(): string {
    return numbersHash(this.numbers())
  }

  dispose(): void {
    this.#training.dispose()
  }
}

const stepsOf = (data: EncodedDataset, samples: Uint32Array): number =>
  samples.reduce((sum, sample) => sum + data.steps[sample], 0)
