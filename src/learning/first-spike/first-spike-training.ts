import { exp } from '../../kernel/numerics/elementary.js'
import { normal } from '../../kernel/numerics/normal.js'
import { type Key, key, permutation } from '../../kernel/numerics/random.js'
import { type AdamMoments, adamStep, freshMoments } from './adam.js'
import { DelayedKernel } from './delayed-kernel.js'
import { classOf, firstSpikeLoss } from './first-spike-loss.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import { type FirstSpikeStructure, weightRange } from './first-spike-structure.js'
import { initialiseWeights } from './initial-first-spike.js'
import type { FirstSpikeRunner } from './runner.js'
import { jitter, type SpikeSamples } from './spike-samples.js'
import { SynapticDelays } from './synaptic-delays.js'
import { type BumpState, NO_BUMP, nextBump } from './weight-bumping.js'

export interface FirstSpikeTask {
  readonly structure: FirstSpikeStructure
  readonly recipe: FirstSpikeRecipe
  readonly samples: SpikeSamples
  /** Samples it learns from. */
  readonly trainOn: Uint32Array
  readonly epochs: number
  /** Weights, order and noise depend on it. */
  readonly replicate: Key
  /** Hidden layers keep their initial weights: a control. */
  readonly frozenHidden?: boolean
}

export interface FirstSpikeEpoch {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  /** Spiking share of the hidden neurons. */
  readonly spiking: number
  /** Mean over the samples in which the right output spikes, in units of tauSyn. */
  readonly rightTime: number
  /** Batches that were spent on bumping. */
  readonly bumped: number
  /** Euclidean, of a batch's mean gradient; mean over batches. */
  readonly gradientNorm: number
}

/** Everything a training depends on between two epochs, in the runner's order of synapses. */
export interface FirstSpikeState {
  readonly epoch: number
  readonly step: number
  readonly bump: BumpState
  readonly layers: readonly LayerState[]
}

interface LayerState {
  readonly weights: Float64Array
  readonly moments: AdamMoments
  /** delay = scale x sigmoid(parameter) */
  readonly delayParameters: Float64Array
  readonly delayMoments: AdamMoments
}

/** Samples of which initial weights see whether a volley passes. */
const CALIBRATION_SAMPLES = 40
/** Initial parameters of delays: sigmoid(-2) is 0.12. */
const DELAY_MEAN = -2
const DELAY_SD = 0.5

export function firstSpikeRunner(structure: FirstSpikeStructure, recipe: FirstSpikeRecipe): FirstSpikeRunner {
  const { widths, tauRatio } = structure
  const settings = { widths, tauRatio, horizon: recipe.horizon, gradientCut: recipe.gradientCut }
  const { kind } = recipe.delays
  return kind === 'synaptic' ? new SynapticDelays(settings) : new DelayedKernel(settings, kind)
}

/** Trains a network of first spikes, an epoch at a time. */
export class FirstSpikeTraining {
  readonly runner: FirstSpikeRunner
  readonly #task: FirstSpikeTask
  readonly #layers: LayerState[]
  readonly #times: Float64Array
  readonly #errors: Float64Array
  #epoch: number
  #step: number
  #bump: BumpState

