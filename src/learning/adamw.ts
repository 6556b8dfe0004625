import type { AdamWScalars } from '../kernel/reference/adamw.js'
import { type FloatArray, WasmMemory } from '../kernel/wasm-memory.js'
import type { OptimiserSettings } from './gradient-recipe.js'

/** Marks parameters that lead to no adaptable neuron. */
export const NO_NEURON = 0xffffffff

/** What an optimiser remembers between steps. */
export interface AdamWState {
  readonly parameters: Float32Array
  readonly first: Float32Array
  readonly second: Float32Array
  readonly step: number
}

/** beta^n without Math.pow, whose last bit depends on the engine. */
function power(base: number, n: number): number {
  let result = 1
  let square = base
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square
    square *= square
  }
  return result
}

export function adamwScalars(
  settings: OptimiserSettings,
  step: number,
  rate: number,
  sumOfSquares: number,
  batch: number,
): AdamWScalars {
  const norm = Math.sqrt(sumOfSquares) / batch
  // As the float32 step has them: 1 - 0.999 is off by 1.3e-5 there, and the correction has to undo that too.
  const beta1 = Math.fround(settings.beta1)
  const beta2 = Math.fround(settings.beta2)
  return {
    scale: (norm > settings.clipNorm ? settings.clipNorm / norm : 1) / batch,
    beta1,
    beta2,
    rate1: rate / (1 - power(beta1, step)),
    correction2: 1 / (1 - power(beta2, step)),
    keep: 1 - rate * settings.weightDecay,
    epsilon: settings.epsilon,
  }
}

/** AdamW (Loshchilov & Hutter 2019) with a norm clip and a projection of every parameter to its bounds. */
export class AdamW {
  readonly #settings: OptimiserSettings
  readonly #memory = new WasmMemory()
  readonly #n: number
  readonly #arrays: Record<'parameters' | 'gradient' | 'first' | 'second' | 'low' | 'high', FloatArray>
  #step: number

  constructor(settings: OptimiserSettings, state: AdamWState, low: Float32Array, high: Float32Array) {
    this.#settings = settings
    this.#n = state.parameters.length
    this.#step = state.step
    const make = () => this.#memory.floats((this.#n + 3) & ~3)
    this.#arrays = { parameters: make(), gradient: make(), first: make(), second: make(), low: make(), high: make() }
    this.#memory.refresh()
    this.#arrays.parameters.view.set(state.parameters)
    this.#arrays.first.view.set(state.first)
    this.#arrays.second.view.set(state.second)
    this.#arrays.low.view.set(low)
    this.#arrays.high.view.set(high)
  }

  /** Views, valid until `dispose`. */
  get parameters(): Float32Array {
    return this.#arrays.parameters.view.subarray(0, this.#n)
  }

  /** Where the summed gradient of a batch goes before `update`. */
  get gradient(): Float32Array {
    return this.#arrays.gradient.view.subarray(0, this.#n)
  }

  /** Takes one step on the gradient summed over `batch` samples; returns the norm of the mean gradient. */
  update(rate: number, batch: number): number {
    this.#step++
    const { parameters, gradient, first, second, low, high } = this.#arrays
    const { exports } = this.#memory
    const squares = exports.sumOfSquares(gradient.at, this.#n)
    const s = adamwScalars(this.#settings, this.#step, rate, squares, batch)
    exports.adamw(
      parameters.at,
      gradient.at,
      first.at,
      second.at,
      low.at,
      high.at,
      (this.#n + 3) & ~3,
      s.scale,
      s.beta1,
      s.beta2,
      s.rate1,
      s.correction2,
      s.keep,
      s.epsilon,
    )
    return Math.sqrt(squares) / batch
  }

  /** As `rescaledMoments`, in place. */
  rescaleMoments(target: Uint32Array, factor: Float64Array): void {
    scaleMoments(this.#arrays.first.view, this.#arrays.second.view, target, factor)
  }

  /** A copy of everything `update` depends on. */
  state(): AdamWState {
    const copy = (array: FloatArray) => array.view.slice(0, this.#n)
    const { parameters, first, second } = this.#arrays
    return { parameters: copy(parameters), first: copy(first), second: copy(second), step: this.#step }
  }

  dispose(): void {
    this.#memory.release()
  }
}

function scaleMoments(first: Float32Array, second: Float32Array, target: Uint32Array, factor: Float64Array): void {
  for (let w = 0; w < target.length; w++) {
    // As a signed number, in which NO_NEURON is -1: the engine is faster with those.
    const neuron = target[w] | 0
    if (neuron < 0) continue
    const rho = factor[neuron]
    first[w] *= rho
    second[w] *= rho * rho
  }
}

/**
 * The gain of neurons changed by `factor` [neurons]: gradients of their incoming weights scale with it, so the
 * moments do too. `target` [parameters] is the neuron a parameter leads to, NO_NEURON for the readout.
 */
export function rescaledMoments(state: AdamWState, target: Uint32Array, factor: Float64Array): AdamWState {
  const first = state.first.slice()
  const second = state.second.slice()
  scaleMoments(first, second, target, factor)
  return { ...state, first, second }
}

export function freshAdamWState(parameters: Float32Array): AdamWState {
  const zeros = () => new Float32Array(parameters.length)
  return { parameters, first: zeros(), second: zeros(), step: 0 }
}
