import type { EncodedDataset } from '../../data/dataset.js'
import type { Key } from '../../kernel/numerics/random.js'
import type { NeuronModel } from '../../topology/topology.js'
import type { SuperSpikeRecipe } from '../super-spike-recipe.js'
import { type Constants, constantsOf } from './constants.js'
import { criticOf } from './critic.js'
import { ErrorSignal, type ErrorState } from './error-signal.js'
import { hiddenErrors } from './feedback.js'
import { ForwardPass, type ForwardState, type SlopeRecord } from './forward.js'
import { heterosynapticPull } from './heterosynaptic.js'
import { optimise } from './optimise.js'
import { addWindowGradient } from './window-gradient.js'
import { initialWeights, randomFeedback, type Wiring } from './wiring.js'

/** What came of running samples. */
export interface RunSums {
  steps: number
  /** Integral of the squared error, summed over the outputs. */
  cost: number
  hiddenSpikes: number
  outputSpikes: number
  samples: number
  right: number
}

export const emptyRun = (): RunSums => ({ steps: 0, cost: 0, hiddenSpikes: 0, outputSpikes: 0, samples: 0, right: 0 })

export interface LearnerTask {
  readonly wiring: Wiring
  readonly neuron: NeuronModel
  readonly recipe: SuperSpikeRecipe
  readonly dt: number
  readonly replicate: Key
}

/** A spike of a layer, told as it is fired: 0 is the lowest layer. */
export type SpikeListener = (layer: number, step: number, neuron: number) => void

/**
 * A network that runs on without a break, sample after sample, and learns at the end of every window: by backward filters
 * (window-gradient.ts), equal to the paper's online rule to rounding. Its twin is online-reference.ts.
 */
export class Learner {
  readonly #task: LearnerTask
  readonly constants: Constants
  readonly #forward: ForwardPass
  readonly #signal: ErrorSignal
  readonly #slopes: SlopeRecord[]
  /** [layer] step 0 of the window in its record. */
  readonly #origins: number[]
  readonly #random: Float64Array[]
  readonly #worth: Float64Array
  readonly #traces: Float64Array[]
  readonly weights: Float64Array
  readonly #memory: Float64Array
  /** Sums of the last window, for tests. */
  readonly gradient: Float64Array
  #windowStart = 0
  /** Of the mean gradient at the last update. */
  gradientNorm = 0
  updates = 0

