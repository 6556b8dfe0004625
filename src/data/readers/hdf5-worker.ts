import { parentPort } from 'node:worker_threads'
import type { Metadata } from 'h5wasm/node'
import { halfToNumber } from './half-float.js'
import type { Hdf5Answer, Hdf5Question, Hdf5Value, Ragged } from './hdf5-questions.js'

// Thread entry, compiled. The library runs on bytes that nobody has checked: it may trap, loop, or ask for memory by a
// damaged length, so it lives here, where it can be ended, and every question is one message.

/** Bytes that the library may hold; a damaged file could otherwise ask for 2 GiB. */
const MOST_MEMORY = 512 * 2 ** 20
const PAGE = 65536
/** Numbers or strings in one answer. */
const MOST_VALUES = 2 ** 24

/** HDF5's numbers for the classes of its types. */
const INTEGER = 0
const FLOAT = 1
const STRING = 3
const LIST = 9
/** Of the library's format versions. */
const ANY_VERSION = -1

/** How the library's own reports of errors begin. */
const REPORT = 'HDF5-DIAG'

/** The file is not as asked for, and the library is well. */
class Refusal extends Error {}

limitMemory()
const { ready } = await import('h5wasm/node')
const library = await ready
library.activate_throwing_error_handler()
let file: bigint | undefined
let fileBytes = 0

parentPort?.on('message', (question: Hdf5Question) => {
  const found = answered(question)
  parentPort?.postMessage(found, found.state === 'answer' ? buffersOf(found.value) : [])
})

function answered(question: Hdf5Question): Hdf5Answer {
  try {
    return { state: 'answer', value: answer(question) }
  } catch (error) {
    // The library reports an error after it has tidied up; anything else may have left it in the middle of something.
    const tidy = error instanceof Refusal || (error instanceof Error && error.message.startsWith(REPORT))
    return { state: tidy ? 'refused' : 'failed', reason: reasonOf(error) }
  }
}

/** Handed over instead of copied. */
function buffersOf(value: Hdf5Value): ArrayBuffer[] {
  if (value instanceof Float64Array) return [value.buffer as ArrayBuffer]
  if (typeof value !== 'object' || value === null || !('offsets' in value)) return []
  return [value.offsets.buffer as ArrayBuffer, value.values.buffer as ArrayBuffer]
}

function answer(question: Hdf5Question): Hdf5Value {
  switch (question.ask) {
    case 'open':
      open(question)
      return null
    case 'names':
      return library.get_names(opened(), question.path, false)
    case 'length':
      return lengthOf(metadataOf(question.path), question.path)
    case 'values':
      return read(question, (bytes, metadata) =>
        metadata.type === STRING ? stringsIn(bytes, metadata) : numbersIn(bytes, metadata, question.path),
      )
    case 'lists':
      return read(question, (bytes, metadata) => listsIn(bytes, metadata, question.path))
  }
}

function open({ path, bytes }: { readonly path: string; readonly bytes: number }): void {
  if (file !== undefined) library.close_file(file)
  file = undefined
  file = library.open(path, library.H5F_ACC_RDONLY, false, ANY_VERSION, ANY_VERSION)
  fileBytes = bytes
}

function opened(): bigint {
  if (file === undefined) throw new Refusal('is not open')
  return file
}

function metadataOf(path: string): Metadata {
  const parts = path.split('/')
  for (let depth = 1; depth <= parts.length; depth++)
    if (library.get_type(opened(), parts.slice(0, depth).join('/')) < 0) throw new Refusal(`has no '${path}'`)
  if (library.get_type(opened(), path) !== library.H5O_TYPE_DATASET) throw new Refusal(`'${path}' is no data set`)
  return library.get_dataset_metadata(opened(), path)
}

function lengthOf({ shape }: Metadata, path: string): number {
  if (shape?.length !== 1)
    throw new Refusal(
      `'${path}' must have one dimension, but has ${shape ? `shape [${shape.join(', ')}]` : 'no shape'}`,
    )
  // Space that was announced and never written reads as zeros, without end.
  if (shape[0] > fileBytes)
    throw new Refusal(`'${path}' announces ${shape[0]} elements, more than the ${fileBytes} bytes of the file`)
  return shape[0]
}

