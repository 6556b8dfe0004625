import type { EncodedDataset, Split } from '../data/dataset.js'
import { normal } from '../kernel/numerics/normal.js'
import { type Key, key, permutation } from '../kernel/numerics/random.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import type { EpochReport, LearningRule, RunningTraining, SplitScore, TrainingTask } from './learning-rule.js'
import type { LinearProbeRecipe } from './linear-probe-recipe.js'
import { classify, type LinearClassifier, linearOutputs, RidgeMoments } from './ridge.js'
import { samplesToScore, splitSamples } from './samples.js'
import { numbersHash, type TrainedNumbers, type TrainedShape } from './trained-numbers.js'

/**
 * Ridge regression on what the first layer hears. A neuron with a mask is the mean of the inputs under it; a layer with full
 * input is a Gaussian projection, drawn by the replicate alone. An input is the sum of its spikes, each worth the share of the
 * sample that is left after it: in a latency code, about the pixel.
 */
export const linearProbeRule: LearningRule<LinearProbeRecipe> = {
  start: (task, state) => new LinearProbe(task, state as ProbeState | undefined),
  bytesNeeded(topology) {
    const { neurons } = layerOf(topology)
    return 8 * (2 * neurons * neurons + neurons * (topology.inputs + 4 * topology.readout.classes))
  },
  // Nothing fires but the inputs.
  usualRates: { low: 0, high: 1 },
  shapeOf(topology): TrainedShape {
    const { neurons, input } = layerOf(topology)
    const { classes } = topology.readout
    return {
      projection: { type: 'float64', length: input.kind === 'full' ? neurons * topology.inputs : 0 },
      coefficients: { type: 'float64', length: classes * neurons },
      offsets: { type: 'float64', length: classes },
    }
  },
}

function layerOf({ layers }: Topology): Topology['layers'][number] {
  const [layer] = layers
  if (layers.length > 1) throw new UsageError(`linear-probe reads one layer, but the topology has ${layers.length}`)
  if (layer.recurrent.kind !== 'none')
    throw new UsageError(
      `linear-probe reads what a layer hears, so its recurrent must be none, but is ${layer.recurrent.kind}; give space.feedForward instead of space.layers`,
    )
  return layer
}

interface ProbeState {
  readonly epoch: number
  readonly sampleSteps: number
}

class LinearProbe implements RunningTraining {
  readonly stopping = undefined
  readonly #task: TrainingTask<LinearProbeRecipe>
  readonly #neurons: number
  /** [neuron][input], where the input is full. */
  readonly #projection: Float64Array
  readonly #learnOn: Uint32Array
  readonly #chooseOn: Uint32Array
  readonly #moments: RidgeMoments
  #classifier: LinearClassifier
  #read = 0
  #epoch = 0
  #sampleSteps: number

  constructor(task: TrainingTask<LinearProbeRecipe>, resumed?: ProbeState) {
    this.#task = task
    const { topology, data, replicate } = task
    const { neurons, input } = layerOf(topology)
    const { classes } = topology.readout
    this.#neurons = neurons
    this.#projection = input.kind === 'full' ? gaussian(neurons, topology.inputs, replicate) : new Float64Array(0)
    const samples = splitSamples(data, task.trainOn)
    const order = Uint32Array.from(permutation(key(replicate, 'probe'), samples.length), (i) => samples[i])
    const cut = Math.ceil(0.8 * order.length)
    this.#learnOn = order.subarray(0, cut)
    this.#chooseOn = order.subarray(cut)
    this.#moments = new RidgeMoments(neurons, classes)
    this.#classifier = {
      features: neurons,
      coefficients: new Float64Array(classes * neurons),
      offsets: new Float64Array(classes),
    }
    // Reading is a pass without search, so what was read is read again rather than kept.
    for (let e = 0; e < (resumed?.epoch ?? 0); e++) this.#readShare()
    if (resumed && resumed.epoch > 0) this.#classifier = this.#solve()
    this.#sampleSteps = resumed?.sampleSteps ?? 0
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
    const from = this.#read
    this.#readShare()
    this.#classifier = this.#solve()
    const seen = this.#learnOn.subarray(from, this.#read)
    this.#sampleSteps += stepsOf(this.#task.data, seen)
    const { accuracy, loss } = this.#judge(this.#learnOn.subarray(0, this.#read), this.#classifier)
    return { epoch: this.#epoch, loss, accuracy, firingRate: Number.NaN, gradientNorm: Number.NaN }
  }

