/** Who fired when, in one layer, from `first` on. */
export class Recording {
  #starts: number[] = [0]
  #units = new Uint32Array(1 << 14)
  #count = 0

  /** Adds a step. */
  add(fired: ArrayLike<number>): void {
    const after = this.#count + fired.length
    if (after > this.#units.length) {
      const larger = new Uint32Array(2 * Math.max(after, this.#units.length))
      larger.set(this.#units)
      this.#units = larger
    }
    for (let n = 0; n < fired.length; n++) this.#units[this.#count + n] = fired[n]
    this.#count = after
    this.#starts.push(after)
  }

  get steps(): number {
    return this.#starts.length - 1
  }

  get spikes(): number {
    return this.#count
  }

  /** Units that fired in a step. */
  at(step: number): Uint32Array {
    return this.#units.subarray(this.#starts[step], this.#starts[step + 1])
  }

  sizeAt(step: number): number {
    return this.#starts[step + 1] - this.#starts[step]
  }
}
