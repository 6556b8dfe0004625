import { LATEST_HORIZON } from './first-spike-horizon.js'
import { type DoubleArray, WasmMemory } from './wasm-memory.js'

export interface FirstSpikeSettings {
  /** Neurons of each layer, the inputs first and the outputs last. */
  readonly widths: readonly number[]
  /** tauMem / tauSyn. */
  readonly tauRatio: 1 | 2
  /** Spikes after it do not exist; in units of tauSyn, at most 300 (e^t is computed). */
  readonly horizon: number
  /** Largest |dL/dw| that a neuron may have in a sample; above it all its weights get none. */
  readonly gradientCut: number
}

const TILE = 4
const EVENT_BYTES = 48
const RECORD_BYTES = 96
const SORT_BYTES = 4 * 513

interface KernelLayer {
  readonly record: number
  readonly inputs: number
  readonly neurons: number
  readonly inputTimes: DoubleArray
  readonly times: DoubleArray
  readonly errors: DoubleArray
  readonly inputErrors: DoubleArray
  readonly weights: DoubleArray
  readonly gradient: DoubleArray
}

/**
 * Runs a feed-forward network of first spikes on one sample at a time, exactly and without time steps; equal to
 * src/learning/first-spike/spike-time.ts but for rounding. Weights and gradient are laid out for the kernel, a layer as
 * [tile of 4 neurons][input][4], and are read and written in place; `weightIndex` finds a synapse.
 */
export class FirstSpikeKernel {
  readonly #memory = new WasmMemory()
  readonly #layers: readonly KernelLayer[]
  readonly settings: FirstSpikeSettings

  constructor(settings: FirstSpikeSettings) {
    if (!(settings.horizon > 0 && settings.horizon <= LATEST_HORIZON))
      throw new RangeError(`horizon must be above 0 and at most ${LATEST_HORIZON}, but got ${settings.horizon}`)
    this.settings = settings
    this.#layers = settings.widths.slice(1).map((neurons, l) => this.#layer(settings.widths[l], neurons))
    this.#memory.refresh()
    for (const layer of this.#layers) this.#writeRecord(layer)
  }

  get depth(): number {
    return this.#layers.length
  }

  weights(layer: number): Float64Array {
    return this.#layers[layer].weights.view
  }

  /** Sum since it was last filled with zeros. */
  gradient(layer: number): Float64Array {
    return this.#layers[layer].gradient.view
  }

  /** Spike times of a layer in the last forward pass; Infinity: silent. */
  times(layer: number): Float64Array {
    const { times, neurons } = this.#layers[layer]
    return times.view.subarray(0, neurons)
  }

  /** dL/dt of the inputs of a layer, as they arrived there, after the last backward pass. */
  inputErrors(layer: number): Float64Array {
    return this.#layers[layer].inputErrors.view
  }

  weightIndex(layer: number, input: number, neuron: number): number {
    const { inputs } = this.#layers[layer]
    return (Math.floor(neuron / TILE) * inputs + input) * TILE + (neuron % TILE)
  }

  /** Spike times of the outputs. `arrival` may change the times at which a layer's inputs arrive (delays). */
  forward(sample: ArrayLike<number>, arrival?: (layer: number, times: Float64Array) => void): Float64Array {
    const { firstSpikeForward } = this.#memory.exports
    let from = sample
    for (let l = 0; l < this.#layers.length; l++) {
      const layer = this.#layers[l]
      const into = layer.inputTimes.view
      for (let i = 0; i < layer.inputs; i++) into[i] = from[i]
      arrival?.(l, into)
      firstSpikeForward(layer.record)
      from = layer.times.view
    }
    return this.times(this.#layers.length - 1)
  }

  /** Adds the gradient of the last forward pass, given dL/dT of the outputs (0 for silent ones). */
  backward(outputErrors: ArrayLike<number>): void {
    const { firstSpikeBackward } = this.#memory.exports
    let errors = outputErrors
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const layer = this.#layers[l]
      const into = layer.errors.view
      for (let j = 0; j < layer.neurons; j++) into[j] = errors[j]
      firstSpikeBackward(layer.record)
      errors = layer.inputErrors.view
    }
  }

  dispose(): void {
    this.#memory.release()
  }

  #layer(inputs: number, neurons: number): KernelLayer {
    const memory = this.#memory
    const padded = Math.ceil(neurons / TILE) * TILE
    return {
      record: memory.bytes(RECORD_BYTES),
      inputs,
      neurons,
      inputTimes: memory.doubles(inputs),
      times: memory.doubles(padded),
      errors: memory.doubles(padded),
      inputErrors: memory.doubles(inputs),
      weights: memory.doubles(padded * inputs),
      gradient: memory.doubles(padded * inputs),
    }
  }

  /** As src/kernel/assembly/first-spike-layer.ts reads it. */
  #writeRecord(layer: KernelLayer): void {
    const memory = this.#memory
    const { tauRatio, horizon, gradientCut } = this.settings
    const padded = layer.times.view.length
    const order = memory.bytes(4 * layer.inputs)
    const events = memory.bytes(EVENT_BYTES * layer.inputs)
    const slopes = memory.bytes(8 * padded)
    const scratch = memory.bytes(Math.max(16 * layer.inputs, SORT_BYTES))
    memory.refresh()
    const { buffer } = memory.exports.memory
    const pointers = [layer.weights.at, layer.gradient.at, layer.inputTimes.at, order, events, layer.times.at, slopes]
    const words = [
      layer.inputs,
      padded / TILE,
      tauRatio,
      0,
      ...pointers,
      layer.errors.at,
      layer.inputErrors.at,
      scratch,
    ]
    new Uint32Array(buffer, layer.record, words.length).set(words)
    new Uint32Array(buffer, layer.record + 56, 1)[0] = layer.neurons
    new Float64Array(buffer, layer.record + 64, 3).set([1 / tauRatio, horizon, gradientCut])
  }
}
