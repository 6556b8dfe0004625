import type { GradientRule, Kernel, Sample } from './kernel.js'
import { type NetworkPlan, type PlanOffsets, planOffsets } from './plan.js'
import { WasmLayer } from './wasm-layer.js'
import { padded4 } from './wasm-layout.js'
import { type FloatArray, WasmMemory } from './wasm-memory.js'
import type { EventLists, WasmTile } from './wasm-tile.js'

/** Largest network this memory layout can address: spikes and events are 16-bit indices. */
export const MAX_NEURONS = 65535

/** The SIMD kernel: bit-equal to `ReferenceKernel` in single precision. One per thread and network. */
export class WasmKernel implements Kernel {
  readonly plan: NetworkPlan
  readonly #rule: GradientRule
  readonly #memory: WasmMemory
  readonly #offsets: PlanOffsets
  readonly #weights: FloatArray
  readonly #gradient: FloatArray
  readonly #outputs: FloatArray
  readonly #outputGradient: FloatArray
  readonly #constantGradient: FloatArray
  readonly #readoutTransposed: number
  readonly #layers: readonly WasmLayer[]
  readonly #top: WasmLayer
  /** Of all layers. */
  readonly #tiles: readonly WasmTile[]
  readonly #counts: Float32Array
  #capacity = { steps: 0, events: 0 }
  #events = { start: 0, list: 0 }
  /** With checkpoints: the states before each stretch, [stretch][tile]. */
  #states: number[][] = []
  #stepGradient: FloatArray = { at: 0, view: new Float32Array(0) }
  /** Steps of the sample whose backward pass may come next; 0 for none. */
  #steps = 0

