import { normal } from '../kernel/numerics/normal.js'
import { type Key, key } from '../kernel/numerics/random.js'
import { type FloatArray, WasmMemory } from '../kernel/wasm-memory.js'
import type { ProjectionSettings } from './projection-settings.js'
import { SpikeTraces } from './spike-traces.js'

export interface Winner {
  readonly unit: number
  /** y = J - c of the winner: its input, above 0. */
  readonly input: number
}

/** Weights below this count as none. */
const TINY = 2 ** -100
/** Rows whose scale falls below this are written out at once. */
const SMALL_SCALE = 2 ** -40

/**
 * All-to-all weights W from one layer to the next, the competition for their input and the learning of the winners.
 *
 * A row is rescaled to mean mu after every update. That would touch all its weights, so a row is kept as scale x values:
 * an update adds to the values of the units that fired and changes the scale. Values are stored [pre][post], so that J
 * is a sum of the rows of the units that fired.
 */
export class Projection {
  readonly pre: number
  readonly post: number
  readonly settings: ProjectionSettings
  /** [post] activation threshold c. */
  readonly threshold: Float64Array
  /** [post] updates so far. */
  readonly updates: Uint32Array
  readonly #memory = new WasmMemory()
  readonly #width: number
  readonly #values: FloatArray
  readonly #sums: FloatArray
  readonly #list: number
  readonly #listView: Uint32Array
  /** [post] */
  readonly #scale: Float64Array
  readonly #total: Float64Array
  readonly #largest: Float64Array
  readonly #traces: { readonly below: SpikeTraces; readonly above: SpikeTraces } | undefined
  #steps = 0

