import { BadFile } from './bad-file.js'
import { halfToNumber } from './half-float.js'
import type { Table } from './table.js'

/** A numeric array as NumPy saves it. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** As the header has it, for example `<f8`. */
  readonly type: string
  /** Row-major (last index fastest), whatever order the file has. */
  readonly values: Float64Array
  /** Byte of the file where the first value of a row (an index of the first axis) lies. */
  rowAt(row: number): number
}

/** NumPy's own limit is 64. */
const MAX_DIMENSIONS = 64

type Reader = (view: DataView, at: number, little: boolean) => number

const READERS: Readonly<Record<string, Reader>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
}

interface Header {
  readonly shape: readonly number[]
  readonly type: string
  readonly columnMajor: boolean
  /** First byte of the values. */
  readonly start: number
}

/**
 * Reads a .npy file, versions 1 to 3, of booleans, integers or floats in either byte order; source: numpy.lib.format. The
 * values have to fill the rest of the file exactly. 64-bit integers past 2^53, which a number does not hold, throw BadFile
 * like everything else that is wrong.
 */
export function readNpy(path: string, bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { shape, type, columnMajor, start } = readHeader(path, bytes, view)
  const read = READERS[type.slice(1)]
  const size = Number(type.slice(2))
  if (!read || (type[0] === '|' && size > 1))
    throw new BadFile(
      path,
      `holds values of type '${type}' (header at byte 10); booleans, integers and floats are read`,
    )
  const count = shape.reduce((product, length) => product * length, 1)
  if (count * size !== bytes.length - start)
    throw new BadFile(
      path,
      `announces shape (${shape.join(', ')}) of ${size}-byte values, but ${bytes.length - start} bytes follow its header at byte ${start}`,
    )
  const values = new Float64Array(count)
  const little = type[0] !== '>'
  for (let i = 0; i < count; i++) {
    const value = read(view, start + i * size, little)
    if (size === 8 && type[1] !== 'f' && !Number.isSafeInteger(value))
      throw new BadFile(path, `holds an integer at byte ${start + i * size} that is past 2^53`)
    values[i] = value
  }
  const rowValues = columnMajor ? 1 : count / shape[0]
  const rowAt = (row: number) => start + row * rowValues * size
  return { shape, type, values: columnMajor ? rowMajor(values, shape) : values, rowAt }
}

function readHeader(path: string, bytes: Uint8Array, view: DataView): Header {
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY')
    throw new BadFile(path, 'is not a .npy file: byte 0 must start \\x93NUMPY')
  const version = bytes[6]
  if (version < 1 || version > 3) throw new BadFile(path, `has version ${version} at byte 6; 1 to 3 are read`)
  const textStart = version === 1 ? 10 : 12
  const start = textStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (start > bytes.length)
    throw new BadFile(path, `ends inside its header: byte 8 announces that it goes to byte ${start} of ${bytes.length}`)
  const text = Buffer.from(bytes.subarray(textStart, start)).toString('latin1')
  const type = /'descr': *'([<>|][a-zA-Z]\d{1,3})'/.exec(text)?.[1]
  const order = /'fortran_order': *(True|False)/.exec(text)?.[1]
  const shape = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1]
  if (type === undefined || order === undefined || shape === undefined)
    throw new BadFile(
      path,
      `has a header at byte ${textStart} without a plain numeric descr, fortran_order and shape: ${text.slice(0, 100).trim()}`,
    )
  const lengths = shape.split(',').map((field) => field.trim())
  if (lengths.at(-1) === '') lengths.pop()
  if (lengths.length > MAX_DIMENSIONS || lengths.some((field) => !/^\d{1,15}$/.test(field)))
    throw new BadFile(path, `has a shape at byte ${textStart} that is none: (${shape.slice(0, 100)})`)
  return { shape: lengths.map(Number), type, columnMajor: order === 'True', start }
}

/** From first index fastest to last index fastest. */
function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const stride = shape.map((_, d) => shape.slice(0, d).reduce((product, length) => product * length, 1))
  const index = shape.map(() => 0)
  const result = new Float64Array(values.length)
  let from = 0
  for (let to = 0; to < values.length; to++) {
    result[to] = values[from]
    for (let d = shape.length - 1; d >= 0; d--) {
      from += stride[d]
      if (++index[d] < shape[d]) break
      from -= stride[d] * shape[d]
      index[d] = 0
    }
  }
  return result
}

/** A vector as one column, a matrix as it is; anything else throws BadFile. */
export function npyTable(path: string, { shape, values, rowAt }: NpyArray): Table {
  const [rows, columns = 1] = shape
  if (shape.length < 1 || shape.length > 2 || rows * columns === 0)
    throw new BadFile(
      path,
      `must be an array of rows x columns, but has shape (${shape.join(', ')}) in its header at byte 10`,
    )
  const where = (row: number) => `row ${row} (byte ${rowAt(row)})`
  const hole = values.findIndex((value) => !Number.isFinite(value))
  if (hole >= 0) throw new BadFile(path, `holds a value that is not finite in ${where(Math.floor(hole / columns))}`)
  return { rows, columns, names: null, values, where }
}
