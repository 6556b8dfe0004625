import { describe, expect, it } from 'vitest'
import { readAedat31 } from '../../../src/data/readers/aedat.js'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { aedat, HEADER, packet, polarityPacket } from './sample-aedat.js'

const SENSOR = { width: 128, height: 128 }
const read = (bytes: Uint8Array) => readAedat31('a/b.aedat', bytes, SENSOR)

const event = (stamp: number, changes: object = {}) => ({ x: 5, y: 7, on: true, stamp, ...changes })
/** First byte after the header. */
const START = HEADER.length

describe('readAedat31', () => {
  it('reads pixels, polarities and times over several packets', () => {
    const events = read(
      aedat(
        polarityPacket([
          { x: 0, y: 127, on: false, stamp: 10 },
          { x: 127, y: 0, on: true, stamp: 10 },
        ]),
        polarityPacket([]),
        polarityPacket([{ x: 64, y: 33, on: true, stamp: 2_000_000_000 }]),
      ),
    )
    expect(events).toEqual({
      ...{ kind: 'events', width: 128, height: 128 },
      time: Float64Array.of(10, 10, 2_000_000_000),
      x: Uint16Array.of(0, 127, 64),
      y: Uint16Array.of(127, 0, 33),
      polarity: Uint8Array.of(0, 1, 1),
    })
  })

  it('steps over packets of other types by their own event size', () => {
    const special = packet(Buffer.alloc(3 * 8, 0xff), { type: 0, number: 3, valid: 0 })
    const imu = packet(Buffer.alloc(2 * 36, 1), { type: 3, size: 36, number: 2 })
    const frame = packet(Buffer.alloc(1000, 2), { type: 2, size: 1000, number: 1 })
    expect(read(aedat(special, polarityPacket([event(1)]), imu, frame, polarityPacket([event(2)]))).time).toEqual(
      Float64Array.of(1, 2),
    )
  })

  it('leaves out events without their valid bit, whatever they hold', () => {
    const events = [event(5), event(3, { valid: false, x: 900 }), event(6, { x: 9 })]
    const found = read(aedat(polarityPacket(events, { valid: 2 })))
    expect([[...found.time], [...found.x]]).toEqual([
      [5, 6],
      [5, 9],
    ])
  })

  it('goes on counting when the 31-bit clock overflows', () => {
    const file = aedat(
      polarityPacket([event(2_147_483_647)]),
      polarityPacket([event(0)], { overflows: 1 }),
      polarityPacket([event(7)], { overflows: 3 }),
    )
    expect([...read(file).time]).toEqual([2 ** 31 - 1, 2 ** 31, 3 * 2 ** 31 + 7])
  })

  it('finds the first packet by the end line or by the first line that is no comment, not by a count', () => {
    const data = polarityPacket([event(4)])
    const short = Buffer.from('#!AER-DAT3.1\r\n#Format: RAW\r\n')
    const long = Buffer.from(HEADER.replace('#Start', '#Note: 1\r\n#Note: 2\r\n#Start'))
    const unix = Buffer.from(HEADER.replaceAll('\r\n', '\n'))
    for (const header of [short, long, unix]) expect([...read(Buffer.concat([header, data])).time]).toEqual([4])
  })

  it('reads from a view into a larger buffer, at any alignment', () => {
    const file = aedat(polarityPacket([event(9, { x: 100 })]))
    const larger = new Uint8Array(file.length + 3)
    larger.set(file, 3)
    expect([...read(larger.subarray(3)).x]).toEqual([100])
  })

  const whole = aedat(polarityPacket([event(1), event(2)]))
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is no AEDAT file: byte 0'],
    ['another format', Buffer.from('RIFFxxxx'), 'is no AEDAT file: byte 0'],
    ['AEDAT 2.0', Buffer.from('#!AER-DAT2.0\r\n'), "starts with '#!AER-DAT2.0' at byte 0; #!AER-DAT3.1 is read"],
    ['AEDAT 4', Buffer.from('#!AER-DAT4.0\r\n'), "starts with '#!AER-DAT4.0'"],
    ['a compressed file', Buffer.from(HEADER.replace('RAW', 'SerializedTS')), "in format 'SerializedTS' (byte 14)"],
    ['a header cut off', Buffer.from('#!AER-DAT3.1\r\n#Format'), 'ends inside its header, in the line at byte 14'],
    ['a packet header cut off', whole.subarray(0, START + 20), `packet header at byte ${START}: 20 of 28 bytes`],
    ['a packet cut off', whole.subarray(0, -3), `ends inside the packet at byte ${START}: it announces 2 events`],
    ['an absurd number of events', aedat(polarityPacket([event(1)], { number: 2 ** 31 - 1 })), '2147483647 events'],
    [
      'a negative number of events',
      aedat(polarityPacket([event(1)], { number: -1 })),
      'announces -1 events of 8 bytes',
    ],
    ['events of no size, which would never end', aedat(packet(Buffer.alloc(0), { size: 0 })), '0 events of 0 bytes'],
    [
      'an absurd size',
      aedat(packet(Buffer.alloc(8), { type: 4, size: 2 ** 31 - 1, number: 2 ** 31 - 1 })),
      'ends inside the packet',
    ],
    ['more valid events than events', aedat(polarityPacket([event(1)], { valid: 2 })), '2 valid events of 1'],
    [
      'polarity events of another size',
      aedat(packet(Buffer.alloc(16), { size: 16, number: 1 })),
      '16 bytes in the packet',
    ],
    ['a time elsewhere', aedat(polarityPacket([event(1)], { timeOffset: 0 })), 'with the time at 4'],
    ['a negative overflow', aedat(polarityPacket([event(1)], { overflows: -1 })), 'announces -1 overflows'],
    ['times past exact numbers', aedat(polarityPacket([event(1)], { overflows: 2 ** 30 })), '1073741824 overflows'],
    [
      'a pixel off the sensor',
      aedat(polarityPacket([event(1), event(2, { x: 128 })])),
      `(128, 7) at byte ${START + 36}`,
    ],
    ['a negative time', aedat(polarityPacket([event(-5)])), `negative time, -5, at byte ${START + 32}`],
    [
      'a time that goes back',
      aedat(polarityPacket([event(5), event(4)])),
      `at byte ${START + 40}: 4 microseconds after 5`,
    ],
    [
      'a time that goes back between packets',
      aedat(polarityPacket([event(5)], { overflows: 1 }), polarityPacket([event(6)])),
      'goes back in time',
    ],
  ])('refuses %s, naming file, place and reason', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(BadFile)
    expect(() => read(bytes)).toThrow('a/b.aedat: ')
    expect(() => read(bytes)).toThrow(reason)
  })
})
