import { crc32 } from 'node:zlib'
import { BadFile } from './bad-file.js'

export interface PngHeader {
  readonly width: number
  readonly height: number
  /** Of one value of a pixel. */
  readonly bits: number
  readonly colourType: number
  readonly interlaced: boolean
}

export interface PngChunks {
  readonly header: PngHeader
  /** [colour * 3 + channel] */
  readonly palette: Uint8Array
  /** As its chunk has it; empty without one. */
  readonly transparency: Uint8Array
  /** The pixels, filtered and compressed. */
  readonly data: Uint8Array
  /** First byte of the first chunk of it. */
  readonly dataAt: number
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** 4096 x 4096: a few kilobytes can announce, and really unpack to, far more than any sample of a data set has. */
const MAX_PIXELS = 2 ** 24
/** Bits of a value that a colour type may have. */
const BITS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/** Walks the chunks of a PNG file (length, type, data, CRC-32), each inside the file and whole; others are passed over. */
export function pngChunks(path: string, bytes: Uint8Array): PngChunks {
  if (!SIGNATURE.equals(bytes.subarray(0, 8))) throw new BadFile(path, 'is no PNG file: byte 0 must start \\x89PNG')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  const found = { palette: new Uint8Array(0), transparency: new Uint8Array(0), dataAt: 0 }
  let header: PngHeader | undefined
  for (let at = 8; ; ) {
    const { type, data, end } = chunkAt(path, bytes, view, at)
    if (!header && type !== 'IHDR')
      throw new BadFile(path, `must start with its header at byte 8, but has '${type}' there`)
    if (type === 'IHDR') header = readHeader(path, view, data, at)
    if (type === 'PLTE') found.palette = data.slice()
    if (type === 'tRNS') found.transparency = data.slice()
    if (type === 'IDAT') {
      if (parts.length === 0) found.dataAt = at + 8
      parts.push(data)
    }
    if (type === 'IEND') break
    at = end
  }
  if (!header || parts.length === 0) throw new BadFile(path, `holds no pixels (IDAT) in its ${bytes.length} bytes`)
  if (found.palette.length % 3 !== 0)
    throw new BadFile(path, `has a palette of ${found.palette.length} bytes, not of triples`)
  return { header, ...found, data: Buffer.concat(parts) }
}

function chunkAt(path: string, bytes: Uint8Array, view: DataView, at: number) {
  if (at + 12 > bytes.length)
    throw new BadFile(path, `ends inside or before the chunk at byte ${at}, without its end (IEND)`)
  const length = view.getUint32(at)
  const end = at + 12 + length
  const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1')
  if (!/^[A-Za-z]{4}$/.test(type)) throw new BadFile(path, `has no chunk at byte ${at}: its type is no four letters`)
  if (end > bytes.length)
    throw new BadFile(path, `ends inside the chunk '${type}' at byte ${at}, which announces ${length} bytes`)
  if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4))
    throw new BadFile(path, `is damaged in the chunk '${type}' at byte ${at}: its checksum (CRC-32) is another`)
  return { type, data: bytes.subarray(at + 8, end - 4), end }
}

function readHeader(path: string, view: DataView, data: Uint8Array, at: number): PngHeader {
  if (data.length !== 13 || at !== 8)
    throw new BadFile(path, `has a header of ${data.length} bytes at byte ${at}; 13 at 8 are read`)
  const width = view.getUint32(at + 8)
  const height = view.getUint32(at + 12)
  const [bits, colourType, compression, filter, interlace] = data.subarray(8)
  if (width === 0 || height === 0 || width * height > MAX_PIXELS)
    throw new BadFile(path, `announces ${width} x ${height} pixels at byte 16; 1 to ${MAX_PIXELS} are read`)
  if (!BITS[colourType]?.includes(bits))
    throw new BadFile(path, `announces colour type ${colourType} of ${bits} bits at byte 24, which PNG does not have`)
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw new BadFile(path, `announces compression ${compression}, filter ${filter}, interlace ${interlace} at byte 26`)
  return { width, height, bits, colourType, interlaced: interlace === 1 }
}
