import type { GradientRule, Kernel, Sample } from './kernel.js'
import { type ConnectionPlan, connectionLength, type NetworkPlan, type PlanOffsets, planOffsets } from './plan.js'
import { type FloatArray, WasmMemory } from './wasm-memory.js'

// Mirrors assembly/layer.ts: field -> index of its 32-bit word.
const CONNECTION_FIELDS = ['kind', 'size', 'ring', 'weights', 'transposed', 'gradient', 'rowStart', 'target'] as const
const LAYER_FIELDS = [
  'inputs',
  'neurons',
  'padded',
  'steps',
  'connections',
  'connection',
  'input',
  'inputTransposed',
  'inputGradient',
  'lambda',
  'rho',
  'kappa',
  'gain',
  'eventStart',
  'events',
  'spikeStart',
  'spikes',
  'jump',
  'current',
  'u',
  'trace',
  'counts',
  'external',
  'externalStride',
  'spikeGradient',
  'carry',
  'currentGradient',
  'jumpGradient',
  'lower',
  'lowerStride',
  'tssl',
  'logistic',
  'shape',
  'fullReset',
] as const
const FLOAT_FIELDS: ReadonlySet<string> = new Set(['kappa', 'gain', 'shape'])
const KIND: Record<ConnectionPlan['kind'], number> = { block: 0, lateral: 1, dense: 2, csr: 3 }

type LayerField = (typeof LAYER_FIELDS)[number]
type ConnectionField = (typeof CONNECTION_FIELDS)[number]

