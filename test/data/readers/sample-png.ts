import { crc32, deflateSync } from 'node:zlib'

/** PNG files written chunk by chunk, right or wrong as a test wants them. */

export function pngChunk(type: string, data: Uint8Array, { length = data.length, damage = 0 } = {}): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const before = Buffer.alloc(4)
  const after = Buffer.alloc(4)
  before.writeUInt32BE(length)
  after.writeUInt32BE((crc32(named) ^ damage) >>> 0)
  return Buffer.concat([before, named, after])
}

export interface PngFields {
  readonly width: number
  readonly height: number
  readonly bits: number
  readonly colourType: number
  readonly interlace?: number
}

export function pngHeader({ width, height, bits, colourType, interlace = 0 }: PngFields): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([bits, colourType, 0, 0, interlace], 8)
  return pngChunk('IHDR', data)
}

export const pngFile = (...chunks: readonly Buffer[]) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, pngChunk('IEND', Buffer.alloc(0))])

/** Start and step of each pass: [x, y, dx, dy] (PNG, table of Adam7). */
const ADAM7 = ['0,0,8,8', '4,0,8,8', '0,4,4,8', '2,0,4,4', '0,2,2,4', '1,0,2,2', '0,1,1,2']

/**
 * A PNG of the samples [(y * width + x) * channels + c]. Line l is filtered by filters[l % filters.length], and bits are
 * packed one by one, which is slow and plain.
 */
export function png(
  fields: PngFields,
  samples: readonly number[],
  filters: readonly number[] = [0],
  more: readonly Buffer[] = [],
): Buffer {
  const channels = samples.length / (fields.width * fields.height)
  const passes = fields.interlace === 1 ? ADAM7.map((pass) => pass.split(',').map(Number)) : [[0, 0, 1, 1]]
  const packed = passes.map(([x0, y0, dx, dy]) => {
    const lines: number[][] = []
    for (let y = y0; y < fields.height; y += dy) {
      const bits: number[] = []
      for (let x = x0; x < fields.width; x += dx)
        for (let c = 0; c < channels; c++)
          for (let b = fields.bits - 1; b >= 0; b--)
            bits.push((samples[(y * fields.width + x) * channels + c] >> b) & 1)
      while (bits.length % 8 !== 0) bits.push(0)
      if (bits.length > 0)
        lines.push(
          Array.from({ length: bits.length / 8 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2)),
        )
    }
    return filtered(lines, Math.max(1, (channels * fields.bits) / 8), filters)
  })
  const data = deflateSync(Buffer.from(packed.flat()))
  // In two chunks, since a file may cut its pixels anywhere.
  const idat = [data.subarray(0, 3), data.subarray(3)].map((part) => pngChunk('IDAT', part))
  return pngFile(pngHeader(fields), ...more, ...idat)
}

function filtered(lines: readonly number[][], pixel: number, filters: readonly number[]): number[] {
  return lines.flatMap((line, l) => {
    const filter = filters[l % filters.length]
    const above = l > 0 ? lines[l - 1] : line.map(() => 0)
    return [
      filter,
      ...line.map((byte, i) => {
        const a = i >= pixel ? line[i - pixel] : 0
        const b = above[i]
        const c = i >= pixel ? above[i - pixel] : 0
        return (byte - [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][filter]) & 255
      }),
    ]
  })
}

/** The neighbour nearest to a + b - c; of equally near ones a before b before c. */
function paeth(a: number, b: number, c: number): number {
  const distance = (value: number) => Math.abs(a + b - c - value)
  return [a, b, c].reduce((best, value) => (distance(value) < distance(best) ? value : best))
}
