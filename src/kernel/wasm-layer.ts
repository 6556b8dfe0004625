import { connectionLength, type LayerOffsets, type LayerPlan } from './plan.js'
import { tilesOf } from './tiles.js'
import { CELL_FLOATS, CELL_LAMBDA, CELL_RHO, LAYER_BYTES, padded4, rowStride } from './wasm-layout.js'
import type { FloatArray } from './wasm-memory.js'
import { type EventLists, type WasmNetwork, WasmTile } from './wasm-tile.js'

/** A layer in the kernel's memory, in one tile or several. */
export class WasmLayer {
  readonly plan: LayerPlan
  readonly tiles: readonly WasmTile[]
  readonly counts: FloatArray
  readonly #network: WasmNetwork
  readonly #offsets: LayerOffsets
  readonly #cells: FloatArray
  readonly #inputTiles: number
  readonly #inputTransposedTiles: number
  readonly #transposed: readonly number[]
  /** Counts of a stretch that is computed again; nobody reads them. */
  readonly #recounts: number
  /** Spikes of the last run of a layer in several tiles. */
  #joined: EventLists = { start: 0, list: 0 }
  /** dL/ds of the layer below, [steps][lowerStride / 4]. */
  lower = { at: 0, stride: 0 }

  constructor(network: WasmNetwork, plan: LayerPlan, offsets: LayerOffsets, isFirst: boolean) {
    const { memory, rule } = network
    this.plan = plan
    this.#network = network
    this.#offsets = offsets
    const cut = tilesOf(plan)
    const width = padded4(plan.neurons)
    const widest = padded4(cut[0].neurons)
    const records = memory.bytes(LAYER_BYTES * cut.length)
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
    const shared = {
      inputs: plan.inputs,
      inputGradientStride: plan.neurons * 4,
      kappa: 1 - gain,
      gain,
      quarterGain: 0.25 * gain,
      spikeGradient: memory.bytes(widest * 4),
      denominators: memory.bytes(widest * 4),
      active: memory.bytes(widest / 2),
      inputEnd: memory.bytes(plan.inputs * 4),
      tssl: rule.rule === 'tssl-bp' ? 1 : 0,
      logistic: surrogate.kind === 'logistic' ? 1 : 0,
      shape: surrogate.kind === 'logistic' ? Math.fround(1 / surrogate.width) / 8 : surrogate.slope,
      peak,
      fullReset: rule.reset === 'full' ? 1 : 0,
      sparse: rule.sparseSurrogate ? 1 : 0,
      cut: largestDenominator(peak, rule.sparseSurrogate ?? 0),
    }
    this.tiles = cut.map((tile, i) => {
      const wasmTile = new WasmTile(network, plan, tile, records + i * LAYER_BYTES)
      wasmTile.connect(offsets.connections, this.#transposed)
      wasmTile.set(shared)
      wasmTile.set({
        cells: this.#cells.at + (tile.first / 4) * CELL_FLOATS * 4,
        counts: this.counts.at + tile.first * 4,
        inputTiles: this.#inputTiles + plan.inputs * tile.first * 4,
        inputTransposedTiles: this.#transposedTiles(tile.first),
        inputGradient: network.gradient + (offsets.input + tile.first) * 4,
      })
      return wasmTile
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
    if (this.#inputTransposedTiles) {
      for (const tile of this.tiles) {
        const to = this.#transposedTiles(tile.first)
        exports.packTransposed(input + tile.first * 4, to, inputs, tile.neurons, neurons)
      }
    }
    connections.forEach((connection, c) => {
      const from = this.#weightsAt(this.#offsets.connections[c])
      const to = this.#transposed[c]
      if (connection.kind === 'block') exports.transposeBlocks(from, to, neurons, connection.size)
      if (connection.kind === 'dense') exports.transpose(from, to, neurons, neurons)
    })
  }

  /** Makes room for stretches of `steps` steps; `inputSteps` is scratch for as many events as may come in. */
  reserve(steps: number, inputSteps: number): void {
    const { memory } = this.#network
    const { inputs, neurons } = this.plan
    for (const tile of this.tiles) {
      tile.reserve(steps)
      tile.set({ inputSteps })
    }
    if (this.tiles.length > 1) {
      this.#joined = { start: memory.bytes((steps + 1) * 4), list: memory.bytes(steps * neurons * 2) }
    }
    if (this.#inputTransposedTiles === 0) return
    this.lower = { at: memory.bytes(steps * rowStride(inputs)), stride: rowStride(inputs) }
    for (const tile of this.tiles) tile.set({ lower: this.lower.at, lowerStride: this.lower.stride })
  }

  /** Runs `steps` steps, tile after tile. */
  forward({ start, list }: EventLists, steps: number): void {
    const { exports } = this.#network.memory
    for (const tile of this.tiles) {
      tile.set({ eventStart: start, events: list, steps })
      exports.forwardLayer(tile.at)
    }
  }

  /** Runs them back, given dL/ds at `at`, and every `stride` bytes for the next step. */
  backward({ at, stride }: { readonly at: number; readonly stride: number }): void {
    const { exports } = this.#network.memory
    for (const tile of this.tiles) {
      tile.set({ external: at + tile.first * 4, externalStride: stride })
      exports.backwardLayer(tile.at)
    }
  }

  /** Spikes of the last run, as events of the layer above. */
  spikes(): EventLists {
    const [tile] = this.tiles
    // Row 0 holds the spikes before the run: those of its first step start at the second entry.
    if (this.tiles.length === 1) return { start: tile.spikes.start + 4, list: tile.spikes.list }
    this.#network.memory.exports.joinSpikes(tile.at, this.tiles.length, this.#joined.start, this.#joined.list)
    return this.#joined
  }

  /** Spikes of a stretch that is computed again do not count twice. */
  countSpikes(count: boolean): void {
    const counts = count ? this.counts.at : this.#recounts
    for (const tile of this.tiles) tile.set({ counts: counts + tile.first * 4 })
  }

  #transposedTiles(neuron: number): number {
    if (this.#inputTransposedTiles === 0) return 0
    return this.#inputTransposedTiles + Math.ceil(this.plan.inputs / 8) * 32 * neuron
  }

  #weightsAt(weight: number): number {
    return this.#network.weights + weight * 4
  }
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
