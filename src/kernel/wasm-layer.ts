import type { GradientRule } from './kernel.js'
import { type ConnectionPlan, connectionLength, type LayerOffsets, type LayerPlan } from './plan.js'
import {
  CELL_FLOATS,
  CELL_LAMBDA,
  CELL_RHO,
  CONNECTION_BYTES,
  LAYER_BYTES,
  type LayerField,
  LayerRecord,
  padded4,
  rowStride,
  writeConnection,
} from './wasm-layout.js'
import type { FloatArray, WasmMemory } from './wasm-memory.js'

const KIND: Record<ConnectionPlan['kind'], number> = { block: 0, lateral: 1, dense: 2, csr: 3 }

/** What all layers of a network share. */
export interface WasmNetwork {
  readonly memory: WasmMemory
  readonly rule: GradientRule
  readonly tauSyn: number
  /** Pointers to all weights and their gradient. */
  readonly weights: number
  readonly gradient: number
}

/** Pointers to the lists of events that reach a layer: u32[steps + 1] and u16[events]. */
export interface EventLists {
  readonly start: number
  readonly list: number
}

/** A layer in the kernel's memory. Neurons are padded to a multiple of four. */
export class WasmLayer {
  readonly plan: LayerPlan
  readonly record: LayerRecord
  readonly counts: FloatArray
  readonly #network: WasmNetwork
  readonly #offsets: LayerOffsets
  readonly #cells: FloatArray
  readonly #inputTiles: number
  readonly #inputTransposedTiles: number
  readonly #transposed: readonly number[]
  /** Counts of a stretch that is computed again; nobody reads them. */
  readonly #recounts: number
  /** Spikes of the last run, as events of the layer above. */
  spikes: EventLists = { start: 0, list: 0 }
  /** dL/ds of the layer below, [steps][lowerStride / 4]. */
  lower = { at: 0, stride: 0 }