  constructor(plan: NetworkPlan, rule: GradientRule, capacity: { steps: number; events: number }) {
    this.plan = plan
    this.#rule = rule
    const memory = new WasmMemory()
    this.#memory = memory
    this.#offsets = planOffsets(plan)
    const { weights, outputs, neurons, readout, layers } = this.#offsets
    this.#weights = memory.floats(weights)
    this.#gradient = memory.floats(weights)
    this.#outputs = memory.floats(padded4(outputs))
    this.#outputGradient = memory.floats(padded4(outputs))
    this.#constantGradient = memory.floats(padded4(plan.layers[plan.layers.length - 1].neurons))
    this.#readoutTransposed = memory.bytes((weights - readout) * 4)
    const network = { memory, rule, tauSyn: plan.tauSyn, weights: this.#weights.at, gradient: this.#gradient.at }
    this.#layers = plan.layers.map((layer, l) => new WasmLayer(network, layer, layers[l], l === 0))
    this.#top = this.#layers[this.#layers.length - 1]
    this.#tiles = this.#layers.flatMap(({ tiles }) => tiles)
    this.#counts = new Float32Array(neurons)
    this.#reserve(capacity)
  }

  load(weights: Float32Array, resistance: Float32Array, tauMem: Float32Array): void {
    this.#weights.view.set(weights)
    this.#layers.forEach((layer, l) => {
      const first = this.#offsets.layers[l].neuron
      const end = first + layer.plan.neurons
      layer.load(resistance.subarray(first, end), tauMem.subarray(first, end))
    })
    if (this.plan.readout.kind === 'linear') {
      const { neurons } = this.#top.plan
      this.#memory.exports.transpose(this.#readoutAt(), this.#readoutTransposed, neurons, this.#offsets.outputs)
    }
    this.#steps = 0
  }

  forward(sample: Sample): Float32Array {
    this.#reserve({ steps: sample.steps, events: sample.step.length })
    this.#copyEvents(sample)
    this.#steps = sample.steps
    const { exports } = this.#memory
    for (const { at } of this.#tiles) exports.restLayer(at)
    this.#stretches().forEach(({ start, steps }, s) => {
      this.#tiles.forEach(({ at }, i) => {
        if (s > 0) exports.continueLayer(at)
        if (this.#rule.checkpoints) exports.saveState(at, this.#states[s][i])
      })
      this.#runStretch(start, steps)
    })
    this.#layers.forEach(({ counts, plan }, l) => {
      this.#counts.set(counts.view.subarray(0, plan.neurons), this.#offsets.layers[l].neuron)
    })
    const { outputs } = this.#offsets
    if (this.plan.readout.kind === 'counts') return this.#top.counts.view.subarray(0, outputs)
    const { plan, counts } = this.#top
    exports.readoutForward(counts.at, this.#readoutAt(), this.#outputs.at, plan.neurons, outputs)
    return this.#outputs.view.subarray(0, outputs)
  }

  get counts(): Float32Array {
    return this.#counts
  }

  /**
   * Spikes of a layer in the last forward pass, by step; copies. Not with checkpoints, which keep a stretch of them alone,
   * and not after a backward pass.
   */
  spikes(layer: number): { readonly step: Uint16Array; readonly neuron: Uint16Array } {
    if (this.#rule.checkpoints || this.#steps === 0) throw new Error('spikes are of a forward pass without checkpoints')
    const { start, list } = this.#layers[layer].spikes()
    const { buffer } = this.#memory.exports.memory
    const starts = new Uint32Array(buffer, start, this.#steps + 1)
    const neuron = new Uint16Array(buffer, list + 2 * starts[0], starts[this.#steps] - starts[0]).slice()
    const step = new Uint16Array(neuron.length)
    for (let t = 0; t < this.#steps; t++) step.fill(t, starts[t] - starts[0], starts[t + 1] - starts[0])
    return { step, neuron }
  }

  backward(outputGradient: Float32Array): void {
    if (this.plan.readout.kind === 'counts') {
      this.#constantGradient.view.set(outputGradient)
    } else {
      this.#outputGradient.view.set(outputGradient)
      this.#memory.exports.readoutBackward(
        this.#top.counts.at,
        this.#readoutTransposed,
        this.#gradient.at + this.#offsets.readout * 4,
        this.#outputGradient.at,
        this.#constantGradient.at,
        this.#top.plan.neurons,
        this.#offsets.outputs,
      )
    }
    this.#backwardFrom(this.#constantGradient.at, 0)
  }

  backwardSteps(spikeGradient: Float32Array): void {
    const { neurons } = this.#top.plan
    const width = padded4(neurons)
    const steps = spikeGradient.length / neurons
    if (this.#stepGradient.view.length < steps * width) {
      this.#stepGradient = this.#memory.floats(steps * width)
      this.#memory.refresh()
    }
    const external = this.#stepGradient
    for (let t = 0; t < steps; t++) {
      external.view.set(spikeGradient.subarray(t * neurons, (t + 1) * neurons), t * width)
    }
    this.#backwardFrom(external.at, width * 4)
  }

  get gradient(): Float32Array {
    return this.#gradient.view
  }

  clearGradient(): void {
    this.#gradient.view.fill(0)
  }

  /** Bytes of memory in use: weights, states, events. */
  get bytes(): number {
    return this.#memory.carved
  }

  /** The kernel must not be used afterwards. */
  dispose(): void {
    this.#memory.release()
  }

  #readoutAt(): number {
    return this.#weights.at + this.#offsets.readout * 4
  }

  /** The sample cut in time: one stretch, or with checkpoints about sqrt(steps) of them. */
  #stretches(): { start: number; steps: number }[] {
    const length = this.#stretchLength(this.#steps)
    return Array.from({ length: Math.ceil(this.#steps / length) }, (_, s) => ({
      start: s * length,
      steps: Math.min(length, this.#steps - s * length),
    }))
  }

  #stretchLength(steps: number): number {
    return this.#rule.checkpoints ? Math.ceil(Math.sqrt(steps)) : steps
  }

  /** All layers through one stretch of steps, from the states before it. */
  #runStretch(start: number, steps: number): void {
    let events: EventLists = { start: this.#events.start + start * 4, list: this.#events.list }
    for (const layer of this.#layers) {
      layer.forward(events, steps)
      if (layer !== this.#top) events = layer.spikes()
    }
  }

  /** Runs a stretch again from its checkpoint, before the one whose errors are known. */
  #repeatStretch(s: number, start: number, steps: number): void {
    const { exports } = this.#memory
    this.#tiles.forEach(({ at }, i) => {
      exports.continueErrors(at, steps)
      exports.loadState(at, this.#states[s][i])
    })
    for (const layer of this.#layers) layer.countSpikes(false)
    this.#runStretch(start, steps)
    for (const layer of this.#layers) layer.countSpikes(true)
  }

  #backwardFrom(external: number, stride: number): void {
    if (this.#steps === 0) throw new Error('backward needs a forward pass of its own before it')
    const stretches = this.#stretches()
    this.#steps = 0
    for (const { at } of this.#tiles) this.#memory.exports.restErrors(at)
    for (let s = stretches.length - 1; s >= 0; s--) {
      const { start, steps } = stretches[s]
      if (s < stretches.length - 1) this.#repeatStretch(s, start, steps)
      let above = { at: external + start * stride, stride }
      for (let l = this.#layers.length - 1; l >= 0; l--) {
        this.#layers[l].backward(above)
        above = this.#layers[l].lower
      }
    }
  }

  /** Buffers whose size follows the sample; grown when a longer one comes (rarely: capacity is known beforehand). */
  #reserve(need: { steps: number; events: number }): void {
    if (need.steps <= this.#capacity.steps && need.events <= this.#capacity.events) return
    const steps = Math.max(need.steps, this.#capacity.steps)
    const events = Math.max(need.events, this.#capacity.events)
    this.#capacity = { steps, events }
    const memory = this.#memory
    this.#events = { start: memory.bytes((steps + 1) * 4), list: memory.bytes(events * 2) }
    const stretch = this.#stretchLength(steps)
    const widest = Math.max(0, ...this.#layers.slice(1).map(({ plan }) => plan.inputs))
    const inputSteps = memory.bytes(Math.max(events, stretch * widest) * 2)
    for (const layer of this.#layers) layer.reserve(stretch, inputSteps)
    if (this.#rule.checkpoints) {
      this.#states = Array.from({ length: stretch }, () =>
        this.#tiles.map(({ neurons }) => memory.bytes(3 * padded4(neurons) * 4)),
      )
    }
    memory.refresh()
  }

  #copyEvents(sample: Sample): void {
    const { buffer } = this.#memory.exports.memory
    new Uint16Array(buffer, this.#events.list, sample.channel.length).set(sample.channel)
    const start = new Uint32Array(buffer, this.#events.start, sample.steps + 1)
    let e = 0
    for (let t = 0; t < sample.steps; t++) {
      start[t] = e
      while (e < sample.step.length && sample.step[e] === t) e++
    }
    start[sample.steps] = e
  }
}
