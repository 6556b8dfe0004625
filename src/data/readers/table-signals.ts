import type { EventStream, Series, SpikeTrains } from '../signal.js'
import type { Sensor } from './address-events.js'
import { BadFile } from './bad-file.js'
import type { Table } from './table.js'
import { timeOrder } from './time-order.js'

export type TimeUnit = 's' | 'ms' | 'us'

const PER_SECOND: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6 }
const MICROSECONDS: Readonly<Record<TimeUnit, number>> = { s: 1e6, ms: 1e3, us: 1 }
const TIME_NAMES: readonly string[] = ['t', 'time', 'times', 'timestamp', 'ts']
const MAX_ADDRESS = 0xffff
/** Share of a step by which a sample's time may lie off the regular grid. */
const JITTER = 0.01

/** Events of a camera from columns t, x, y, p (any order where they are named); rows are sorted by time. */
export function tableEvents(
  path: string,
  table: Table,
  { unit, sensor }: { readonly unit: TimeUnit; readonly sensor?: Sensor | undefined },
): EventStream {
  const [t, x, y, p] = columnsOf(path, table, [TIME_NAMES, ['x'], ['y'], ['p', 'pol', 'polarity']])
  const xs = wholeColumn(path, table, x, 'x', sensor ? sensor.width - 1 : MAX_ADDRESS)
  const ys = wholeColumn(path, table, y, 'y', sensor ? sensor.height - 1 : MAX_ADDRESS)
  const on = column(path, table, p, 'polarity 0 or 1 (or -1 and 1)', (value) => value === 0 || Math.abs(value) === 1)
  const time = timeColumn(path, table, t).map((value) => value * MICROSECONDS[unit])
  const order = timeOrder(time) ?? Uint32Array.from(time.keys())
  return {
    kind: 'events',
    width: sensor?.width ?? largest(xs) + 1,
    height: sensor?.height ?? largest(ys) + 1,
    time: Float64Array.from(order, (row) => time[row]),
    x: Uint16Array.from(order, (row) => xs[row]),
    y: Uint16Array.from(order, (row) => ys[row]),
    polarity: Uint8Array.from(order, (row) => (on[row] === 1 ? 1 : 0)),
  }
}

/** Spikes from columns t, channel; rows are sorted by time. */
export function tableSpikes(
  path: string,
  table: Table,
  { unit, channels }: { readonly unit: TimeUnit; readonly channels?: number | undefined },
): SpikeTrains {
  const [t, c] = columnsOf(path, table, [TIME_NAMES, ['channel', 'neuron', 'unit', 'id', 'address']])
  const channel = wholeColumn(path, table, c, 'channel', channels === undefined ? MAX_ADDRESS : channels - 1)
  const time = timeColumn(path, table, t).map((value) => value / PER_SECOND[unit])
  const order = timeOrder(time) ?? Uint32Array.from(time.keys())
  return {
    kind: 'spikes',
    channels: channels ?? largest(channel) + 1,
    duration: null,
    time: Float64Array.from(order, (row) => time[row]),
    channel: Uint32Array.from(order, (row) => channel[row]),
  }
}

/**
 * A series from one column for each channel. A first column named as a time has to be regular and gives the rate; without
 * one the rate is `rate` (Hz).
 */
export function tableSeries(
  path: string,
  table: Table,
  { unit, rate }: { readonly unit: TimeUnit; readonly rate: number | null },
): Series {
  const timed = table.names !== null && TIME_NAMES.includes(table.names[0]) ? 1 : 0
  const channels = table.columns - timed
  if (channels === 0) throw new BadFile(path, `has a column of times and none of values at ${table.where(0)}`)
  const values = new Float32Array(table.rows * channels)
  for (let row = 0; row < table.rows; row++)
    for (let c = 0; c < channels; c++) values[row * channels + c] = table.values[row * table.columns + timed + c]
  if (!values.every(Number.isFinite)) {
    const row = Math.floor(values.findIndex((value) => !Number.isFinite(value)) / channels)
    throw new BadFile(path, `holds a value past the range of 32-bit floats at ${table.where(row)}`)
  }
  return { kind: 'series', rate: timed ? regularRate(path, table) * PER_SECOND[unit] : rate, channels, values }
}

/** Samples per unit of the first column. */
function regularRate(path: string, table: Table): number {
  const time = column(path, table, 0, 'a time', Number.isFinite)
  const step = (time[table.rows - 1] - time[0]) / (table.rows - 1)
  if (!(step > 0))
    throw new BadFile(path, `must have at least two rows, and times that rise, at ${table.where(table.rows - 1)}`)
  const off = time.findIndex((value, row) => Math.abs(value - (time[0] + row * step)) > JITTER * step)
  if (off >= 0)
    throw new BadFile(
      path,
      `is not sampled regularly: ${table.where(off)} has time ${time[off]}, not ${time[0] + off * step}`,
    )
  return 1 / step
}

/** The column of each role: by name where the table has names, else by position. */
function columnsOf(path: string, table: Table, roles: readonly (readonly string[])[]): number[] {
  const wanted = roles.map(([name]) => name).join(', ')
  if (table.names === null) {
    if (table.columns === roles.length) return roles.map((_, c) => c)
    throw new BadFile(path, `must have the columns ${wanted}, but ${table.where(0)} has ${table.columns}`)
  }
  const { names } = table
  return roles.map((accepted) => {
    const found = names.flatMap((name, c) => (accepted.includes(name) ? [c] : []))
    if (found.length === 1) return found[0]
    throw new BadFile(
      path,
      `must have one column '${accepted[0]}' of ${wanted}, but line 1 (byte 0) has ${names.join(', ')}`,
    )
  })
}

function column(
  path: string,
  table: Table,
  c: number,
  rule: string,
  allowed: (value: number) => boolean,
): Float64Array {
  const values = new Float64Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const value = table.values[row * table.columns + c]
    if (!allowed(value)) throw new BadFile(path, `must have ${rule} at ${table.where(row)}, but has ${value}`)
    values[row] = value
  }
  return values
}

const timeColumn = (path: string, table: Table, c: number) =>
  column(path, table, c, 'a time of at least 0', (value) => value >= 0 && value <= Number.MAX_SAFE_INTEGER)

const wholeColumn = (path: string, table: Table, c: number, name: string, last: number) =>
  column(path, table, c, `${name} of 0 to ${last}`, (value) => Number.isInteger(value) && value >= 0 && value <= last)

const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0)
