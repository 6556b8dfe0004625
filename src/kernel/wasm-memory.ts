import { readFileSync } from 'node:fs'
import { compiledFile } from '../package-root.js'

/** What kernel.wasm exports; pointers are byte offsets into its memory. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  allocate(bytes: number): number
  release(): void
  restLayer(layer: number): void
  forwardLayer(layer: number): void
  firstSpikeForward(layer: number): void
  firstSpikeBackward(layer: number): void
  joinSpikes(tiles: number, count: number, start: number, list: number): void
  restErrors(layer: number): void
  backwardLayer(layer: number): void
  saveState(layer: number, to: number): void
  loadState(layer: number, from: number): void
  continueLayer(layer: number): void
  continueErrors(layer: number, steps: number): void
  readoutForward(counts: number, weights: number, outputs: number, neurons: number, classes: number): void
  readoutBackward(
    counts: number,
    transposed: number,
    gradient: number,
    outputGradient: number,
    spikeGradient: number,
    neurons: number,
    classes: number,
  ): void
  packColumns(from: number, to: number, rows: number, neurons: number): void
  packTransposed(from: number, to: number, inputs: number, neurons: number, rowFloats: number): void
  transpose(from: number, to: number, rows: number, columns: number): void
  transposeBlocks(from: number, to: number, neurons: number, size: number): void
  sumOfSquares(x: number, n: number): number
  addArray(into: number, from: number, n: number): void
  adamw(
    weights: number,
    gradient: number,
    first: number,
    second: number,
    low: number,
    high: number,
    n: number,
    scale: number,
    beta1: number,
    beta2: number,
    rate1: number,
    correction2: number,
    keep: number,
    epsilon: number,
  ): void
  waveNoise(into: number, count: number, k0: number, k1: number, step: number, scale: number): void
  sumColumns(into: number, columns: number, list: number, count: number, width: number): void
  stepLif(
    voltage: number,
    threshold: number,
    fired: number,
    coupling: number,
    external: number,
    reset: number,
    n: number,
    leak: number,
    rest: number,
    decay: number,
    rise: number,
    list: number,
  ): number
  fireIzhikevich(voltage: number, recovery: number, c: number, d: number, n: number, peak: number, list: number): number
  stepIzhikevich(
    voltage: number,
    recovery: number,
    coupling: number,
    external: number,
    n: number,
    a: number,
    b: number,
  ): void
}

/** The part of the WebAssembly API used here; Node's type declarations leave it out. */
const wasm = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object
      Instance: new (module: object, imports: object) => { readonly exports: unknown }
    }
  }
).WebAssembly

let compiled: object | undefined
const idle: KernelExports[] = []

/**
 * A WebAssembly memory of one owner, with arrays carved out of it. Instances are reused after `release`, because each
 * reserves a large range of addresses that only a garbage collection would give back.
 */
export class WasmMemory {
  readonly exports: KernelExports
  #views: (() => void)[] = []
  #seen: ArrayBuffer
  #released = false
  #bytes = 0

  constructor() {
    compiled ??= new wasm.Module(readFileSync(compiledFile('kernel.wasm')))
    this.exports = idle.pop() ?? (new wasm.Instance(compiled, { env: { abort } }).exports as KernelExports)
    this.exports.release()
    this.#seen = this.exports.memory.buffer
  }

  /** Zeroed memory at the start of a cache line (64 bytes). */
  bytes(length: number): number {
    const rounded = Math.max(64, Math.ceil(length / 64) * 64)
    const at = Math.ceil(this.exports.allocate(rounded + 48) / 64) * 64
    this.#bytes += rounded
    new Uint8Array(this.exports.memory.buffer, at, rounded).fill(0)
    return at
  }

  /** Bytes carved out so far. */
  get carved(): number {
    return this.#bytes
  }

  /** A pointer to a copy of `values`. */
  words(values: Uint32Array): number {
    const at = this.bytes(values.byteLength)
    new Uint32Array(this.exports.memory.buffer, at, values.length).set(values)
    return at
  }

  /** A pointer to `length` zeroed floats, and the view on them that `refresh` keeps valid. */
  floats(length: number): FloatArray {
    const at = this.bytes(length * 4)
    const array: FloatArray = { at, view: new Float32Array(this.exports.memory.buffer, at, length) }
    this.#views.push(() => {
      array.view = new Float32Array(this.exports.memory.buffer, at, length)
    })
    return array
  }

  /** As `floats`, in double precision. */
  doubles(length: number): DoubleArray {
    const at = this.bytes(length * 8)
    const array: DoubleArray = { at, view: new Float64Array(this.exports.memory.buffer, at, length) }
    this.#views.push(() => {
      array.view = new Float64Array(this.exports.memory.buffer, at, length)
    })
    return array
  }

  /** Growing memory detaches every view: call after allocations. */
  refresh(): void {
    if (this.#seen === this.exports.memory.buffer) return
    this.#seen = this.exports.memory.buffer
    for (const view of this.#views) view()
  }

  /** Gives the instance back; nothing carved out of it may be used any more. */
  release(): void {
    this.#views = []
    // Twice in the list, it would get two owners.
    if (!this.#released) idle.push(this.exports)
    this.#released = true
  }
}

export interface FloatArray {
  readonly at: number
  view: Float32Array
}

export interface DoubleArray {
  readonly at: number
  view: Float64Array
}

function abort(): never {
  throw new Error('kernel.wasm aborted: out of memory')
}