const padded4 = (n: number): number => (n + 3) & ~3

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
  readonly #layers: readonly WasmLayer[]
  readonly #counts: Float32Array
  #capacity = { steps: 0, events: 0 }
  #events = { start: 0, list: 0 }
  #stepGradient: FloatArray = { at: 0, view: new Float32Array(0) }

  constructor(plan: NetworkPlan, rule: GradientRule, capacity: { steps: number; events: number }) {
    this.plan = plan
    this.#rule = rule
    this.#memory = new WasmMemory()
    this.#offsets = planOffsets(plan)
    this.#weights = this.#memory.floats(this.#offsets.weights)
    this.#gradient = this.#memory.floats(this.#offsets.weights)
    this.#outputs = this.#memory.floats(padded4(this.#offsets.outputs))
    this.#outputGradient = this.#memory.floats(padded4(this.#offsets.outputs))
    this.#constantGradient = this.#memory.floats(padded4(plan.layers[plan.layers.length - 1].neurons))
    this.#layers = plan.layers.map((_, l) => this.#buildLayer(l))
    this.#counts = new Float32Array(this.#offsets.neurons)
    this.#reserve(capacity)
  }

  load(weights: Float32Array, resistance: Float32Array, tauMem: Float32Array): void {
    this.#weights.view.set(weights)
    const { exports } = this.#memory
    this.plan.layers.forEach((plan, l) => {
      const layer = this.#layers[l]
      const first = this.#offsets.layers[l].neuron
      for (let i = 0; i < plan.neurons; i++) {
        layer.lambda.view[i] = 1 - Math.fround(1 / tauMem[first + i])
        layer.rho.view[i] = resistance[first + i] / tauMem[first + i]
      }
      if (layer.inputTransposed) {
        exports.transpose(this.#at(this.#offsets.layers[l].input), layer.inputTransposed.at, plan.inputs, plan.neurons)
      }
      plan.connections.forEach((connection, c) => {
        const from = this.#at(this.#offsets.layers[l].connections[c])
        const to = layer.transposed[c]
        if (connection.kind === 'block') exports.transposeBlocks(from, to, plan.neurons, connection.size)
        if (connection.kind === 'dense') exports.transpose(from, to, plan.neurons, plan.neurons)
      })
    })
  }

  forward(sample: Sample): Float32Array {
    this.#reserve({ steps: sample.steps, events: sample.step.length })
    this.#copyEvents(sample)
    const { exports } = this.#memory
    for (const layer of this.#layers) {
      this.#set(layer, 'steps', sample.steps)
      exports.forwardLayer(layer.at)
    }
    this.plan.layers.forEach((plan, l) => {
      this.#counts.set(this.#layers[l].counts.view.subarray(0, plan.neurons), this.#offsets.layers[l].neuron)
    })
    const top = this.#layers[this.#layers.length - 1]
    const outputs = this.#offsets.outputs
    if (this.plan.readout.kind === 'counts') return top.counts.view.subarray(0, outputs)
    const neurons = this.plan.layers[this.#layers.length - 1].neurons
    exports.readoutForward(top.counts.at, this.#at(this.#offsets.readout), this.#outputs.at, neurons, outputs)
    return this.#outputs.view.subarray(0, outputs)
  }

  get counts(): Float32Array {
    return this.#counts
  }

  backward(outputGradient: Float32Array): void {
    const top = this.#layers[this.#layers.length - 1]
    const neurons = this.plan.layers[this.#layers.length - 1].neurons
    if (this.plan.readout.kind === 'counts') {
      this.#constantGradient.view.set(outputGradient)
    } else {
      this.#outputGradient.view.set(outputGradient)
      const readout = this.#offsets.readout
      this.#memory.exports.readoutBackward(
        top.counts.at,
        this.#at(readout),
        this.#gradient.at + readout * 4,
        this.#outputGradient.at,
        this.#constantGradient.at,
        neurons,
        this.#offsets.outputs,
      )
    }
    this.#backwardFrom(this.#constantGradient.at, 0)
  }

  backwardSteps(spikeGradient: Float32Array): void {
    const neurons = this.plan.layers[this.#layers.length - 1].neurons
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

  /** The kernel must not be used afterwards. */
  dispose(): void {
    this.#memory.release()
  }

  #backwardFrom(external: number, stride: number): void {
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const layer = this.#layers[l]
      const above = this.#layers[l + 1]
      this.#set(layer, 'external', above ? above.lower : external)
      this.#set(layer, 'externalStride', above ? padded4(this.plan.layers[l].neurons) * 4 : stride)
      this.#memory.exports.backwardLayer(layer.at)
    }
  }

  #at(weight: number): number {
    return this.#weights.at + weight * 4
  }

  #buildLayer(l: number): WasmLayer {
    const plan = this.plan.layers[l]
    const offsets = this.#offsets.layers[l]
    const memory = this.#memory
    const width = padded4(plan.neurons)
    const at = memory.bytes(LAYER_FIELDS.length * 4)
    const table = memory.bytes(CONNECTION_FIELDS.length * 4 * plan.connections.length)
    const layer: WasmLayer = {
      at,
      lambda: memory.floats(width),
      rho: memory.floats(width),
      counts: memory.floats(width),
      inputTransposed: l > 0 ? memory.floats(plan.inputs * plan.neurons) : undefined,
      transposed: plan.connections.map((connection) =>
        connection.kind === 'block' || connection.kind === 'dense'
          ? memory.bytes(connectionLength(connection, plan.neurons) * 4)
          : 0,
      ),
      lower: 0,
    }
    const gain = Math.fround(1 / this.plan.tauSyn)
    const { surrogate } = this.#rule
    const fields: Partial<Record<LayerField, number>> = {
      inputs: plan.inputs,
      neurons: plan.neurons,
      padded: width,
      connections: plan.connections.length,
      connection: table,
      input: this.#at(offsets.input),
      inputTransposed: layer.inputTransposed?.at ?? 0,
      inputGradient: this.#gradient.at + offsets.input * 4,
      lambda: layer.lambda.at,
      rho: layer.rho.at,
      kappa: 1 - gain,
      gain,
      counts: layer.counts.at,
      tssl: this.#rule.rule === 'tssl-bp' ? 1 : 0,
      logistic: surrogate.kind === 'logistic' ? 1 : 0,
      shape: surrogate.kind === 'logistic' ? 1 / surrogate.width : surrogate.slope,
      fullReset: this.#rule.reset === 'full' ? 1 : 0,
    }
    for (const field of ['jump', 'current', 'spikeGradient', 'carry', 'currentGradient', 'jumpGradient'] as const) {
      fields[field] = memory.bytes(width * 4)
    }
    for (const [field, value] of Object.entries(fields)) this.#set(layer, field as LayerField, value)
    plan.connections.forEach((connection, c) => {
      const csr = connection.kind === 'csr' ? connection : undefined
      this.#setConnection(table, c, {
        kind: KIND[connection.kind],
        size: connection.kind === 'block' ? connection.size : connection.kind === 'lateral' ? connection.distance : 0,
        ring: connection.kind === 'lateral' && connection.ring ? 1 : 0,
        weights: this.#at(offsets.connections[c]),
        transposed: layer.transposed[c],
        gradient: this.#gradient.at + offsets.connections[c] * 4,
        rowStart: csr ? this.#words(csr.rowStart) : 0,
        target: csr ? this.#words(csr.target) : 0,
      })
    })
    return layer
  }

  #words(values: Uint32Array): number {
    const at = this.#memory.bytes(values.byteLength)
    new Uint32Array(this.#memory.exports.memory.buffer, at, values.length).set(values)
    return at
  }

  #set(layer: WasmLayer, field: LayerField, value: number): void {
    const word = new DataView(this.#memory.exports.memory.buffer, layer.at + LAYER_FIELDS.indexOf(field) * 4, 4)
    if (FLOAT_FIELDS.has(field)) word.setFloat32(0, value, true)
    else word.setUint32(0, value, true)
  }

  #setConnection(table: number, index: number, fields: Record<ConnectionField, number>): void {
    const words = new Uint32Array(
      this.#memory.exports.memory.buffer,
      table + index * CONNECTION_FIELDS.length * 4,
      CONNECTION_FIELDS.length,
    )
    CONNECTION_FIELDS.forEach((field, f) => {
      words[f] = fields[field]
    })
  }

  /** Buffers whose size follows the sample; grown when a longer one comes (rarely: capacity is known beforehand). */
  #reserve(need: { steps: number; events: number }): void {
    if (need.steps <= this.#capacity.steps && need.events <= this.#capacity.events) return
    const steps = Math.max(need.steps, this.#capacity.steps)
    const events = Math.max(need.events, this.#capacity.events)
    this.#capacity = { steps, events }
    const memory = this.#memory
    let eventStart = memory.bytes((steps + 1) * 4)
    let eventList = memory.bytes(events * 2)
    this.plan.layers.forEach((plan, l) => {
      const layer = this.#layers[l]
      const width = padded4(plan.neurons)
      const spikeStart = memory.bytes((steps + 1) * 4)
      const spikes = memory.bytes(steps * plan.neurons * 2)
      this.#set(layer, 'eventStart', eventStart)
      this.#set(layer, 'events', eventList)
      this.#set(layer, 'spikeStart', spikeStart)
      this.#set(layer, 'spikes', spikes)
      this.#set(layer, 'u', memory.bytes((steps + 1) * width * 4))
      this.#set(layer, 'trace', this.#rule.rule === 'tssl-bp' ? memory.bytes(steps * width * 4) : 0)
      if (l > 0) {
        layer.lower = memory.bytes(steps * padded4(plan.inputs) * 4)
        this.#set(layer, 'lower', layer.lower)
        this.#set(layer, 'lowerStride', padded4(plan.inputs) * 4)
      }
      if (l === 0) this.#events = { start: eventStart, list: eventList }
      eventStart = spikeStart
      eventList = spikes
    })
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

interface WasmLayer {
  readonly at: number
  readonly lambda: FloatArray
  readonly rho: FloatArray
  readonly counts: FloatArray
  readonly inputTransposed: FloatArray | undefined
  readonly transposed: readonly number[]
  lower: number
}
