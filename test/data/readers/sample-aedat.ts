/** AEDAT 3.1 files written field by field, right or wrong as a test wants them. */

export interface WrittenEvent {
  readonly x: number
  readonly y: number
  readonly on: boolean
  /** Microseconds since the clock's last overflow. */
  readonly stamp: number
  readonly valid?: boolean
}

export interface PacketFields {
  readonly type?: number
  readonly size?: number
  readonly timeOffset?: number
  readonly overflows?: number
  readonly number?: number
  readonly valid?: number
}

export const HEADER = '#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 0: DVS128\r\n#Start-Time: 2016-03-22\r\n#!END-HEADER\r\n'

export function polarityPacket(events: readonly WrittenEvent[], fields: PacketFields = {}): Buffer {
  const payload = Buffer.alloc(8 * events.length)
  events.forEach(({ x, y, on, stamp, valid = true }, i) => {
    payload.writeUInt32LE(x * 2 ** 17 + y * 4 + (on ? 2 : 0) + (valid ? 1 : 0), 8 * i)
    payload.writeInt32LE(stamp, 8 * i + 4)
  })
  return packet(payload, { number: events.length, ...fields })
}

export function packet(payload: Buffer, fields: PacketFields): Buffer {
  const { type = 1, size = 8, timeOffset = 4, overflows = 0, number = 0, valid = number } = fields
  const header = Buffer.alloc(28)
  header.writeInt16LE(type, 0)
  header.writeInt16LE(1, 2)
  header.writeInt32LE(size, 4)
  header.writeInt32LE(timeOffset, 8)
  header.writeInt32LE(overflows, 12)
  header.writeInt32LE(number, 16)
  header.writeInt32LE(number, 20)
  header.writeInt32LE(valid, 24)
  return Buffer.concat([header, payload])
}

export const aedat = (...packets: readonly Buffer[]) => Buffer.concat([Buffer.from(HEADER), ...packets])
