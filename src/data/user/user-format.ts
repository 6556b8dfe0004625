import { z } from 'zod'
import { readAddressEvents } from '../readers/address-events.js'
import { readAudio } from '../readers/audio.js'
import { BadFile } from '../readers/bad-file.js'
import { readCsvTable } from '../readers/csv-table.js'
import { npyTable, readNpy } from '../readers/npy.js'
import { readPng } from '../readers/png.js'
import type { Table } from '../readers/table.js'
import { tableEvents, tableSeries, tableSpikes } from '../readers/table-signals.js'
import type { Image, Signal, SignalShape } from '../signal.js'

export const USER_KINDS = ['wav-folder', 'events', 'series', 'images'] as const
export type UserKind = (typeof USER_KINDS)[number]

const size = z.int().min(1).max(65_536)

/** What the user's files are, as far as the files themselves do not say. */
export const userFormatSchema = z.strictObject({
  kind: z.enum(USER_KINDS),
  /** Of time columns. */
  unit: z.enum(['s', 'ms', 'us']),
  /** Hz, of series without a time column. */
  rate: z.number().positive().nullable(),
  /** Of events; without them each file says how far it reaches. */
  width: size.optional(),
  height: size.optional(),
  channels: size.optional(),
})
export type UserFormat = z.output<typeof userFormatSchema>

/** Endings of the files of each kind. */
export const ENDINGS: Readonly<Record<UserKind, readonly string[]>> = {
  'wav-folder': ['.wav'],
  events: ['.csv', '.txt', '.npy', '.bin', '.bs2'],
  series: ['.csv', '.txt', '.npy'],
  images: ['.png', '.npy'],
}

/** The signal in a file of the user's. Throws BadFile. */
export function decodeUserFile(format: UserFormat, path: string, bytes: Uint8Array): Signal {
  const { unit, rate, channels } = format
  switch (format.kind) {
    case 'wav-folder':
      return readAudio(path, bytes)
    case 'images':
      return path.endsWith('.npy') ? npyImage(path, bytes) : readPng(path, bytes)
    case 'series':
      return tableSeries(path, readTable(path, bytes), { unit, rate })
    case 'events': {
      if (/\.(bin|bs2)$/.test(path))
        return readAddressEvents(path, bytes, sensorOf(format) ?? { width: 256, height: 256 })
      const table = readTable(path, bytes)
      if (table.columns > 2) return tableEvents(path, table, { unit, sensor: sensorOf(format) })
      return tableSpikes(path, table, { unit, channels })
    }
  }
}

function sensorOf({ width, height }: UserFormat) {
  return width !== undefined && height !== undefined ? { width, height } : undefined
}

const readTable = (path: string, bytes: Uint8Array): Table =>
  path.endsWith('.npy') ? npyTable(path, readNpy(path, bytes)) : readCsvTable(path, bytes)

/** [height, width] or [height, width, colours]; whole numbers of at most 255 are taken as bytes. */
function npyImage(path: string, bytes: Uint8Array): Image {
  const { shape, type, values } = readNpy(path, bytes)
  const [height, width, depth = 1] = shape
  if (shape.length < 2 || shape.length > 3 || values.length === 0)
    throw new BadFile(path, `must be height x width or height x width x colours, but has shape (${shape.join(', ')})`)
  const full = type.endsWith('u1') ? 255 : 1
  const outside = values.findIndex((value) => !(value >= 0 && value <= full))
  if (outside >= 0)
    throw new BadFile(path, `must hold bytes, or numbers from 0 to 1, but value ${outside} is ${values[outside]}`)
  return { kind: 'image', width, height, depth, pixels: Float32Array.from(values, (value) => value / full) }
}

/**
 * The format with what a look at all files has shown: with it every file decodes to signals of this shape, also one that
 * does not reach as far.
 */
export function withShape(format: UserFormat, shape: SignalShape): UserFormat {
  if (shape.kind === 'events') return { ...format, width: shape.width, height: shape.height }
  if (shape.kind === 'spikes') return { ...format, channels: shape.channels }
  return format
}