  constructor(task: LearnerTask, weights = initialWeights(task.wiring, task.recipe.initial, task.replicate)) {
    this.#task = task
    const { wiring, recipe, neuron, dt, replicate } = task
    const { layers } = wiring
    this.constants = constantsOf(recipe, neuron, dt)
    const { update, memory, delay } = this.constants
    this.#forward = new ForwardPass(wiring, this.constants, recipe)
    this.#signal = new ErrorSignal(layers[layers.length - 1].neurons, this.constants)
    this.#origins = layers.map(({ depth }) => memory + depth * delay)
    this.#slopes = layers.map(({ neurons }, l) => {
      const stride = this.#origins[l] + update
      return { values: new Float64Array(neurons * stride), stride }
    })
    this.#random = recipe.feedback === 'random' ? randomFeedback(wiring, replicate) : []
    this.#worth = new Float64Array(Math.max(...layers.map(({ neurons }) => neurons)) * (update + memory))
    this.#traces = layers.map(({ neurons }) => new Float64Array(neurons))
    this.weights = weights
    this.#memory = new Float64Array(wiring.weights)
    this.gradient = new Float64Array(wiring.weights)
  }

  /** Runs one sample. `rate`: that of the updates on the way; null leaves the weights alone. */
  run(data: EncodedDataset, i: number, rate: number | null, sums: RunSums, onSpike?: SpikeListener): void {
    const { delay, update } = this.constants
    const { tracks } = this.#forward
    const { layers } = this.#task.wiring
    const steps = data.steps[i]
    const critic = criticOf(data, i, this.#task.recipe, this.constants.dt)
    let event = data.eventStart[i]
    const end = data.eventStart[i + 1]
    for (let t = 0; t < steps; ) {
      const { clock } = this.#forward
      const at = clock - this.#windowStart
      const n = Math.min(delay, steps - t, update - at)
      for (; event < end && data.eventStep[event] < t + n; event++) {
        tracks[0].push(clock + data.eventStep[event] - t, data.eventChannel[event])
      }
      critic.expect(t, t + n, (step, output, value) => this.#signal.add(at + step - t, output, value))
      const before = layers.map((_, l) => tracks[l + 1].count)
      this.#forward.block(n, this.weights, rate === null ? null : this.#slopes, this.#placesOf(at))
      for (let l = 0; l < layers.length; l++) {
        const { step, neuron, count } = tracks[l + 1]
        const isOutput = l === layers.length - 1
        for (let x = before[l]; x < count; x++) {
          const since = step[x] - clock
          onSpike?.(l, t + since, neuron[x])
          if (!isOutput) {
            sums.hiddenSpikes++
            continue
          }
          sums.outputSpikes++
          const error = critic.fired(t + since, neuron[x])
          if (error !== 0) this.#signal.add(at + since, neuron[x], error)
        }
      }
      t += n
      const missed = t === steps ? critic.missed() : undefined
      if (missed !== undefined) this.#signal.add(at + n - 1, missed, 1)
      if (t === steps) this.#signal.advance(at + n)
      if (at + n === update) this.#closeWindow(rate)
    }
    sums.steps += steps
    sums.cost += this.#signal.takeCost()
    sums.samples++
    if (critic.isRight) sums.right++
  }

  state() {
    const { update } = this.constants
    return {
      forward: this.#forward.state(),
      signal: this.#signal.state(),
      // Beyond the present step they hold nothing that counts.
      slopes: this.#slopes.map(({ values }) => values.slice()),
      traces: this.#traces.map((trace) => trace.slice()),
      weights: this.weights.slice(),
      memory: this.#memory.slice(),
      ...{ windowStart: this.#windowStart, gradientNorm: this.gradientNorm, updates: this.updates, update },
    }
  }

  restore(state: LearnerState): void {
    this.#forward.restore(state.forward)
    this.#signal.restore(state.signal)
    this.#slopes.forEach(({ values }, l) => {
      values.set(state.slopes[l])
    })
    this.#traces.forEach((trace, l) => {
      trace.set(state.traces[l])
    })
    this.weights.set(state.weights)
    this.#memory.set(state.memory)
    this.#windowStart = state.windowStart
    this.gradientNorm = state.gradientNorm
    this.updates = state.updates
  }

  #placesOf(at: number): number[] {
    return this.#origins.map((origin) => origin + at)
  }

  #closeWindow(rate: number | null): void {
    const { update, memory, delay } = this.constants
    this.#signal.advance(update)
    if (rate !== null) this.#learn(rate)
    this.#signal.nextWindow()
    this.#windowStart += update
    for (const track of this.#forward.tracks) {
      track.forget(this.#windowStart - memory - delay * (1 + this.#task.wiring.layers.length))
    }
  }

  #learn(rate: number): void {
    const { wiring, recipe } = this.#task
    const { layers } = wiring
    const { update } = this.constants
    const isHiddenTrained = layers.length > 1 && recipe.hidden === 'trained'
    const hidden = isHiddenTrained
      ? hiddenErrors(wiring, recipe, this.constants, this.weights, this.#random, this.#signal)
      : []
    const errors = [...(isHiddenTrained ? hidden : layers.slice(1).map(() => null)), this.#signal.error]
    const gradient = this.gradient.fill(0)
    layers.forEach((layer, l) => {
      const error = errors[l]
      if (error === null) return
      const [below, own] = [this.#forward.tracks[l], this.#forward.tracks[l + 1]]
      const place = { origin: this.#origins[l], start: this.#windowStart }
      const window = { layer, error, slopes: this.#slopes[l], ...place, below, own }
      addWindowGradient(window, this.constants, gradient, this.#worth)
      if (layer.depth > 0 && recipe.heterosynaptic.strength > 0) {
        heterosynapticPull(window, recipe.heterosynaptic, this.constants, this.#traces[l], this.weights, gradient)
      }
    })
    let squares = 0
    layers.forEach(({ start }, l) => {
      if (errors[l] === null) return
      const to = l + 1 < layers.length ? layers[l + 1].start : wiring.weights
      const { low, high } = wiring
      const how = { steps: update, rate, forget: this.constants.forget, optimiser: recipe.optimiser, low, high }
      squares += optimise(this.weights, this.#memory, gradient, { from: start, to, ...how })
    })
    this.gradientNorm = Math.sqrt(squares)
    this.updates++
    for (const [l, { values, stride }] of this.#slopes.entries()) {
      for (let i = 0; i < layers[l].neurons; i++) values.copyWithin(i * stride, i * stride + update, (i + 1) * stride)
    }
  }
}

export type LearnerState = {
  readonly forward: ForwardState
  readonly signal: ErrorState
  readonly slopes: readonly Float64Array[]
  readonly traces: readonly Float64Array[]
  readonly weights: Float64Array
  readonly memory: Float64Array
  readonly windowStart: number
  readonly gradientNorm: number
  readonly updates: number
}
