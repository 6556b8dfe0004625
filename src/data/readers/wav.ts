import type { Audio } from '../signal.js'
import { BadFile } from './bad-file.js'

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** Bytes 2..15 of the sub-format of an extensible header: with the tag before them they spell the coding. */
const SUB_FORMAT_TAIL = '000000001000800000aa00389b71'
/** What a writer that cannot go back leaves in a size field. */
const UNKNOWN_SIZES: readonly number[] = [0, 0xffffffff]
/** Float files may exceed full scale a little; a value past this is coded in other units. */
const LOUDEST_FLOAT = 8

type SampleReader = (view: DataView, offset: number) => number

/** Sample formats by tag and bits; integers of 8 bits are unsigned, as the format has it. */
const READERS: Readonly<Record<string, SampleReader>> = {
  [`${PCM}/8`]: (view, at) => (view.getUint8(at) - 128) / 128,
  [`${PCM}/16`]: (view, at) => view.getInt16(at, true) / 32768,
  [`${PCM}/24`]: (view, at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 8388608,
  [`${PCM}/32`]: (view, at) => view.getInt32(at, true) / 2147483648,
  [`${FLOAT}/32`]: (view, at) => view.getFloat32(at, true),
  [`${FLOAT}/64`]: (view, at) => view.getFloat64(at, true),
}

interface Format {
  readonly tag: number
  readonly channels: number
  readonly rate: number
  readonly blockAlign: number
  readonly bits: number
  /** Byte of the file where the format's fields begin. */
  readonly start: number
}

/**
 * Reads a RIFF/WAVE file strictly: chunks are walked (padded to even lengths), several channels are averaged, and a
 * file that ends early, contradicts itself or holds another coding throws BadFile with `path`, the reason and the byte.
 * A data size of 0 or 0xFFFFFFFF, as writers to a pipe leave it, means up to the end of the file.
 */
export function readWav(path: string, bytes: Uint8Array): Audio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks = walkChunks(view, path)
  const format = readFormat(view, onlyChunk(chunks, 'fmt ', path), path)
  const data = onlyChunk(chunks, 'data', path)
  const read = READERS[`${format.tag}/${format.bits}`]
  if (!read)
    throw new BadFile(
      path,
      `is coded as format tag ${hex(format.tag)} with ${format.bits} bits (byte ${format.start}); PCM of 8, 16, 24 or 32 bits and float of 32 or 64 are read`,
    )
  checkFormat(format, data, path)
  const samples = averaged(view, data, format, read)
  if (format.tag === FLOAT) checkFloats(view, data, format, read, path)
  return { kind: 'audio', rate: format.rate, samples }
}

function averaged(view: DataView, data: Chunk, { channels, bits, blockAlign }: Format, read: SampleReader) {
  const samples = new Float32Array(data.size / blockAlign)
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++)
      sum += read(view, data.start + frame * blockAlign + (channel * bits) / 8)
    samples[frame] = sum / channels
  }
  return samples
}

function checkFloats(view: DataView, data: Chunk, { bits }: Format, read: SampleReader, path: string): void {
  for (let at = data.start; at < data.start + data.size; at += bits / 8) {
    const value = read(view, at)
    if (!(Math.abs(value) <= LOUDEST_FLOAT))
      throw new BadFile(path, `holds the sample ${value} at byte ${at}; float samples have full scale 1`)
  }
}

interface Chunk {
  readonly id: string
  /** Byte of the file where the content begins, after id and size. */
  readonly start: number
  readonly size: number
}

function walkChunks(view: DataView, path: string): Chunk[] {
  if (view.byteLength < 12 || fourCharacters(view, 0) !== 'RIFF' || fourCharacters(view, 8) !== 'WAVE')
    throw new BadFile(path, 'is not a RIFF/WAVE file (byte 0)')
  const announced = view.getUint32(4, true)
  const streamed = UNKNOWN_SIZES.includes(announced)
  const end = streamed ? view.byteLength : 8 + announced
  if (end > view.byteLength)
    throw new BadFile(path, `is truncated: byte 4 announces ${end} bytes, the file has ${view.byteLength}`)
  const chunks: Chunk[] = []
  for (let at = 12; at < end; ) {
    if (at + 8 > end) throw new BadFile(path, `ends inside a chunk header at byte ${at}`)
    const id = fourCharacters(view, at)
    const start = at + 8
    const written = view.getUint32(at + 4, true)
    const open = id === 'data' && (written === 0xffffffff || (streamed && written === 0))
    const size = open ? end - start : written
    if (start + size > end)
      throw new BadFile(
        path,
        `is truncated: chunk '${printable(id)}' of ${size} bytes at byte ${at} runs past byte ${end}`,
      )
    chunks.push({ id, start, size })
    at = start + size + (size % 2)
  }
  return chunks
}

function onlyChunk(chunks: readonly Chunk[], id: string, path: string): Chunk {
  const found = chunks.filter((chunk) => chunk.id === id)
  if (found.length === 1) return found[0]
  const where = found.length === 0 ? 'after byte 12' : `at bytes ${found.map(({ start }) => start - 8).join(', ')}`
  throw new BadFile(path, `must have exactly one '${id}' chunk, but has ${found.length} ${where}`)
}

function readFormat(view: DataView, { start, size }: Chunk, path: string): Format {
  if (size < 16) throw new BadFile(path, `has a 'fmt ' chunk of ${size} bytes at byte ${start - 8}; 16 are needed`)
  const tag = view.getUint16(start, true)
  return {
    tag: tag === EXTENSIBLE ? subFormat(view, start, size, path) : tag,
    channels: view.getUint16(start + 2, true),
    rate: view.getUint32(start + 4, true),
    blockAlign: view.getUint16(start + 12, true),
    bits: view.getUint16(start + 14, true),
    start,
  }
}

/** The tag that the extensible form keeps in the first two bytes of its sub-format. */
function subFormat(view: DataView, start: number, size: number, path: string): number {
  if (size < 40)
    throw new BadFile(path, `has an extensible 'fmt ' chunk of ${size} bytes at byte ${start - 8}; 40 are needed`)
  const tail = Array.from({ length: 14 }, (_, i) =>
    view
      .getUint8(start + 26 + i)
      .toString(16)
      .padStart(2, '0'),
  )
  if (tail.join('') !== SUB_FORMAT_TAIL) throw new BadFile(path, `has an unknown sub-format at byte ${start + 24}`)
  return view.getUint16(start + 24, true)
}

function checkFormat({ channels, rate, blockAlign, bits, start }: Format, data: Chunk, path: string): void {
  if (channels === 0 || rate === 0)
    throw new BadFile(path, `announces ${channels} channels at ${rate} Hz (byte ${start + 2})`)
  if (blockAlign !== (channels * bits) / 8)
    throw new BadFile(
      path,
      `announces blocks of ${blockAlign} bytes for ${channels} x ${bits} bits (byte ${start + 12})`,
    )
  if (data.size === 0) throw new BadFile(path, `holds no samples (byte ${data.start})`)
  if (data.size % blockAlign !== 0)
    throw new BadFile(
      path,
      `holds ${data.size} bytes of samples at byte ${data.start}, not a multiple of its block of ${blockAlign}`,
    )
}

function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

const printable = (id: string) => id.replace(/[^ -~]/g, '?')
const hex = (tag: number) => `0x${tag.toString(16).padStart(4, '0')}`