/** Reads elements into the library's memory, lets `decode` copy out of it what they mean, and frees it. */
function read<Value>(
  { path, start = 0, count: wanted }: { readonly path: string; readonly start?: number; readonly count?: number },
  decode: (bytes: Uint8Array, metadata: Metadata) => Value,
): Value {
  const metadata = metadataOf(path)
  const length = lengthOf(metadata, path)
  const count = wanted ?? length - start
  if (start + count > length) throw new Refusal(`'${path}' has ${length} elements, not ${start + count}`)
  if (count === 0) return decode(new Uint8Array(0), metadata)
  const size = metadata.size * count
  if (!(count <= MOST_VALUES && size <= MOST_MEMORY / 2))
    throw new Refusal(`'${path}' announces ${count} elements of ${metadata.size} bytes, too many to read at once`)
  const pointer = library._malloc(size)
  if (pointer === 0) throw new Error(`'${path}' needs more than ${MOST_MEMORY} bytes of memory`)
  const counts = [BigInt(count)]
  const status = library.get_dataset_data(opened(), path, counts, [BigInt(start)], [1n], BigInt(pointer))
  if (status < 0) throw new Error(`'${path}' cannot be read from element ${start} on`)
  const value = decode(library.HEAPU8.slice(pointer, pointer + size), metadata)
  if (metadata.vlen || metadata.type === LIST)
    library.reclaim_vlen_memory_count(opened(), path, '', BigInt(pointer), counts)
  library._free(pointer)
  return value
}

function numbersIn(bytes: Uint8Array, metadata: Metadata, path: string): Float64Array {
  const at = numberReader(bytes, metadata, path)
  const numbers = new Float64Array(bytes.length / metadata.size)
  for (let i = 0; i < numbers.length; i++) numbers[i] = at(i * metadata.size)
  return numbers
}

/** From a byte to the number that begins there: little-endian, whatever the file has. */
function numberReader(bytes: Uint8Array, metadata: Metadata, path: string): (at: number) => number {
  const { type, size } = metadata
  const found = readerOfType(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), metadata)
  if (found) return found
  throw new Refusal(`'${path}' must hold numbers, but has type class ${type} of ${size} bytes`)
}

function readerOfType(view: DataView, { type, size, signed }: Metadata) {
  const float = type === FLOAT
  if (!float && type !== INTEGER) return undefined
  if (size === 1 && !float) return signed ? (at: number) => view.getInt8(at) : (at: number) => view.getUint8(at)
  if (size === 2) {
    if (float) return (at: number) => halfToNumber(view.getUint16(at, true))
    return signed ? (at: number) => view.getInt16(at, true) : (at: number) => view.getUint16(at, true)
  }
  if (size === 4) {
    if (float) return (at: number) => view.getFloat32(at, true)
    return signed ? (at: number) => view.getInt32(at, true) : (at: number) => view.getUint32(at, true)
  }
  if (size !== 8) return undefined
  if (float) return (at: number) => view.getFloat64(at, true)
  return (at: number) => Number(signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true))
}

function stringsIn(bytes: Uint8Array, { size, vlen }: Metadata): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / size }, (_, i) => {
    if (vlen) return library.UTF8ToString(view.getUint32(i * size, true))
    // Padded with zeros or spaces, as the writer liked.
    return Buffer.from(bytes.subarray(i * size, (i + 1) * size))
      .toString('utf8')
      .replace(/[\0 ]+$/, '')
  })
}

/** Elements are pairs of a length and a pointer into the library's memory, 4 bytes each. */
function listsIn(bytes: Uint8Array, { type, vlen_type: inner }: Metadata, path: string): Ragged {
  if (type !== LIST || !inner)
    throw new Refusal(`'${path}' must hold lists of variable length, but has type class ${type}`)
  const pairs = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const heap = library.HEAPU8
  const offsets = new Uint32Array(bytes.length / 8 + 1)
  for (let i = 0; i < bytes.length / 8; i++) {
    const length = pairs.getUint32(8 * i, true)
    const end = pairs.getUint32(8 * i + 4, true) + length * inner.size
    if (end > heap.length || offsets[i] + length > MOST_VALUES)
      throw new Error(`'${path}' announces a list of ${length} elements`)
    offsets[i + 1] = offsets[i] + length
  }
  const at = numberReader(heap, inner, path)
  const values = new Float64Array(offsets[offsets.length - 1])
  for (let i = 0; i < bytes.length / 8; i++) {
    const pointer = pairs.getUint32(8 * i + 4, true)
    for (let k = offsets[i]; k < offsets[i + 1]; k++) values[k] = at(pointer + (k - offsets[i]) * inner.size)
  }
  return { offsets, values }
}

/** The library's trace goes from the call down to the cause: the last line says most. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const causes = [...text.matchAll(/#\d+: .* in \w+\(\): (.*)/g)]
  return causes.at(-1)?.[1] ?? text.split('\n')[0]
}

function limitMemory(): void {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: GrowingMemory } } }).WebAssembly
  const grow = Memory.prototype.grow
  Memory.prototype.grow = function (this: GrowingMemory, pages: number) {
    if (this.buffer.byteLength + pages * PAGE > MOST_MEMORY) throw new RangeError('memory limit')
    return grow.call(this, pages)
  }
}

interface GrowingMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
