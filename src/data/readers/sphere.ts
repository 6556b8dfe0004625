import type { Audio } from '../signal.js'
import { BadFile } from './bad-file.js'

const MAGIC = 'NIST_1A\n'
/** The magic and the line with the header's length take 8 bytes each. */
const FIELDS_START = 16
const END = 'end_head'
/** `name -i 16000`, `name -r 0.5` or `name -s3 pcm`; a string's length counts, so it may hold spaces. */
const FIELD = /^(\S+) -(?:([ir]) (-?[\d.]+)|s(\d+)(?: (.*))?)$/

/** Bytes of a sample, least significant first, or most. */
const LITTLE_ENDIAN: Readonly<Record<string, boolean>> = { '01': true, '10': false }

/**
 * Reads a NIST SPHERE file of linear 16-bit samples in either byte order, several channels averaged. Compressed ones
 * (shorten) and those of 8 bits (mu-law, A-law) throw BadFile, like every contradiction, with `path`, reason and byte.
 */
export function readSphere(path: string, bytes: Uint8Array): Audio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { start, fields } = readHeader(path, bytes)
  const coding = fields.get('sample_coding') ?? 'pcm'
  const width = fields.get('sample_n_bytes') ?? '2'
  const order = fields.get('sample_byte_format') ?? ''
  if (coding !== 'pcm' || width !== '2')
    throw new BadFile(
      path,
      `is coded as '${printable(coding)}' in ${printable(width)} bytes (header at byte ${FIELDS_START}); plain pcm of 2 bytes is read. ` +
        'Convert it, for example with sph2pipe -p',
    )
  if (LITTLE_ENDIAN[order] === undefined)
    throw new BadFile(
      path,
      `must have sample_byte_format 01 or 10, but has '${printable(order)}' (header at byte ${FIELDS_START})`,
    )
  const rate = wholeNumber(path, fields, 'sample_rate')
  const channels = wholeNumber(path, fields, 'channel_count', '1')
  const count = wholeNumber(path, fields, 'sample_count')
  const end = start + count * channels * 2
  if (end > bytes.length)
    throw new BadFile(path, `is truncated: it announces samples up to byte ${end}, the file has ${bytes.length}`)
  const samples = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++)
      sum += view.getInt16(start + 2 * (i * channels + channel), LITTLE_ENDIAN[order])
    samples[i] = sum / channels / 32768
  }
  return { kind: 'audio', rate, samples }
}

interface Header {
  /** Byte of the file where the samples begin. */
  readonly start: number
  readonly fields: ReadonlyMap<string, string>
}

function readHeader(path: string, bytes: Uint8Array): Header {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1')
  if (text(0, 8) !== MAGIC) throw new BadFile(path, 'is not a NIST SPHERE file (byte 0)')
  const size = text(8, FIELDS_START)
  const start = /^ *(\d+)\n$/.test(size) ? Number(size) : Number.NaN
  if (!(start >= FIELDS_START && start <= bytes.length))
    throw new BadFile(path, `has no header length within its ${bytes.length} bytes at byte 8`)
  const fields = new Map<string, string>()
  let at = FIELDS_START
  for (const line of text(FIELDS_START, start).split('\n')) {
    if (line.trimEnd() === END) return { start, fields }
    const field = line.startsWith(';') || line.trim() === '' ? undefined : readField(path, line, at)
    if (field && fields.has(field.name)) throw new BadFile(path, `has '${field.name}' twice, again at byte ${at}`)
    if (field) fields.set(field.name, field.value)
    at += line.length + 1
  }
  throw new BadFile(path, `has a header without '${END}' before byte ${start}`)
}

function readField(path: string, line: string, at: number): { readonly name: string; readonly value: string } {
  const match = FIELD.exec(line.trimEnd())
  if (!match) throw new BadFile(path, `has no field 'name -type value' at byte ${at}`)
  const [, name, , number, length, string] = match
  return { name, value: number ?? (string ?? '').slice(0, Number(length)) }
}

function wholeNumber(path: string, fields: Header['fields'], name: string, otherwise?: string): number {
  const value = fields.get(name) ?? otherwise
  if (value !== undefined && /^[1-9]\d{0,9}$/.test(value)) return Number(value)
  throw new BadFile(
    path,
    `must have ${name} of at least 1, but has ${value === undefined ? 'none' : `'${printable(value)}'`} (header at byte ${FIELDS_START})`,
  )
}

const printable = (text: string) => text.slice(0, 60).replace(/[^ -~]/g, '?')
