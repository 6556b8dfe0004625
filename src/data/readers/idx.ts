import type { Image } from '../signal.js'
import { BadFile } from './bad-file.js'

/** An array of unsigned bytes, as MNIST's files hold it. */
export interface IdxArray {
  readonly shape: readonly number[]
  /** Row-major; a view into the file's bytes. */
  readonly values: Uint8Array
}

const UINT8 = 0x08

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type, the number of dimensions, each dimension as a big-endian
 * uint32, then the values row by row. Source: Y. LeCun's page of MNIST. The file has to end exactly where the values do.
 */
export function readIdx(path: string, bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0) !== 0)
    throw new BadFile(path, 'is not an IDX file: bytes 0 and 1 must be 0')
  if (bytes[2] !== UINT8)
    throw new BadFile(path, `holds values of type 0x${bytes[2].toString(16).padStart(2, '0')} (byte 2); 0x08 is read`)
  const dimensions = bytes[3]
  const start = 4 + 4 * dimensions
  if (dimensions === 0 || start > bytes.length)
    throw new BadFile(path, `announces ${dimensions} dimensions at byte 3, which ${bytes.length} bytes do not hold`)
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d))
  // Past 2^53 the product is rounded, but it is far from any file's length then.
  const values = shape.reduce((product, size) => product * size, 1)
  if (values !== bytes.length - start)
    throw new BadFile(
      path,
      `announces ${shape.join(' x ')} values, but ${bytes.length - start} bytes follow its header at byte ${start}`,
    )
  return { shape, values: bytes.subarray(start) }
}

/** Number `index` of an array [image][y][x]; 0 is 0, 255 is 1. */
export function idxImage({ shape, values }: IdxArray, index: number): Image {
  const [, height, width] = shape
  const size = height * width
  const pixels = new Float32Array(size)
  for (let p = 0; p < size; p++) pixels[p] = values[index * size + p] / 255
  return { kind: 'image', width, height, depth: 1, pixels }
}
