import type { Constants } from './constants.js'

/** Spikes too many (-1) and missing (+1) of the outputs in the window under way, and the error filtered from them. */
export class ErrorSignal {
  readonly #constants: Constants
  readonly outputs: number
  /** [output][step of the window] */
  readonly error: Float64Array
  /** Of the window under way: steps count from its start. */
  step: number[] = []
  output: number[] = []
  value: number[] = []
  /** [output] the two stages of the filter at the start of the window, and now. */
  readonly start: { readonly rise: Float64Array; readonly error: Float64Array }
  readonly #now: { readonly rise: Float64Array; readonly error: Float64Array }
  readonly #impulses: Float64Array
  /** Steps of the window that are filtered. */
  #done = 0
  #cost = 0

  constructor(outputs: number, constants: Constants) {
    const both = () => ({ rise: new Float64Array(outputs), error: new Float64Array(outputs) })
    this.#constants = constants
    this.outputs = outputs
    this.error = new Float64Array(outputs * constants.update)
    this.start = both()
    this.#now = both()
    this.#impulses = new Float64Array(constants.update)
  }

  add(step: number, output: number, value: number): void {
    this.step.push(step)
    this.output.push(output)
    this.value.push(value)
  }

  /** Filters up to a step of the window, before which nothing is added any more. */
  advance(to: number): void {
    const { update } = this.#constants
    for (let k = 0; k < this.outputs; k++) {
      const impulses = this.#impulses.fill(0, this.#done, to)
      for (let x = 0; x < this.step.length; x++) {
        if (this.output[x] === k && this.step[x] >= this.#done) impulses[this.step[x]] += this.value[x]
      }
      this.#cost += filter(impulses, this.#done, to, this.#now, k, this.error, k * update, this.#constants)
    }
    this.#done = to
  }

  /** Integral of the squared error of all outputs since it was last asked for. */
  takeCost(): number {
    const cost = this.#cost
    this.#cost = 0
    return cost
  }

  nextWindow(): void {
    this.start.rise.set(this.#now.rise)
    this.start.error.set(this.#now.error)
    this.step = []
    this.output = []
    this.value = []
    this.#done = 0
  }

  state() {
    return {
      ...{ step: [...this.step], output: [...this.output], value: [...this.value], done: this.#done, cost: this.#cost },
      start: { rise: this.start.rise.slice(), error: this.start.error.slice() },
      now: { rise: this.#now.rise.slice(), error: this.#now.error.slice() },
      error: this.error.slice(),
    }
  }

  restore(state: ErrorState): void {
    this.step = [...state.step]
    this.output = [...state.output]
    this.value = [...state.value]
    this.#done = state.done
    this.#cost = state.cost
    this.start.rise.set(state.start.rise)
    this.start.error.set(state.start.error)
    this.#now.rise.set(state.now.rise)
    this.#now.error.set(state.now.error)
    this.error.set(state.error)
  }
}

export type ErrorState = ReturnType<ErrorSignal['state']>

/**
 * e1 += (dt / tau_rise)(x / dt - e1), e += (dt / tau_decay)(e1 - e), from step `from` to `to`: alpha * x with alpha of unit area, in
 * 1/s. Writes e from `at` on and returns the integral of its square.
 */
export function filter(
  impulses: Float64Array,
  from: number,
  to: number,
  state: { readonly rise: Float64Array; readonly error: Float64Array },
  k: number,
  into: Float64Array,
  at: number,
  { dt, rise, leak }: Constants,
): number {
  let e1 = state.rise[k]
  let e = state.error[k]
  let squares = 0
  for (let t = from; t < to; t++) {
    e1 += rise * (impulses[t] / dt - e1)
    e += leak * (e1 - e)
    into[at + t] = e
    squares += e * e
  }
  // Long after an error both are denormal, which is slow.
  state.rise[k] = Math.abs(e1) < TINY ? 0 : e1
  state.error[k] = Math.abs(e) < TINY ? 0 : e
  return squares * dt
}

const TINY = 1e-100
