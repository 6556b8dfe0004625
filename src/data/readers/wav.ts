import { BadFile } from './bad-file.js'

export interface Audio {
  readonly sampleRate: number
  readonly channels: number
  /** [frame][channel], row-major, integers divided so that full scale is 1. */
  readonly samples: Float64Array
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

type Reader = (view: DataView, offset: number) => number

/** Sample formats by tag and bits; integers of 8 bits are unsigned, as the format has it. */
const READERS: Readonly<Record<string, Reader>> = {
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
  readonly sampleRate: number
  readonly blockAlign: number
  readonly bits: number
}

/**
 * Reads a RIFF/WAVE file strictly: chunks are walked (padded to even lengths), and a file that ends early, contradicts
 * itself or holds another coding throws BadFile with `name` and the reason. Written here because the audio library at
 * hand returns the samples that are left of a truncated file, and reads compressed ones as PCM, without a word.
 */
export function readWav(bytes: Uint8Array, name: string): Audio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks = walkChunks(view, name)
  const format = readFormat(view, onlyChunk(chunks, 'fmt ', name), name)
  const data = onlyChunk(chunks, 'data', name)
  const reader = READERS[`${format.tag}/${format.bits}`]
  if (!reader)
    throw new BadFile(
      name,
      `is coded as format tag ${hex(format.tag)} with ${format.bits} bits; PCM of 8, 16, 24 or 32 bits and float of 32 or 64 are read`,
    )
  checkFormat(format, data, name)
  const width = format.bits / 8
  const samples = new Float64Array(data.size / width)
  for (let i = 0; i < samples.length; i++) samples[i] = reader(view, data.start + i * width)
  if (format.tag === FLOAT && !samples.every(Number.isFinite))
    throw new BadFile(name, 'holds samples that are not finite')
  return { sampleRate: format.sampleRate, channels: format.channels, samples }
}

interface Chunk {
  readonly id: string
  readonly start: number
  readonly size: number
}

function walkChunks(view: DataView, name: string): Chunk[] {
  if (view.byteLength < 12 || text(view, 0) !== 'RIFF' || text(view, 8) !== 'WAVE')
    throw new BadFile(name, 'is not a RIFF/WAVE file')
  const end = 8 + view.getUint32(4, true)
  if (end > view.byteLength)
    throw new BadFile(name, `is truncated: its header announces ${end} bytes, the file has ${view.byteLength}`)
  const chunks: Chunk[] = []
  for (let at = 12; at < end; ) {
    if (at + 8 > end) throw new BadFile(name, `ends inside a chunk header at byte ${at}`)
    const chunk = { id: text(view, at), start: at + 8, size: view.getUint32(at + 4, true) }
    if (chunk.start + chunk.size > end)
      throw new BadFile(name, `is truncated: chunk '${chunk.id}' of ${chunk.size} bytes runs past the end`)
    chunks.push(chunk)
    at = chunk.start + chunk.size + (chunk.size % 2)
  }
  return chunks
}

function onlyChunk(chunks: readonly Chunk[], id: string, name: string): Chunk {
  const found = chunks.filter((chunk) => chunk.id === id)
  if (found.length !== 1) throw new BadFile(name, `must have exactly one '${id}' chunk, but has ${found.length}`)
  return found[0]
}

function readFormat(view: DataView, { start, size }: Chunk, name: string): Format {
  if (size < 16) throw new BadFile(name, `has a 'fmt ' chunk of ${size} bytes; at least 16 are needed`)
  const tag = view.getUint16(start, true)
  // The extensible form keeps the real tag in the first two bytes of its sub-format.
  const extended = tag === EXTENSIBLE && size >= 40
  return {
    tag: extended ? view.getUint16(start + 24, true) : tag,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    blockAlign: view.getUint16(start + 12, true),
    bits: view.getUint16(start + 14, true),
  }
}

function checkFormat({ channels, sampleRate, blockAlign, bits }: Format, data: Chunk, name: string): void {
  if (channels === 0 || sampleRate === 0) throw new BadFile(name, `announces ${channels} channels at ${sampleRate} Hz`)
  if (blockAlign !== (channels * bits) / 8)
    throw new BadFile(name, `announces blocks of ${blockAlign} bytes for ${channels} x ${bits} bits`)
  if (data.size === 0) throw new BadFile(name, 'holds no samples')
  if (data.size % blockAlign !== 0)
    throw new BadFile(name, `holds ${data.size} bytes of samples, not a multiple of its block of ${blockAlign}`)
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

const hex = (tag: number) => `0x${tag.toString(16).padStart(4, '0')}`
