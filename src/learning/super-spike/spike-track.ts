/** Spikes of a population in order of time; old ones are let go. Steps count from the start of the training. */
export class SpikeTrack {
  step = new Int32Array(256)
  neuron = new Uint32Array(256)
  count = 0
  /** Spikes before this one have arrived at their synapses. */
  arrived = 0

  push(step: number, neuron: number): void {
    if (this.count === this.step.length) this.#grow()
    this.step[this.count] = step
    this.neuron[this.count++] = neuron
  }

  /** Sorts the spikes from `from` on, few and nearly sorted, by step and then by neuron. */
  settle(from: number): void {
    const { step, neuron } = this
    for (let i = from + 1; i < this.count; i++) {
      const [s, n] = [step[i], neuron[i]]
      let at = i
      for (; at > from && (step[at - 1] > s || (step[at - 1] === s && neuron[at - 1] > n)); at--) {
        step[at] = step[at - 1]
        neuron[at] = neuron[at - 1]
      }
      step[at] = s
      neuron[at] = n
    }
  }

  /** Lets spikes before a step go, which have all arrived. */
  forget(before: number): void {
    let first = 0
    while (first < this.arrived && this.step[first] < before) first++
    if (first === 0) return
    this.step.copyWithin(0, first, this.count)
    this.neuron.copyWithin(0, first, this.count)
    this.count -= first
    this.arrived -= first
  }

  state(): TrackState {
    return { step: this.step.slice(0, this.count), neuron: this.neuron.slice(0, this.count), arrived: this.arrived }
  }

  restore({ step, neuron, arrived }: TrackState): void {
    while (this.step.length < step.length) this.#grow()
    this.step.set(step)
    this.neuron.set(neuron)
    this.count = step.length
    this.arrived = arrived
  }

  #grow(): void {
    const [step, neuron] = [new Int32Array(2 * this.step.length), new Uint32Array(2 * this.step.length)]
    step.set(this.step)
    neuron.set(this.neuron)
    this.step = step
    this.neuron = neuron
  }
}

export interface TrackState {
  readonly step: Int32Array
  readonly neuron: Uint32Array
  readonly arrived: number
}
