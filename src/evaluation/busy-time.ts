/** Adds up how long threads have had work; what is under way counts until now. */
export class BusyTime {
  #finished = 0
  readonly #underWay = new Set<{ readonly at: number }>()

  add(seconds: number): void {
    this.#finished += seconds
  }

  /** Work is under way until the function that is returned is called, which gives its seconds and adds nothing. */
  begin(): () => number {
    const begun = { at: performance.now() }
    this.#underWay.add(begun)
    return () => {
      this.#underWay.delete(begun)
      return (performance.now() - begun.at) / 1000
    }
  }

  seconds(): number {
    const now = performance.now()
    return [...this.#underWay].reduce((sum, { at }) => sum + (now - at) / 1000, this.#finished)
  }
}
