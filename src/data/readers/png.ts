import { inflateSync } from 'node:zlib'
import type { Image } from '../signal.js'
import { BadFile } from './bad-file.js'
import { type PngHeader, pngChunks } from './png-chunks.js'
import { PASSES, type Pass, packedBytes, unfiltered, WHOLE } from './png-filters.js'

const GREY = 0
const COLOUR = 2
const INDEXED = 3
const GREY_ALPHA = 4
/** Values of a pixel by colour type. */
const VALUES: Readonly<Record<number, number>> = { [GREY]: 1, [COLOUR]: 3, [INDEXED]: 1, [GREY_ALPHA]: 2, 6: 4 }

/**
 * Reads a PNG image (W3C PNG, third edition) of any colour type and depth, interlaced or not, as grey (1 channel) or colour
 * (3), 0 to 1; what is transparent is laid over black. Not animated, no colour profiles. Throws BadFile. Written here
 * because the library at hand fails on interlaced images of less than 8 bits and unpacks without a bound.
 */
export function readPng(path: string, bytes: Uint8Array): Image {
  const { header, palette, transparency, data, dataAt } = pngChunks(path, bytes)
  const values = VALUES[header.colourType]
  const passes = header.interlaced ? PASSES : [WHOLE]
  const sizes = passes.map((pass) => packedBytes(header, pass, values))
  const packed = unpack(
    path,
    data,
    dataAt,
    sizes.reduce((sum, size) => sum + size, 0),
  )
  const samples = new Uint16Array(header.width * header.height * values)
  let at = 0
  for (const [p, pass] of passes.entries()) {
    const part = packed.subarray(at, at + sizes[p])
    at += sizes[p]
    if (part.length > 0) spread(path, samples, header, pass, values, part)
  }
  const depth = header.colourType === GREY || header.colourType === GREY_ALPHA ? 1 : 3
  const pixels =
    header.colourType === INDEXED
      ? fromPalette(path, samples, palette, transparency, dataAt)
      : fromValues(samples, header, values, depth, transparency)
  return { kind: 'image', width: header.width, height: header.height, depth, pixels }
}

/** Exactly `expected` bytes: neither the header nor the packed data decides alone how much memory is taken. */
function unpack(path: string, data: Uint8Array, at: number, expected: number): Uint8Array {
  try {
    const packed = inflateSync(data, { maxOutputLength: expected })
    if (packed.length === expected) return packed
    throw new Error(`they give ${packed.length} bytes`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BadFile(
      path,
      `has pixels (from byte ${at}) that do not unpack to the ${expected} bytes of its size: ${reason}`,
    )
  }
}

/** Puts the values of a pass, line by line, where they belong in the whole image. */
function spread(
  path: string,
  samples: Uint16Array,
  { width, height, bits }: PngHeader,
  pass: Pass,
  values: number,
  packed: Uint8Array,
): void {
  const columns = Math.ceil((width - pass.x) / pass.stepX)
  const lineBytes = Math.ceil((columns * values * bits) / 8)
  const pixelBytes = Math.max(1, (values * bits) / 8)
  const lines = unfiltered(path, packed, lineBytes, pixelBytes)
  let line = 0
  for (let y = pass.y; y < height; y += pass.stepY, line += lineBytes) {
    for (let i = 0; i < columns * values; i++) {
      const x = pass.x + Math.floor(i / values) * pass.stepX
      samples[(y * width + x) * values + (i % values)] = valueAt(lines, line, i, bits)
    }
  }
}

function valueAt(bytes: Uint8Array, line: number, i: number, bits: number): number {
  if (bits === 8) return bytes[line + i]
  if (bits === 16) return (bytes[line + 2 * i] << 8) | bytes[line + 2 * i + 1]
  const bit = i * bits
  return (bytes[line + (bit >> 3)] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1)
}

function fromPalette(
  path: string,
  samples: Uint16Array,
  palette: Uint8Array,
  transparency: Uint8Array,
  at: number,
): Float32Array {
  const colours = palette.length / 3
  const pixels = new Float32Array(samples.length * 3)
  for (const [i, colour] of samples.entries()) {
    if (colour >= colours)
      throw new BadFile(path, `has colour ${colour} in pixel ${i} (data from byte ${at}), but a palette of ${colours}`)
    const alpha = (transparency[colour] ?? 255) / 255
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = (palette[3 * colour + c] / 255) * alpha
  }
  return pixels
}

function fromValues(
  samples: Uint16Array,
  { bits }: PngHeader,
  values: number,
  depth: number,
  transparency: Uint8Array,
): Float32Array {
  const full = 2 ** bits - 1
  // One colour, of 16 bits a value, that stands for "nothing here".
  const nothing =
    transparency.length === 2 * depth ? [...new Array(depth).keys()].map((c) => wide(transparency, c)) : null
  const pixels = new Float32Array((samples.length / values) * depth)
  for (let i = 0, from = 0; from < samples.length; i++, from += values) {
    const alpha =
      values > depth ? samples[from + depth] / full : nothing?.every((v, c) => samples[from + c] === v) ? 0 : 1
    for (let c = 0; c < depth; c++) pixels[i * depth + c] = (samples[from + c] / full) * alpha
  }
  return pixels
}

const wide = (bytes: Uint8Array, i: number) => (bytes[2 * i] << 8) | bytes[2 * i + 1]
