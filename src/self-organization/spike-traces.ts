import { exp } from '../kernel/numerics/elementary.js'

/** A trace below this is none. */
const TINY = 2 ** -20

/** How recently each unit fired: a spike adds 1, and the trace falls to 1/e in `tau` steps. */
export class SpikeTraces {
  /** [unit] */
  readonly values: Float64Array
  readonly #decay: number

  constructor(units: number, tau: number) {
    this.values = new Float64Array(units)
    this.#decay = exp(-1 / tau)
  }

  /** A step passes. */
  fade(): void {
    for (let i = 0; i < this.values.length; i++) {
      const faded = this.values[i] * this.#decay
      this.values[i] = faded < TINY ? 0 : faded
    }
  }

  add(fired: ArrayLike<number>): void {
    for (let n = 0; n < fired.length; n++) this.values[fired[n]]++
  }

  /** Units whose trace is above 0, ascending. */
  recent(): Uint32Array {
    let count = 0
    for (const value of this.values) if (value > 0) count++
    const units = new Uint32Array(count)
    for (let i = this.values.length - 1; i >= 0; i--) if (this.values[i] > 0) units[--count] = i
    return units
  }
}
