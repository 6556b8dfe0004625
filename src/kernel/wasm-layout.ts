import type { KernelExports } from './wasm-memory.js'

// Mirrors assembly/layer.ts: field -> index of its 32-bit word.
const CONNECTION_FIELDS = [
  'kind',
  'size',
  'ring',
  'weights',
  'transposed',
  'gradient',
  'blockStart',
  'rowStart',
  'target',
] as const
const LAYER_FIELDS = [
  'inputs',
  'first',
  'neurons',
  'padded',
  'steps',
  'stride',
  'connections',
  'connection',
  'inputTiles',
  'inputTransposedTiles',
  'inputGradient',
  'inputGradientStride',
  'kappa',
  'gain',
  'quarterGain',
  'eventStart',
  'events',
  'spikeStart',
  'spikes',
  'cells',
  'u',
  'recent',
  'counts',
  'external',
  'externalStride',
  'spikeGradient',
  'denominators',
  'active',
  'activeCount',
  'lower',
  'lowerStride',
  'inputEnd',
  'inputSteps',
  'tssl',
  'logistic',
  'shape',
  'peak',
  'fullReset',
  'sparse',
  'cut',
] as const
const FLOAT_FIELDS: ReadonlySet<string> = new Set(['kappa', 'gain', 'quarterGain', 'shape', 'peak', 'cut'])
const WORD = new Map(LAYER_FIELDS.map((field, word) => [field, word]))

export type LayerField = (typeof LAYER_FIELDS)[number]
export type ConnectionField = (typeof CONNECTION_FIELDS)[number]

export const LAYER_BYTES = LAYER_FIELDS.length * 4
export const CONNECTION_BYTES = CONNECTION_FIELDS.length * 4

/** Mirrors assembly/cells.ts, in floats: four neurons' state and constants. */
export const CELL_FLOATS = 24
export const CELL_LAMBDA = 8
export const CELL_RHO = 12

/** Floats of [n] rounded up to whole vectors of four. */
export const padded4 = (n: number): number => (n + 3) & ~3

/**
 * Bytes from one row of [n] states to the next: an odd number of cache lines, so that the same neurons at different
 * steps do not compete for one set of the L1 cache.
 */
export const rowStride = (n: number): number => (Math.ceil(n / 16) | 1) * 64

/** Writes fields of one layer's record. */
export class LayerRecord {
  readonly at: number
  readonly #memory: KernelExports['memory']
  #ints = new Uint32Array(0)
  #floats = new Float32Array(0)

  constructor(memory: KernelExports['memory'], at: number) {
    this.#memory = memory
    this.at = at
  }

  set(field: LayerField, value: number): void {
    const { buffer } = this.#memory
    if (this.#ints.buffer !== buffer) {
      this.#ints = new Uint32Array(buffer, this.at, LAYER_FIELDS.length)
      this.#floats = new Float32Array(buffer, this.at, LAYER_FIELDS.length)
    }
    const word = WORD.get(field) ?? 0
    if (FLOAT_FIELDS.has(field)) this.#floats[word] = value
    else this.#ints[word] = value
  }
}

export function writeConnection(
  memory: KernelExports['memory'],
  at: number,
  fields: Record<ConnectionField, number>,
): void {
  const words = new Uint32Array(memory.buffer, at, CONNECTION_FIELDS.length)
  CONNECTION_FIELDS.forEach((field, f) => {
    words[f] = fields[field]
  })
}
