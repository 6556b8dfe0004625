import type { GradientRule } from './kernel.js'
import type { ConnectionPlan, LayerPlan } from './plan.js'
import type { Tile } from './tiles.js'
import { CONNECTION_BYTES, type LayerField, LayerRecord, padded4, rowStride, writeConnection } from './wasm-layout.js'
import type { WasmMemory } from './wasm-memory.js'

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

/** Pointers to lists of events by step: u32[steps + 1] and u16[events]. */
export interface EventLists {
  readonly start: number
  readonly list: number
}

/** A tile in the kernel's memory: what the assembly takes for a layer. Neurons are padded to a multiple of four. */
export class WasmTile {
  readonly first: number
  readonly neurons: number
  /** Pointer to the record. */
  readonly at: number
  readonly #record: LayerRecord
  readonly #network: WasmNetwork
  readonly #plan: LayerPlan
  /** Spikes of the last run, in row 0 those before it; neurons count from the tile's first. */
  spikes: EventLists = { start: 0, list: 0 }

  constructor(network: WasmNetwork, plan: LayerPlan, { first, neurons }: Tile, at: number) {
    this.first = first
    this.neurons = neurons
    this.at = at
    this.#network = network
    this.#plan = plan
    this.#record = new LayerRecord(network.memory.exports.memory, at)
    this.set({ first, neurons, padded: padded4(neurons), stride: rowStride(neurons) })
  }

  set(fields: Partial<Record<LayerField, number>>): void {
    for (const [field, value] of Object.entries(fields)) this.#record.set(field as LayerField, value)
  }

  /** The tile's share of the layer's connections; [connection] first weight, and pointer to the transposed weights. */
  connect(weights: readonly number[], transposed: readonly number[]): void {
    const { memory } = this.#network
    const { connections } = this.#plan
    const table = memory.bytes(CONNECTION_BYTES * connections.length)
    connections.forEach((connection, c) => {
      this.#writeConnection(table + c * CONNECTION_BYTES, connection, weights[c], transposed[c])
    })
    this.set({ connections: connections.length, connection: table })
  }

  /** Makes room for stretches of `steps` steps. */
  reserve(steps: number): void {
    const { memory, rule } = this.#network
    const traced = rule.rule === 'tssl-bp'
    this.spikes = { start: memory.bytes((steps + 2) * 4), list: memory.bytes((steps + 1) * this.neurons * 2) }
    this.set({
      spikeStart: this.spikes.start,
      spikes: this.spikes.list,
      u: memory.bytes((steps + 2) * rowStride(this.neurons)),
      recent: traced ? memory.bytes(steps * padded4(this.neurons)) : 0,
    })
  }

  #writeConnection(at: number, connection: ConnectionPlan, weight: number, transposed: number): void {
    const { memory, weights, gradient } = this.#network
    const csr = connection.kind === 'csr' ? connection : undefined
    // Only blocks are ever cut; [neurons][size], so the tile's rows are together.
    const skipped = connection.kind === 'block' ? this.first * connection.size : 0
    writeConnection(memory.exports.memory, at, {
      kind: KIND[connection.kind],
      size: connection.kind === 'block' ? connection.size : connection.kind === 'lateral' ? connection.distance : 0,
      ring: connection.kind === 'lateral' && connection.ring ? 1 : 0,
      weights: weights + (weight + skipped) * 4,
      transposed: transposed + skipped * 4,
      gradient: gradient + (weight + skipped) * 4,
      blockStart: connection.kind === 'block' ? memory.words(blockStarts(this.neurons, connection.size)) : 0,
      rowStart: csr ? memory.words(csr.rowStart) : 0,
      target: csr ? memory.words(csr.target) : 0,
    })
  }
}

/** [neurons] byte offset of the first neuron of each neuron's block. */
function blockStarts(neurons: number, size: number): Uint32Array {
  return Uint32Array.from({ length: neurons }, (_, k) => (k - (k % size)) * 4)
}
