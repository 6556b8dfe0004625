import type { EncodedDataset, Split } from '../../data/dataset.js'
import { key, permutation } from '../../kernel/numerics/random.js'
import { fanOut } from '../../topology/fan-out.js'
import { DivergedError } from '../diverged-error.js'
import type { EpochReport, RunningTraining, SplitScore, TrainingTask } from '../learning-rule.js'
import { samplesToScore, splitSamples } from '../samples.js'
import type { SuperSpikeRecipe } from '../super-spike-recipe.js'
import { numbersHash } from '../trained-numbers.js'
import { emptyRun, Learner, type LearnerState, type LearnerTask, type RunSums } from './learner.js'
import { wire } from './wiring.js'

interface State {
  readonly epoch: number
  readonly sampleSteps: number
  readonly learner: LearnerState
}

/** SuperSpike on one topology; an epoch is a pass over the training samples, through which the network runs on without a break. */
export class SuperSpikeTraining implements RunningTraining {
  readonly stopping = undefined
  readonly #task: TrainingTask<SuperSpikeRecipe>
  readonly #setup: LearnerTask
  readonly #learner: Learner
  readonly #samples: Uint32Array
  #epoch = 0
  #sampleSteps = 0

  constructor(task: TrainingTask<SuperSpikeRecipe>, resumed?: State) {
    this.#task = task
    const { topology, recipe, data, replicate } = task
    const { neuron } = topology
    this.#setup = { wiring: wire(topology, recipe), neuron, recipe, dt: secondsPerStep(data), replicate }
    this.#learner = new Learner(this.#setup)
    this.#samples = splitSamples(data, task.trainOn)
    if (resumed === undefined) return
    this.#learner.restore(resumed.learner)
    this.#epoch = resumed.epoch
    this.#sampleSteps = resumed.sampleSteps
  }

  get epoch(): number {
    return this.#epoch
  }

  get sampleSteps(): number {
    return this.#sampleSteps
  }

  get done(): boolean {
    return this.#epoch >= this.#task.epochs
  }

  runEpoch(): EpochReport {
    const { data, recipe, epochs, replicate } = this.#task
    const order = permutation(key(replicate, 'order', this.#epoch), this.#samples.length)
    const dropped = recipe.drops.filter((share) => this.#epoch >= share * epochs).length
    let { rate } = recipe
    for (let drop = 0; drop < dropped; drop++) rate /= 10
    const sums = emptyRun()
    for (const place of order) this.#learner.run(data, this.#samples[place], rate, sums)
    this.#sampleSteps += sums.steps
    const report = { epoch: this.#epoch + 1, ...this.#measured(sums), gradientNorm: this.#learner.gradientNorm }
    if (!Number.isFinite(report.loss) || !Number.isFinite(report.gradientNorm)) {
      throw new DivergedError(this.#epoch, this.#learner.updates)
    }
    this.#epoch++
    const { loss, accuracy, firingRate, gradientNorm } = report
    return { epoch: this.#epoch, loss, accuracy, firingRate, gradientNorm }
  }

  /**
   * Of a network that starts at rest and does not learn. A pattern is run twice and measured the second time, when what the
   * first began has settled: from then on every repetition is the same.
   */
  score(split: Split): SplitScore {
    const { data } = this.#task
    const samples = samplesToScore(data, split)
    const learner = new Learner(this.#setup, this.#learner.weights.slice())
    const sums = emptyRun()
    const travelled = this.#operations()
    for (const i of samples) {
      if (data.target !== undefined) learner.run(data, i, null, emptyRun())
      travelled.addInputs(data, i)
      learner.run(data, i, null, sums, travelled.addSpike)
    }
    this.#sampleSteps += sums.steps * (data.target === undefined ? 1 : 2)
    return {
      ...this.#measured(sums),
      spikesPerSample: (sums.hiddenSpikes + sums.outputSpikes) / sums.samples,
      synapticOperations: travelled.count() / sums.samples,
    }
  }

  state(): State {
    return { epoch: this.#epoch, sampleSteps: this.#sampleSteps, learner: this.#learner.state() }
  }

  numbers(): { weights: Float64Array } {
    return { weights: this.#learner.weights.slice() }
  }

  networkHash(): string {
    return numbersHash(this.numbers())
  }

  dispose(): void {}

  #measured({ cost, steps, hiddenSpikes, outputSpikes, samples, right }: RunSums) {
    const { layers } = this.#setup.wiring
    const outputs = layers[layers.length - 1].neurons
    const hidden = layers.slice(0, -1).reduce((sum, { neurons }) => sum + neurons, 0)
    const { spikeCost, dt } = this.#learner.constants
    return {
      loss: cost / (outputs * spikeCost * steps * dt),
      accuracy: this.#task.data.target === undefined ? right / samples : Number.NaN,
      // Without a hidden layer that of the outputs.
      firingRate: hidden > 0 ? hiddenSpikes / (hidden * steps) : outputSpikes / (outputs * steps),
    }
  }

  #operations() {
    const { topology, recipe } = this.#task
    const { layers } = this.#setup.wiring
    const { inputs, neurons } = fanOut(topology)
    const isDirect = recipe.hidden === 'none'
    const first = layers.slice(0, -1).map((_, l) => layers.slice(0, l).reduce((sum, layer) => sum + layer.neurons, 0))
    let operations = 0
    return {
      addInputs(data: EncodedDataset, i: number) {
        for (let e = data.eventStart[i]; e < data.eventStart[i + 1]; e++) {
          operations += isDirect ? topology.readout.classes : inputs[data.eventChannel[e]]
        }
      },
      addSpike(layer: number, _: number, neuron: number) {
        if (layer < layers.length - 1) operations += neurons[first[layer] + neuron]
      },
      count: () => operations,
    }
  }
}

function secondsPerStep({ name, dt }: EncodedDataset): number {
  if (dt === null) throw new Error(`${name}: super-spike needs steps of a length in seconds`)
  return dt
}
