import { type FloatArray, WasmMemory } from '../kernel/wasm-memory.js'

/** Room for the length of the last call: a search sums gradients of one length again and again. */
let room:
  | { readonly memory: WasmMemory; readonly sum: FloatArray; readonly part: FloatArray; length: number }
  | undefined

function roomFor(length: number) {
  if (room?.length === length) return room
  room?.memory.release()
  const memory = new WasmMemory()
  // SIMD adds four at a time.
  const make = () => memory.floats((length + 3) & ~3)
  room = { memory, sum: make(), part: make(), length }
  memory.refresh()
  return room
}

/** The sum of arrays of one length, added in their order in float32; `finite` unless one of its numbers is not. */
export function sumFloats(parts: readonly Float32Array[]): { sum: Float32Array; finite: boolean } {
  const length = parts[0]?.length ?? 0
  const { memory, sum, part } = roomFor(length)
  sum.view.fill(0)
  for (const values of parts) {
    part.view.set(values)
    memory.exports.addArray(sum.at, part.at, (length + 3) & ~3)
  }
  // In float64, where no square of a float32 overflows.
  const finite = Number.isFinite(memory.exports.sumOfSquares(sum.at, length))
  return { sum: sum.view.slice(0, length), finite }
}
