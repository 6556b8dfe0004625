import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import asc from 'assemblyscript/asc'
import { key, permutation } from '../src/kernel/numerics/random.js'
import { packageRoot } from '../src/package-root.js'

/** What one core of this machine does in WebAssembly; elements are float32. */
export interface Rates {
  /** Independent f32x4 multiplications and additions, on registers: 10^9 operations per second. */
  readonly multiplyAdd: number
  /** [working set] 10^9 elements per second. */
  readonly sizes: readonly SizeRates[]
}

export interface SizeRates {
  readonly bytes: number
  /** Rows of this working set added to one row in the L1 cache: the fastest of ROWS_PER_PASS at a time. */
  readonly gather: number
  /** One row of the L1 cache added to rows of this working set, likewise. */
  readonly scatter: number
  /** Copied with memory.copy from one half of this working set to the other. */
  readonly copy: number
}

const SIZES = [16, 64, 256, 1024, 4096, 16_384, 131_072].map((kib) => kib * 1024)
/** Elements of a row, as in the reference layer; a smaller working set holds at least four. */
const ROW = 800
/** How many rows a loop takes while a piece of the sum stays in registers; 1 keeps nothing there. */
const ROWS_PER_PASS = [1, 4, 16]

export interface LimitExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  allocate(bytes: number): number
  multiplyAdd(rounds: number, factor: number): number
  addRows(into: number, rows: number, order: number, count: number, n: number): void
  addToRows(rows: number, from: number, order: number, count: number, n: number): void
  gatherRows(into: number, rows: number, order: number, count: number, n: number): void
  scatterRows(rows: number, from: number, order: number, count: number, n: number): void
  copy(to: number, from: number, bytes: number): void
}

/** Node's type declarations leave the WebAssembly API out. */
const wasm = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object
      Instance: new (module: object, imports: object) => { readonly exports: unknown }
    }
  }
).WebAssembly

function abort(): never {
  throw new Error('the module of the limits is out of memory')
}

/** The module of bench/assembly/limits.ts, in a memory of its own. */
export async function compileLimits(): Promise<LimitExports> {
  const source = readFileSync(join(packageRoot(), 'bench/assembly/limits.ts'), 'utf8')
  const options = { optimizeLevel: 3, noAssert: true, enable: ['simd'], runtime: 'stub' }
  const { error, binary, stderr } = await asc.compileString(source, options)
  if (error || !binary) throw new Error(`bench/assembly/limits.ts: ${error?.message ?? ''}\n${stderr.toString()}`)
  // Optimised from the first call: these loops run too seldom to be noticed as hot.
  setFlagsFromString('--no-liftoff')
  const instance = new wasm.Instance(new wasm.Module(binary), { env: { abort } })
  setFlagsFromString('--liftoff')
  return instance.exports as LimitExports
}

/** Work per second of the fastest of some passes: passes go on for `ms`, three at least. */
function fastest(work: number, pass: () => void, ms: number): number {
  let best = Number.POSITIVE_INFINITY
  const end = performance.now() + ms
  for (let i = 0; i < 3 || performance.now() < end; i++) {
    const start = performance.now()
    pass()
    best = Math.min(best, performance.now() - start)
  }
  return work / best / 1e6
}

interface RowSet {
  readonly bytes: number
  readonly n: number
  readonly order: number
  readonly count: number
}

/** Measures the rates, again and again: `best` is the best of all measurements since the last `forget`. */
export class Limits {
  readonly #exports: LimitExports
  readonly #rows: number
  readonly #into: number
  readonly #sets: readonly RowSet[]
  #best: Rates | undefined

  private constructor(exports: LimitExports, sizes: readonly number[]) {
    this.#exports = exports
    this.#into = exports.allocate(ROW * 4)
    this.#rows = exports.allocate(Math.max(...sizes))
    this.#sets = sizes.map((bytes) => this.#rowSet(bytes))
  }

  static async create(quick: boolean): Promise<Limits> {
    return new Limits(await compileLimits(), quick ? SIZES.slice(0, -1) : SIZES)
  }

  /** Every row of the working set, in an order of chance, a few hundred rows at least. */
  #rowSet(bytes: number): RowSet {
    const n = Math.min(ROW, bytes / 16)
    const rows = Math.floor(bytes / 4 / n)
    const order = permutation(key(1, 'bench-rows', bytes), rows)
    const count = rows * Math.ceil(512 / rows)
    const at = this.#exports.allocate(count * 4)
    new Uint32Array(this.#exports.memory.buffer, at, count).forEach((_, e, into) => {
      into[e] = order[e % rows]
    })
    return { bytes, n, order: at, count }
  }

  /** About 10 ms for each size but the largest. */
  measure(): Rates {
    const measured = {
      multiplyAdd: fastest(64 * 50_000, () => this.#exports.multiplyAdd(50_000, 0.5), 10),
      sizes: this.#sets.map((set) => this.#measureSize(set)),
    }
    this.#best = this.#best ? faster(this.#best, measured) : measured
    return this.#best
  }

  get best(): Rates {
    return this.#best ?? this.measure()
  }

  forget(): void {
    this.#best = undefined
  }

  #measureSize({ bytes, n, order, count }: RowSet): SizeRates {
    const e = this.#exports
    const [rows, into] = [this.#rows, this.#into]
    const half = bytes / 2
    const copies = Math.max(1, Math.floor(2 ** 20 / half))
    const perPass = (each: number, all: (order: number, count: number) => void) => {
      const passes = Math.floor(count / each)
      const pass = () => {
        for (let i = 0; i < passes; i++) all(order + i * each * 4, each)
      }
      return fastest(passes * each * n, pass, 2)
    }
    const gather = ROWS_PER_PASS.map((each) =>
      each === 1
        ? perPass(count, (at, rowsInAll) => e.addRows(into, rows, at, rowsInAll, n))
        : perPass(each, (at, together) => e.gatherRows(into, rows, at, together, n)),
    )
    const scatter = ROWS_PER_PASS.map((each) =>
      each === 1
        ? perPass(count, (at, rowsInAll) => e.addToRows(rows, into, at, rowsInAll, n))
        : perPass(each, (at, together) => e.scatterRows(rows, into, at, together, n)),
    )
    return {
      bytes,
      gather: Math.max(...gather),
      scatter: Math.max(...scatter),
      copy: fastest(
        (copies * half) / 4,
        () => {
          for (let i = 0; i < copies; i++) e.copy(rows + half, rows, half)
        },
        2,
      ),
    }
  }
}

function faster(a: Rates, b: Rates): Rates {
  return {
    multiplyAdd: Math.max(a.multiplyAdd, b.multiplyAdd),
    sizes: a.sizes.map((size, i) => ({
      bytes: size.bytes,
      gather: Math.max(size.gather, b.sizes[i].gather),
      scatter: Math.max(size.scatter, b.sizes[i].scatter),
      copy: Math.max(size.copy, b.sizes[i].copy),
    })),
  }
}

/** The rate at a working set between the measured ones: linear over the logarithm of its bytes. */
export function rateAt(rates: Rates, kind: 'gather' | 'scatter' | 'copy', bytes: number): number {
  const { sizes } = rates
  const above = sizes.findIndex((size) => size.bytes >= bytes)
  if (above === 0) return sizes[0][kind]
  if (above < 0) return sizes[sizes.length - 1][kind]
  const [low, high] = [sizes[above - 1], sizes[above]]
  const share = Math.log(bytes / low.bytes) / Math.log(high.bytes / low.bytes)
  return low[kind] + share * (high[kind] - low[kind])
}
