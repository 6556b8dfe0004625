import type { EventStream } from '../signal.js'
import type { Sensor } from './address-events.js'
import { BadFile } from './bad-file.js'

const VERSION = '#!AER-DAT3.1'
const END = '#!END-HEADER'
const PACKET_HEADER_BYTES = 28
const POLARITY_EVENT = 1
const POLARITY_BYTES = 8
/** Overflows of the 31-bit clock (36 minutes each) past which a time in microseconds is no exact number. */
const MAX_OVERFLOWS = 2 ** 22
const HASH = '#'.charCodeAt(0)
const NEWLINE = 10

interface Packet {
  /** Byte of its first event. */
  readonly start: number
  readonly events: number
  /** Microseconds to add to the times of its events. */
  readonly since: number
}

/**
 * The polarity events of an AEDAT 3.1 file (RAW): text lines that start with '#', then packets, little-endian, of a
 * 28-byte header and eventNumber x eventSize bytes; packets of other types are stepped over, events without their valid bit
 * left out, and a time is (eventTSOverflow << 31) + timestamp. Source: libcaer's event definitions (events/common.h,
 * polarity.h) and iniVation's format page. Throws BadFile.
 */
export function readAedat31(path: string, bytes: Uint8Array, { width, height }: Sensor): EventStream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets = polarityPackets(path, view, headerEnd(path, bytes))
  const most = packets.reduce((sum, packet) => sum + packet.events, 0)
  const time = new Float64Array(most)
  const x = new Uint16Array(most)
  const y = new Uint16Array(most)
  const polarity = new Uint8Array(most)
  let events = 0
  let before = 0
  for (const packet of packets) {
    const end = packet.start + packet.events * POLARITY_BYTES
    for (let at = packet.start; at < end; at += POLARITY_BYTES) {
      const data = view.getUint32(at, true)
      if ((data & 1) === 0) continue
      const stamp = view.getInt32(at + 4, true)
      const now = packet.since + stamp
      const column = (data >>> 17) & 0x7fff
      const row = (data >>> 2) & 0x7fff
      if (column >= width || row >= height)
        throw new BadFile(path, `has a pixel (${column}, ${row}) at byte ${at}, off the sensor of ${width} x ${height}`)
      if (stamp < 0) throw new BadFile(path, `has a negative time, ${stamp}, at byte ${at + 4}`)
      if (now < before)
        throw new BadFile(path, `goes back in time at byte ${at + 4}: ${now} microseconds after ${before}`)
      before = now
      time[events] = now
      x[events] = column
      y[events] = row
      polarity[events] = (data >>> 1) & 1
      events++
    }
  }
  const cut = <Values extends { slice(start: number, end: number): Values; length: number }>(values: Values) =>
    values.length === events ? values : values.slice(0, events)
  return { kind: 'events', width, height, time: cut(time), x: cut(x), y: cut(y), polarity: cut(polarity) }
}

/** Reads to the end line, not a number of lines; where it is missing, to the first line that does not start with '#'. */
function headerEnd(path: string, bytes: Uint8Array): number {
  let at = 0
  for (let line = 0; bytes[at] === HASH; line++) {
    const newline = bytes.indexOf(NEWLINE, at)
    if (newline < 0) throw new BadFile(path, `ends inside its header, in the line at byte ${at}`)
    // No line of a header that matters is longer.
    const text = Buffer.from(bytes.subarray(at, Math.min(newline, at + 200)))
      .toString('latin1')
      .trimEnd()
    if (line === 0 && text !== VERSION) throw new BadFile(path, `starts with '${text}' at byte 0; ${VERSION} is read`)
    const format = /^#Format: *(.*)$/.exec(text)
    if (format && format[1] !== 'RAW')
      throw new BadFile(path, `has its events in format '${format[1]}' (byte ${at}); RAW is read`)
    at = newline + 1
    if (text === END) return at
  }
  if (at === 0) throw new BadFile(path, `is no AEDAT file: byte 0 must start ${VERSION}`)
  return at
}

function polarityPackets(path: string, view: DataView, first: number): Packet[] {
  const packets: Packet[] = []
  for (let at = first; at < view.byteLength; ) {
    const left = view.byteLength - at
    if (left < PACKET_HEADER_BYTES)
      throw new BadFile(path, `ends inside the packet header at byte ${at}: ${left} of ${PACKET_HEADER_BYTES} bytes`)
    const type = view.getInt16(at, true)
    const size = view.getInt32(at + 4, true)
    const overflows = view.getInt32(at + 12, true)
    const events = view.getInt32(at + 20, true)
    const valid = view.getInt32(at + 24, true)
    const start = at + PACKET_HEADER_BYTES
    if (size <= 0 || events < 0)
      throw new BadFile(path, `announces ${events} events of ${size} bytes in the packet at byte ${at}`)
    if (valid < 0 || valid > events)
      throw new BadFile(path, `announces ${valid} valid events of ${events} in the packet at byte ${at}`)
    if (events * size > view.byteLength - start)
      throw new BadFile(
        path,
        `ends inside the packet at byte ${at}: it announces ${events} events of ${size} bytes, ${view.byteLength - start} bytes follow`,
      )
    if (type === POLARITY_EVENT) {
      if (size !== POLARITY_BYTES || view.getInt32(at + 8, true) !== 4)
        throw new BadFile(
          path,
          `has polarity events of ${size} bytes in the packet at byte ${at}; 8, with the time at 4, are read`,
        )
      if (overflows < 0 || overflows >= MAX_OVERFLOWS)
        throw new BadFile(path, `announces ${overflows} overflows of the clock in the packet at byte ${at}`)
      packets.push({ start, events, since: overflows * 2 ** 31 })
    }
    at = start + events * size
  }
  return packets
}