  constructor(network: WasmNetwork, plan: LayerPlan, offsets: LayerOffsets, isFirst: boolean) {
    const { memory, rule } = network
    this.plan = plan
    this.#network = network
    this.#offsets = offsets
    const width = padded4(plan.neurons)
    const table = memory.bytes(CONNECTION_BYTES * plan.connections.length)
    this.record = new LayerRecord(memory.exports.memory, memory.bytes(LAYER_BYTES))
    this.#cells = memory.floats((width / 4) * CELL_FLOATS)
    this.counts = memory.floats(width)
    this.#recounts = memory.bytes(width * 4)
    this.#inputTiles = memory.bytes(plan.inputs * width * 4)
    this.#inputTransposedTiles = isFirst ? 0 : memory.bytes(Math.ceil(plan.inputs / 8) * 32 * plan.neurons)
    this.#transposed = plan.connections.map((connection) =>
      connection.kind === 'block' || connection.kind === 'dense'
        ? memory.bytes(connectionLength(connection, plan.neurons) * 4)
        : 0,
    )
    const gain = Math.fround(1 / network.tauSyn)
    const { surrogate } = rule
    const peak = surrogate.kind === 'logistic' ? Math.fround(1 / surrogate.width) : 1
    this.#setAll({
      inputs: plan.inputs,
      neurons: plan.neurons,
      padded: width,
      stride: rowStride(plan.neurons),
      connections: plan.connections.length,
      connection: table,
      inputTiles: this.#inputTiles,
      inputTransposedTiles: this.#inputTransposedTiles,
      inputGradient: network.gradient + offsets.input * 4,
      kappa: 1 - gain,
      gain,
      quarterGain: 0.25 * gain,
      cells: this.#cells.at,
      counts: this.counts.at,
      spikeGradient: memory.bytes(width * 4),
      denominators: memory.bytes(width * 4),
      active: memory.bytes(width / 2),
      inputEnd: memory.bytes(plan.inputs * 4),
      tssl: rule.rule === 'tssl-bp' ? 1 : 0,
      logistic: surrogate.kind === 'logistic' ? 1 : 0,
      shape: surrogate.kind === 'logistic' ? Math.fround(1 / surrogate.width) / 8 : surrogate.slope,
      peak,
      fullReset: rule.reset === 'full' ? 1 : 0,
      sparse: rule.sparseSurrogate ? 1 : 0,
      cut: largestDenominator(peak, rule.sparseSurrogate ?? 0),
    })
    plan.connections.forEach((connection, c) => {
      this.#writeConnection(table + c * CONNECTION_BYTES, connection, c)
    })
  }

  /** Takes new weights from the network's memory, and these neurons' R and tau. */
  load(resistance: Float32Array, tauMem: Float32Array): void {
    const { neurons, inputs, connections } = this.plan
    const { exports } = this.#network.memory
    const cells = this.#cells.view
    for (let i = 0; i < neurons; i++) {
      const lane = (i >> 2) * CELL_FLOATS + (i & 3)
      cells[lane + CELL_LAMBDA] = 1 - Math.fround(1 / tauMem[i])
      cells[lane + CELL_RHO] = resistance[i] / tauMem[i]
    }
    const input = this.#weightsAt(this.#offsets.input)
    exports.packColumns(input, this.#inputTiles, inputs, neurons)
    if (this.#inputTransposedTiles) exports.packTransposed(input, this.#inputTransposedTiles, inputs, neurons)
    connections.forEach((connection, c) => {
      const from = this.#weightsAt(this.#offsets.connections[c])
      const to = this.#transposed[c]
      if (connection.kind === 'block') exports.transposeBlocks(from, to, neurons, connection.size)
      if (connection.kind === 'dense') exports.transpose(from, to, neurons, neurons)
    })
  }

  /** Makes room for stretches of `steps` steps; `inputSteps` is scratch for as many events as may come in. */
  reserve(steps: number, inputSteps: number): void {
    const { memory, rule } = this.#network
    const { inputs, neurons } = this.plan
    const traced = rule.rule === 'tssl-bp'
    this.spikes = { start: memory.bytes((steps + 2) * 4), list: memory.bytes((steps + 1) * neurons * 2) }
    this.#setAll({
      spikeStart: this.spikes.start,
      spikes: this.spikes.list,
      u: memory.bytes((steps + 2) * rowStride(neurons)),
      recent: traced ? memory.bytes(steps * padded4(neurons)) : 0,
      inputSteps,
    })
    if (this.#inputTransposedTiles === 0) return
    this.lower = { at: memory.bytes(steps * rowStride(inputs)), stride: rowStride(inputs) }
    this.#setAll({ lower: this.lower.at, lowerStride: this.lower.stride })
  }

  /** Where the next stretch's events are, and how long it is. */
  expect({ start, list }: EventLists, steps: number): void {
    this.#setAll({ eventStart: start, events: list, steps })
  }

  /** Spikes of a stretch that is computed again do not count twice. */
  countSpikes(count: boolean): void {
    this.record.set('counts', count ? this.counts.at : this.#recounts)
  }

  #setAll(fields: Partial<Record<LayerField, number>>): void {
    for (const [field, value] of Object.entries(fields)) this.record.set(field as LayerField, value)
  }

  #weightsAt(weight: number): number {
    return this.#network.weights + weight * 4
  }

  #writeConnection(at: number, connection: ConnectionPlan, c: number): void {
    const { memory, gradient } = this.#network
    const csr = connection.kind === 'csr' ? connection : undefined
    const weight = this.#offsets.connections[c]
    writeConnection(memory.exports.memory, at, {
      kind: KIND[connection.kind],
      size: connection.kind === 'block' ? connection.size : connection.kind === 'lateral' ? connection.distance : 0,
      ring: connection.kind === 'lateral' && connection.ring ? 1 : 0,
      weights: this.#weightsAt(weight),
      transposed: this.#transposed[c],
      gradient: gradient + weight * 4,
      blockStart: connection.kind === 'block' ? memory.words(blockStarts(this.plan.neurons, connection.size)) : 0,
      rowStart: csr ? memory.words(csr.rowStart) : 0,
      target: csr ? memory.words(csr.target) : 0,
    })
  }
}

/** [neurons] byte offset of the first neuron of each neuron's block. */
function blockStarts(neurons: number, size: number): Uint32Array {
  return Uint32Array.from({ length: neurons }, (_, k) => (k - (k % size)) * 4)
}

/**
 * The largest float32 d for which peak / d, rounded, is not below the threshold: comparing denominators with it is
 * comparing derivatives with the threshold, without a division.
 */
function largestDenominator(peak: number, threshold: number): number {
  const least = Math.fround(threshold)
  if (least === 0) return Infinity
  const float = new Float32Array(1)
  const bits = new Uint32Array(float.buffer)
  float[0] = peak / least
  while (Math.fround(peak / float[0]) < least) bits[0]--
  for (;;) {
    bits[0]++
    if (!(Math.fround(peak / float[0]) >= least)) break
  }
  bits[0]--
  return float[0]
}