  constructor(task: FirstSpikeTask, resumed?: FirstSpikeState) {
    this.#task = task
    const { structure, recipe, samples, trainOn, replicate } = task
    this.runner = firstSpikeRunner(structure, recipe)
    this.#times = new Float64Array(samples.channels)
    this.#errors = new Float64Array(samples.classes)
    this.#epoch = resumed?.epoch ?? 0
    this.#step = resumed?.step ?? 0
    this.#bump = resumed?.bump ?? NO_BUMP
    const layers = Array.from({ length: this.runner.depth }, (_, l) => l)
    if (resumed === undefined) {
      for (const l of layers) this.#drawDelays(l)
      const calibration = Array.from(trainOn.subarray(0, CALIBRATION_SAMPLES), (sample) => {
        const times = new Float64Array(samples.channels)
        samples.read(sample, times)
        return times
      })
      initialiseWeights(this.runner, structure, recipe, replicate, calibration)
    }
    this.#layers = layers.map((l) => {
      const weights = this.runner.weights(l)
      const saved = resumed?.layers[l]
      if (saved) weights.set(saved.weights)
      const delays = this.runner.delays(l).length
      return {
        weights,
        moments: saved?.moments ?? freshMoments(weights.length),
        delayParameters: saved?.delayParameters ?? initialDelays(delays, key(replicate, 'first-spike-delays', l)),
        delayMoments: saved?.delayMoments ?? freshMoments(delays),
      }
    })
    this.#loadDelays()
  }

  get epoch(): number {
    return this.#epoch
  }

  get done(): boolean {
    return this.#epoch >= this.#task.epochs
  }

  runEpoch(): FirstSpikeEpoch {
    const { recipe, trainOn, replicate } = this.#task
    const order = permutation(key(replicate, 'order', this.#epoch), trainOn.length)
    const totals = { loss: 0, right: 0, spikes: 0, rightTime: 0, timed: 0, norm: 0 }
    let bumped = 0
    for (let at = 0; at < order.length; at += recipe.batch) {
      const batch = Array.from(order.subarray(at, at + recipe.batch), (position) => trainOn[position])
      if (this.#trainBatch(batch, totals)) bumped++
    }
    this.#epoch++
    const hidden = this.#task.structure.widths.slice(1, -1).reduce((sum, n) => sum + n, 0)
    return {
      epoch: this.#epoch,
      loss: totals.loss / trainOn.length,
      accuracy: totals.right / trainOn.length,
      spiking: totals.spikes / (hidden * trainOn.length),
      rightTime: totals.timed === 0 ? Number.POSITIVE_INFINITY : totals.rightTime / totals.timed,
      bumped,
      gradientNorm: totals.norm / Math.ceil(order.length / recipe.batch),
    }
  }

  state(): FirstSpikeState {
    const copy = ({ first, second }: AdamMoments) => ({ first: first.slice(), second: second.slice() })
    return {
      epoch: this.#epoch,
      step: this.#step,
      bump: this.#bump,
      layers: this.#layers.map((layer) => ({
        weights: layer.weights.slice(),
        moments: copy(layer.moments),
        delayParameters: layer.delayParameters.slice(),
        delayMoments: copy(layer.delayMoments),
      })),
    }
  }

  dispose(): void {
    this.runner.dispose()
  }

  /** One batch: a gradient step, or, where a layer is too silent, a bump instead. Whether it was a bump. */
  #trainBatch(batch: readonly number[], totals: EpochTotals): boolean {
    const { runner } = this
    const { recipe, structure, samples, replicate } = this.#task
    const silent = structure.widths.slice(1).map((neurons) => new Uint32Array(neurons))
    for (let l = 0; l < runner.depth; l++) {
      runner.gradient(l).fill(0)
      runner.delayGradient(l).fill(0)
    }
    for (const sample of batch) {
      samples.read(sample, this.#times)
      if (recipe.noise > 0) jitter(this.#times, recipe.noise, replicate, this.#epoch, sample)
      const outputs = runner.forward(this.#times)
      const label = samples.label(sample)
      totals.loss += firstSpikeLoss(recipe.loss, outputs, label, this.#errors)
      if (classOf(recipe.loss, outputs) === label) totals.right++
      if (outputs[label] < Number.POSITIVE_INFINITY) {
        totals.rightTime += outputs[label]
        totals.timed++
      }
      for (let l = 0; l < runner.depth; l++)
        totals.spikes += countSilent(runner.times(l), silent[l], l < runner.depth - 1)
      for (let k = 0; k < this.#errors.length; k++) this.#errors[k] /= batch.length
      runner.backward(this.#errors)
    }
    totals.norm += this.#gradientNorm()
    const shares = silent.map((counts) => counts.reduce((sum, n) => sum + n, 0) / (counts.length * batch.length))
    this.#bump = nextBump(this.#bump, shares, recipe.bump)
    const bumps = this.#bump.layer >= 0
    if (!bumps || recipe.bump.andStep) this.#stepLayers()
    if (bumps) this.#bumpLayer(this.#bump, silent[this.#bump.layer])
    return bumps
  }

  #gradientNorm(): number {
    let sum = 0
    for (let l = 0; l < this.runner.depth; l++) for (const g of this.runner.gradient(l)) sum += g * g
    return Math.sqrt(sum)
  }

  #bumpLayer({ layer, amount }: BumpState, silent: Uint32Array): void {
    const weights = this.runner.weights(layer)
    const inputs = this.#task.structure.widths[layer]
    for (let j = 0; j < silent.length; j++) {
      if (silent[j] === 0) continue
      for (let i = 0; i < inputs; i++) weights[this.runner.weightIndex(layer, i, j)] += amount
    }
    this.#project(layer)
  }

  #stepLayers(): void {
    const { recipe, frozenHidden } = this.#task
    const { optimiser, delays } = recipe
    this.#step++
    let decay = 1
    for (let n = Math.floor(this.#epoch / optimiser.every); n > 0; n--) decay *= optimiser.factor
    for (let l = frozenHidden ? this.runner.depth - 1 : 0; l < this.runner.depth; l++) {
      const { weights, moments, delayParameters, delayMoments } = this.#layers[l]
      adamStep(weights, this.runner.gradient(l), moments, this.#step, decay * optimiser.rate, optimiser)
      this.#project(l)
      if (delayParameters.length === 0) continue
      const gradient = this.runner.delayGradient(l)
      const values = this.runner.delays(l)
      for (let d = 0; d < gradient.length; d++) gradient[d] *= values[d] * (1 - values[d] / delays.scale)
      adamStep(delayParameters, gradient, delayMoments, this.#step, decay * delays.rate, optimiser)
    }
    this.#loadDelays()
  }

  /** Dale's law and the largest magnitude. */
  #project(layer: number): void {
    const { structure, recipe } = this.#task
    const weights = this.runner.weights(layer)
    for (let i = 0; i < structure.widths[layer]; i++) {
      const [low, high] = weightRange(structure, layer, i, recipe.largestWeight)
      if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) continue
      for (let j = 0; j < structure.widths[layer + 1]; j++) {
        const at = this.runner.weightIndex(layer, i, j)
        weights[at] = Math.min(high, Math.max(low, weights[at]))
      }
    }
  }

  #drawDelays(layer: number): void {
    const values = this.runner.delays(layer)
    const parameters = initialDelays(values.length, key(this.#task.replicate, 'first-spike-delays', layer))
    for (let d = 0; d < values.length; d++) values[d] = this.#task.recipe.delays.scale / (1 + exp(-parameters[d]))
  }

  #loadDelays(): void {
    this.#layers.forEach(({ delayParameters }, l) => {
      const values = this.runner.delays(l)
      for (let d = 0; d < values.length; d++) {
        values[d] = this.#task.recipe.delays.scale / (1 + exp(-delayParameters[d]))
      }
    })
  }
}

interface EpochTotals {
  loss: number
  right: number
  /** Of hidden neurons. */
  spikes: number
  rightTime: number
  timed: number
  norm: number
}

const initialDelays = (count: number, k: Key): Float64Array =>
  Float64Array.from({ length: count }, (_, d) => DELAY_MEAN + DELAY_SD * normal(k, d))

/** Counts the silent of a layer; gives the number of spikes, or 0 where they do not count. */
function countSilent(times: Float64Array, silent: Uint32Array, counts: boolean): number {
  let spikes = 0
  for (let j = 0; j < times.length; j++) {
    if (times[j] === Number.POSITIVE_INFINITY) silent[j]++
    else spikes++
  }
  return counts ? spikes : 0
}