  constructor(pre: number, post: number, settings: ProjectionSettings, seed: Key) {
    this.pre = pre
    this.post = post
    this.settings = settings
    this.#width = Math.ceil(post / 16) * 16
    this.#values = this.#memory.floats(pre * this.#width)
    this.#sums = this.#memory.floats(this.#width)
    this.#list = this.#memory.words(new Uint32Array(pre))
    this.#memory.refresh()
    this.#listView = new Uint32Array(this.#memory.exports.memory.buffer, this.#list, pre)
    this.threshold = new Float64Array(post)
    this.updates = new Uint32Array(post)
    this.#scale = new Float64Array(post).fill(1)
    this.#total = new Float64Array(post)
    this.#largest = new Float64Array(post)
    const { window } = settings
    this.#traces = window && {
      below: new SpikeTraces(pre, window.before),
      above: new SpikeTraces(post, window.after),
    }
    this.#draw(seed)
  }

  #draw(seed: Key): void {
    const { mean, spread, threshold } = this.settings
    const weights = key(seed, 'weights')
    const thresholds = key(seed, 'thresholds')
    const { exports } = this.#memory
    for (let j = 0; j < this.pre; j++) {
      exports.waveNoise(this.#sums.at, this.#width, weights.k0, weights.k1, j, spread)
      const row = j * this.#width
      for (let k = 0; k < this.post; k++) this.#values.view[row + k] = Math.max(0, mean + this.#sums.view[k])
    }
    for (let k = 0; k < this.post; k++) this.threshold[k] = threshold.mean + threshold.spread * normal(thresholds, k)
    for (let k = 0; k < this.post; k++) this.#writeOut(k)
  }

  /** J = W s, y = max(0, J - c): the unit of the largest y, whose threshold grows. */
  compete(fired: ArrayLike<number>): Winner | undefined {
    this.#steps++
    const { rescue } = this.settings
    if (rescue.every > 0 && this.#steps % rescue.every === 0) this.#upkeep()
    if (fired.length === 0) return undefined
    this.#listView.set(fired)
    const { exports } = this.#memory
    exports.sumColumns(this.#sums.at, this.#values.at, this.#list, fired.length, this.#width)
    const sums = this.#sums.view
    let unit = -1
    let input = 0
    for (let k = 0; k < this.post; k++) {
      const j = this.#scale[k] * sums[k]
      if (j > this.#largest[k]) this.#largest[k] = j
      const y = j - this.threshold[k]
      if (y > input) {
        input = y
        unit = k
      }
    }
    if (unit < 0) return undefined
    this.threshold[unit] += this.settings.threshold.growth * input
    return { unit, input }
  }

  /** Adds `amount` to the weights of a unit from those that fired, and rescales its row to mean mu. */
  strengthen(unit: number, fired: ArrayLike<number>, amount: number): void {
    this.#change(unit, fired, () => amount)
    this.updates[unit]++
  }

  /** The learning rule: of the winner, or of every unit that fired (`post`). */
  learn(fired: ArrayLike<number>, winner: Winner | undefined, post: ArrayLike<number>): void {
    const { rule, rate } = this.settings
    if (this.#traces) {
      this.#learnFromTraces(fired, post)
    } else if (fired.length > 0 && rule === 'winner') {
      if (winner) this.strengthen(winner.unit, fired, rate * winner.input)
    } else if (fired.length > 0) {
      for (let n = 0; n < post.length; n++) this.strengthen(post[n], fired, rate)
    }
  }

  /** w_kj += rate p_j where k fires; w_kj -= depression rate q_k where j fires, never below 0. Rows are rescaled after each. */
  #learnFromTraces(fired: ArrayLike<number>, post: ArrayLike<number>): void {
    const { rate, window } = this.settings
    const { below, above } = this.#traces ?? {}
    if (!below || !above || !window) return
    below.fade()
    above.fade()
    below.add(fired)
    const taken = window.depression * rate
    if (taken > 0 && fired.length > 0) {
      for (const unit of above.recent()) this.#change(unit, fired, () => -taken * above.values[unit])
    }
    if (post.length === 0) return
    const recent = below.recent()
    for (let n = 0; n < post.length; n++) {
      this.#change(post[n], recent, (j) => rate * below.values[j])
      this.updates[post[n]]++
    }
    above.add(post)
  }

  #change(unit: number, from: ArrayLike<number>, amount: (pre: number) => number): void {
    const values = this.#values.view
    const scale = this.#scale[unit]
    for (let n = 0; n < from.length; n++) {
      const at = from[n] * this.#width + unit
      const before = values[at]
      values[at] = Math.max(0, before + amount(from[n]) / scale)
      this.#total[unit] += values[at] - before
    }
    this.#rescale(unit)
    if (this.#scale[unit] < SMALL_SCALE) this.#writeOut(unit)
  }

  /** The weights of a unit [pre]. */
  row(unit: number): Float64Array {
    const values = this.#values.view
    return Float64Array.from({ length: this.pre }, (_, j) => this.#scale[unit] * values[j * this.#width + unit])
  }

  /** Replaces all weights: for a control that has none, or for weights that were kept. */
  setWeights(weight: (post: number, pre: number) => number): void {
    const values = this.#values.view
    for (let j = 0; j < this.pre; j++) {
      for (let k = 0; k < this.post; k++) values[j * this.#width + k] = weight(k, j)
    }
    for (let k = 0; k < this.post; k++) this.#writeOut(k, false)
  }

  dispose(): void {
    this.#memory.release()
  }

  /** A row without weights keeps scale 1. */
  #rescale(unit: number): void {
    const total = this.#total[unit]
    this.#scale[unit] = total > 0 ? (this.settings.mean * this.pre) / total : 1
  }

  #writeOut(unit: number, rescaled = true): void {
    const values = this.#values.view
    let total = 0
    for (let at = unit; at < this.pre * this.#width; at += this.#width) {
      const value = values[at] * this.#scale[unit]
      values[at] = value < TINY ? 0 : value
      total += values[at]
    }
    this.#total[unit] = total
    if (rescaled) this.#rescale(unit)
    else this.#scale[unit] = 1
  }

  /** Rows are written out, and idle units are given a threshold that they can pass. */
  #upkeep(): void {
    const { below, share } = this.settings.rescue
    for (let k = 0; k < this.post; k++) {
      this.#writeOut(k, this.#total[k] > 0)
      if (this.updates[k] < below) this.threshold[k] = this.#largest[k] * share
    }
  }
}
