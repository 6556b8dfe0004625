import { createHash } from 'node:crypto'
import type { EncodedDataset, SpikeTarget } from './dataset.js'

/*
 * One SharedArrayBuffer holds a whole data set, so a thread that is handed the buffer needs nothing else:
 *
 *   | magic u32 | header bytes u32 | header (JSON, UTF-8) | pad to 8 | section | pad | section | pad | ...
 *
 * Sections follow in the order of SECTIONS, each starting at a multiple of 8, all little-endian.
 */
const MAGIC = 0x3144_4d4d
const ALIGN = 8

/** What a data set says about itself besides its arrays. */
export interface DatasetHeader extends Omit<EncodedDataset, keyof DatasetArrays | 'buffer' | 'target'> {
  readonly events: number
  /** Absent where samples have classes: nothing of such a set changes by there being others. */
  readonly targets?: { readonly outputs: number; readonly spikes: number }
}

export type DatasetArrays = Pick<
  EncodedDataset,
  'eventStart' | 'steps' | 'label' | 'group' | 'split' | 'eventStep' | 'eventChannel'
>

interface ElementType {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): Uint8Array | Uint16Array | Uint32Array
}
interface Section<Name> {
  readonly name: Name
  readonly type: ElementType
  readonly length: (samples: number, events: number) => number
}
type TargetArrays = Omit<SpikeTarget, 'outputs'>

const SECTIONS: readonly Section<keyof DatasetArrays>[] = [
  { name: 'eventStart', type: Uint32Array, length: (samples) => samples + 1 },
  { name: 'steps', type: Uint16Array, length: (samples) => samples },
  { name: 'label', type: Uint16Array, length: (samples) => samples },
  { name: 'group', type: Uint16Array, length: (samples) => samples },
  { name: 'split', type: Uint8Array, length: (samples) => samples },
  { name: 'eventStep', type: Uint16Array, length: (_, events) => events },
  { name: 'eventChannel', type: Uint16Array, length: (_, events) => events },
]

/** Behind the others, where there are targets; `events` are their spikes. */
const TARGET_SECTIONS: readonly Section<keyof TargetArrays>[] = [
  { name: 'start', type: Uint32Array, length: (samples) => samples + 1 },
  { name: 'step', type: Uint16Array, length: (_, spikes) => spikes },
  { name: 'output', type: Uint16Array, length: (_, spikes) => spikes },
]

const aligned = (bytes: number) => Math.ceil(bytes / ALIGN) * ALIGN

/** Lays header and arrays out in one new SharedArrayBuffer; `header.key` is computed here. */
export function packDataset(
  given: Omit<DatasetHeader, 'key' | 'targets'>,
  arrays: DatasetArrays,
  target?: SpikeTarget,
): EncodedDataset {
  const targets = target && { targets: { outputs: target.outputs, spikes: target.step.length } }
  const header = { ...given, ...targets }
  const { groupNames: _, skipped: __, truncated: ___, origins: ____, ...hashed } = header
  const text = Buffer.from(JSON.stringify({ ...header, key: contentKey(hashed, arrays, target) }))
  let size = aligned(8 + text.length)
  for (const section of SECTIONS) size = aligned(size + sectionBytes(section, header))
  if (targets) for (const section of TARGET_SECTIONS) size = aligned(size + targetBytes(section, header, targets))
  const buffer = new SharedArrayBuffer(size)
  new Uint32Array(buffer, 0, 2).set([MAGIC, text.length])
  new Uint8Array(buffer, 8).set(text)
  const dataset = datasetFromBuffer(buffer)
  for (const { name } of SECTIONS) dataset[name].set(arrays[name])
  if (target) for (const { name } of TARGET_SECTIONS) dataset.target?.[name].set(target[name])
  return dataset
}

const targetBytes = (
  section: Section<keyof TargetArrays>,
  { samples }: Pick<DatasetHeader, 'samples'>,
  { targets }: { readonly targets: { readonly spikes: number } },
) => section.length(samples, targets.spikes) * section.type.BYTES_PER_ELEMENT

const sectionBytes = (section: Section<keyof DatasetArrays>, header: Pick<DatasetHeader, 'samples' | 'events'>) =>
  section.length(header.samples, header.events) * section.type.BYTES_PER_ELEMENT

/** SHA-256 (hex) over what training can see: names of groups, origins and what was left out do not count. */
function contentKey(hashed: object, arrays: DatasetArrays, target: SpikeTarget | undefined): string {
  const hash = createHash('sha256').update(`motif-search dataset 1\n${JSON.stringify(hashed)}\n`)
  for (const { name } of SECTIONS) hash.update(arrays[name])
  if (target) for (const { name } of TARGET_SECTIONS) hash.update(target[name])
  return hash.digest('hex')
}

/**
 * Views a buffer made by `packDataset`, in any thread, without copying. Throws when the buffer is something else.
 * Event contents are trusted: they were checked when the buffer was built.
 */
export function datasetFromBuffer(buffer: SharedArrayBuffer): EncodedDataset {
  const header = readHeader(buffer)
  const arrays: Partial<Record<keyof DatasetArrays, Uint8Array | Uint16Array | Uint32Array>> = {}
  let offset = aligned(8 + new Uint32Array(buffer, 4, 1)[0])
  for (const section of SECTIONS) {
    const bytes = sectionBytes(section, header)
    if (offset + bytes > buffer.byteLength)
      throw new RangeError(`data set buffer ends inside its section ${section.name}`)
    arrays[section.name] = new section.type(buffer, offset, section.length(header.samples, header.events))
    offset = aligned(offset + bytes)
  }
  const { events: _, targets, ...described } = header
  const target = targets && {
    outputs: targets.outputs,
    ...targetArrays(buffer, offset, header.samples, targets.spikes),
  }
  return Object.freeze({ ...described, ...(arrays as DatasetArrays), ...(target && { target }), buffer })
}

function targetArrays(buffer: SharedArrayBuffer, from: number, samples: number, spikes: number): TargetArrays {
  let offset = from
  const arrays = TARGET_SECTIONS.map(({ name, type, length }) => {
    const array = new type(buffer, offset, length(samples, spikes))
    offset = aligned(offset + array.byteLength)
    return [name, array] as const
  })
  return Object.fromEntries(arrays) as unknown as TargetArrays
}

function readHeader(buffer: SharedArrayBuffer): DatasetHeader {
  if (buffer.byteLength < 8) throw new RangeError(`not a data set buffer: ${buffer.byteLength} bytes`)
  const [magic, length] = new Uint32Array(buffer, 0, 2)
  if (magic !== MAGIC || 8 + length > buffer.byteLength)
    throw new RangeError('not a data set buffer: wrong first bytes')
  // Copied first: text decoders refuse shared memory.
  return JSON.parse(Buffer.from(new Uint8Array(buffer, 8, length)).toString('utf8')) as DatasetHeader
}
