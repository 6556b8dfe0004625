import type { EventStream } from '../signal.js'
import { BadFile } from './bad-file.js'

export interface Sensor {
  /** Pixels. */
  readonly width: number
  readonly height: number
}

export const EVENT_BYTES = 5

/**
 * The 5-byte events of N-MNIST (.bin) and SLAYER (.bs2): byte 0 x, byte 1 y, byte 2 polarity in bit 7 and bits 22..16 of the
 * time, bytes 3 and 4 bits 15..0; microseconds. Source: G. Orchard's description of N-MNIST, garrickorchard.com. Throws
 * BadFile for no events, a broken length, a pixel off the sensor, or a time that goes back.
 */
export function readAddressEvents(path: string, bytes: Uint8Array, { width, height }: Sensor): EventStream {
  const events = Math.floor(bytes.length / EVENT_BYTES)
  if (events * EVENT_BYTES !== bytes.length)
    throw new BadFile(path, `ends inside the event at byte ${events * EVENT_BYTES}: events have ${EVENT_BYTES} bytes`)
  if (events === 0) throw new BadFile(path, 'is empty (0 bytes)')
  const time = new Float64Array(events)
  const x = new Uint16Array(events)
  const y = new Uint16Array(events)
  const polarity = new Uint8Array(events)
  let before = 0
  for (let event = 0, at = 0; event < events; event++, at += EVENT_BYTES) {
    const column = bytes[at]
    const row = bytes[at + 1]
    const high = bytes[at + 2]
    const now = ((high & 127) << 16) | (bytes[at + 3] << 8) | bytes[at + 4]
    if (column >= width || row >= height)
      throw new BadFile(path, `has a pixel (${column}, ${row}) at byte ${at}, off the sensor of ${width} x ${height}`)
    if (now < before) throw new BadFile(path, `goes back in time at byte ${at}: ${now} microseconds after ${before}`)
    before = now
    time[event] = now
    x[event] = column
    y[event] = row
    polarity[event] = high >> 7
  }
  return { kind: 'events', width, height, time, x, y, polarity }
}
