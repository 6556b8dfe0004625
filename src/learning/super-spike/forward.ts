import type { SuperSpikeRecipe } from '../super-spike-recipe.js'
import type { Constants } from './constants.js'
import { SpikeTrack, type TrackState } from './spike-track.js'
import type { Wiring } from './wiring.js'

/** Below it a decaying current is 0: denormal numbers are many times slower. */
const TINY = 1e-100

/** Where the surrogate derivatives of a layer's neurons go: [neuron][stride], the step `origin` at place `at`. */
export interface SlopeRecord {
  readonly values: Float64Array
  readonly stride: number
}

/**
 * The network in time, without learning. Spikes travel for `delay` steps, so up to that many steps of a neuron are gone
 * through at once: all that arrives in them is known before.
 */
export class ForwardPass {
  readonly #wiring: Wiring
  readonly #constants: Constants
  readonly #recipe: SuperSpikeRecipe
  /** [layer] */
  readonly #voltage: Float64Array[]
  readonly #current: Float64Array[]
  readonly #refractory: Int32Array[]
  /** [layer][neuron][step of the block] what arrives. */
  readonly #arriving: Float64Array[]
  /** Inputs first, then each layer. */
  readonly tracks: readonly SpikeTrack[]
  clock = 0

  constructor(wiring: Wiring, constants: Constants, recipe: SuperSpikeRecipe) {
    this.#wiring = wiring
    this.#constants = constants
    this.#recipe = recipe
    const { layers } = wiring
    this.#voltage = layers.map(({ neurons }) => new Float64Array(neurons).fill(recipe.rest))
    this.#current = layers.map(({ neurons }) => new Float64Array(neurons))
    this.#refractory = layers.map(({ neurons }) => new Int32Array(neurons))
    this.#arriving = layers.map(({ neurons }) => new Float64Array(neurons * constants.delay))
    this.tracks = [null, ...layers].map(() => new SpikeTrack())
  }

  /**
   * Goes `steps` on, at most `delay`. Input spikes of these steps are in the first track. `slopes`: [layer] where the
   * derivatives go, from place `at` on.
   */
  block(steps: number, weights: Float64Array, slopes: readonly SlopeRecord[] | null, at: readonly number[]): void {
    this.#deliver(steps, weights)
    for (let l = 0; l < this.#wiring.layers.length; l++) {
      const track = this.tracks[l + 1]
      const before = track.count
      if (slopes === null) this.#advance(l, steps, null, 0)
      else this.#advance(l, steps, slopes[l], at[l])
      track.settle(before)
    }
    this.clock += steps
  }

  state() {
    return {
      clock: this.clock,
      voltage: this.#voltage.map((v) => v.slice()),
      current: this.#current.map((v) => v.slice()),
      refractory: this.#refractory.map((v) => v.slice()),
      tracks: this.tracks.map((track) => track.state()),
    }
  }

  restore(state: ForwardState): void {
    this.clock = state.clock
    this.#wiring.layers.forEach((_, l) => {
      this.#voltage[l].set(state.voltage[l])
      this.#current[l].set(state.current[l])
      this.#refractory[l].set(state.refractory[l])
    })
    this.tracks.forEach((track, p) => {
      track.restore(state.tracks[p])
    })
  }

  /** Adds the weights of the spikes that arrive in the block. */
  #deliver(steps: number, weights: Float64Array): void {
    const { layers } = this.#wiring
    const { delay } = this.#constants
    const { clock } = this
    this.tracks.forEach((track, p) => {
      const { step, neuron, count } = track
      let next = track.arrived
      for (; next < count; next++) {
        const k = step[next] + delay - clock
        if (k >= steps) break
        const pre = neuron[next]
        if (p < layers.length) {
          const { neurons, start } = layers[p]
          const arriving = this.#arriving[p]
          const row = start + pre * neurons
          for (let i = 0; i < neurons; i++) arriving[i * delay + k] += weights[row + i]
        }
        const recurrent = p > 0 ? layers[p - 1].recurrent : null
        if (recurrent === null) continue
        const arriving = this.#arriving[p - 1]
        const { rowStart, target, weight } = recurrent
        for (let s = rowStart[pre]; s < rowStart[pre + 1]; s++) arriving[target[s] * delay + k] += weights[weight[s]]
      }
      track.arrived = next
    })
  }

  /** The order of a step is that of the authors' simulator: membrane, threshold, synapse, arrivals. */
  #advance(l: number, steps: number, slopes: SlopeRecord | null, at: number): void {
    const { leak, decay, delay, refractory } = this.#constants
    const { threshold, rest, slope, surrogate } = this.#recipe
    const isLinear = surrogate === 'linear'
    const { neurons } = this.#wiring.layers[l]
    const [voltages, currents, counters, arriving] = [
      this.#voltage[l],
      this.#current[l],
      this.#refractory[l],
      this.#arriving[l],
    ]
    const track = this.tracks[l + 1]
    for (let i = 0; i < neurons; i++) {
      let u = voltages[i]
      let current = currents[i]
      let counter = counters[i]
      const first = i * delay
      const record = slopes === null ? 0 : i * slopes.stride + at
      for (let k = 0; k < steps; k++) {
        u += leak * (rest - u + current)
        if (counter > 0) {
          counter--
          u = rest
        } else if (u > threshold) {
          track.push(this.clock + k, i)
          u = rest
          counter = refractory
        }
        current = current * decay + arriving[first + k]
        arriving[first + k] = 0
        if (slopes === null) continue
        const h = 1 + slope * Math.abs(u - threshold)
        slopes.values[record + k] = isLinear ? 1 : 1 / (h * h)
      }
      voltages[i] = u
      currents[i] = Math.abs(current) < TINY ? 0 : current
      counters[i] = counter
    }
  }
}

export interface ForwardState {
  readonly clock: number
  readonly voltage: readonly Float64Array[]
  readonly current: readonly Float64Array[]
  readonly refractory: readonly Int32Array[]
  readonly tracks: readonly TrackState[]
}