  score(split: Split): SplitScore {
    const { data, topology } = this.#task
    const samples = samplesToScore(data, split)
    this.#sampleSteps += stepsOf(data, samples)
    const events = samples.reduce((sum, s) => sum + data.eventStart[s + 1] - data.eventStart[s], 0) / samples.length
    const { input } = topology.layers[0]
    const heard = input.kind === 'mask' ? input.sources.reduce((sum, { length }) => sum + length, 0) : 0
    const targets = input.kind === 'mask' ? heard / topology.inputs : this.#neurons
    return {
      ...this.#judge(samples, this.#classifier),
      spikesPerSample: 0,
      synapticOperations: events * targets + this.#neurons * topology.readout.classes,
      firingRate: 0,
    }
  }

  state(): ProbeState {
    return { epoch: this.#epoch, sampleSteps: this.#sampleSteps }
  }

  numbers(): TrainedNumbers {
    const { coefficients, offsets } = this.#classifier
    return { projection: this.#projection.slice(), coefficients: coefficients.slice(), offsets: offsets.slice() }
  }

  networkHash(): string {
    return numbersHash(this.numbers())
  }

  dispose(): void {}

  #readShare(): void {
    this.#epoch++
    const until = Math.ceil((this.#learnOn.length * this.#epoch) / this.#task.epochs)
    for (; this.#read < until; this.#read++) {
      const sample = this.#learnOn[this.#read]
      this.#moments.add(this.#features(sample), this.#task.data.label[sample])
    }
  }

  #solve(): LinearClassifier {
    const tried = this.#task.recipe.strengths.map((strength) => {
      const classifier = this.#moments.solve(strength)
      return { classifier, accuracy: this.#chooseOn.length > 0 ? this.#judge(this.#chooseOn, classifier).accuracy : 0 }
    })
    return tried.reduce((best, next) => (next.accuracy > best.accuracy ? next : best)).classifier
  }

  #judge(samples: Uint32Array, classifier: LinearClassifier): { accuracy: number; loss: number } {
    const { label } = this.#task.data
    let [right, loss] = [0, 0]
    for (const sample of samples) {
      const x = this.#features(sample)
      if (classify(classifier, x) === label[sample]) right++
      linearOutputs(classifier, x).forEach((output, c) => {
        loss += (output - (c === label[sample] ? 1 : 0)) ** 2
      })
    }
    return { accuracy: right / samples.length, loss: loss / samples.length }
  }

  #features(sample: number): Float64Array {
    const { topology, data } = this.#task
    const x = inputsOf(data, sample)
    const { input } = topology.layers[0]
    return Float64Array.from({ length: this.#neurons }, (_, k) => {
      let sum = 0
      if (input.kind === 'full') for (let i = 0; i < x.length; i++) sum += this.#projection[k * x.length + i] * x[i]
      else for (const source of input.sources[k]) sum += x[source] / input.sources[k].length
      return sum
    })
  }
}

function gaussian(neurons: number, inputs: number, replicate: Key): Float64Array {
  const k = key(replicate, 'projection')
  return Float64Array.from({ length: neurons * inputs }, (_, i) => normal(k, i) / Math.sqrt(inputs))
}

function inputsOf(data: EncodedDataset, sample: number): Float64Array {
  const x = new Float64Array(data.channels)
  const steps = data.steps[sample]
  for (let e = data.eventStart[sample]; e < data.eventStart[sample + 1]; e++)
    x[data.eventChannel[e]] += 1 - data.eventStep[e] / steps
  return x
}

const stepsOf = (data: EncodedDataset, samples: Uint32Array): number =>
  samples.reduce((sum, sample) => sum + data.steps[sample], 0)
