import { describe, expect, it } from 'vitest'
import { readAddressEvents } from '../../../src/data/readers/address-events.js'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readBs1 } from '../../../src/data/readers/bs1.js'

const N_MNIST = { width: 34, height: 34 }
const read = (bytes: readonly number[], sensor = N_MNIST) => readAddressEvents('x.bin', Uint8Array.from(bytes), sensor)

describe('readAddressEvents', () => {
  it('reads pixel, polarity and 23 bits of time', () => {
    expect(read([0, 33, 0x80, 0, 1, 33, 0, 0x01, 2, 3, 5, 6, 0xff, 0xff, 0xff])).toEqual({
      ...{ kind: 'events', width: 34, height: 34 },
      time: Float64Array.of(1, 0x010203, 0x7fffff),
      x: Uint16Array.of(0, 33, 5),
      y: Uint16Array.of(33, 0, 6),
      polarity: Uint8Array.of(1, 0, 1),
    })
  })

  it('takes pixels up to the sensor it is told', () => {
    const event = [127, 126, 0, 0, 0]
    expect([...read(event, { width: 128, height: 128 }).x]).toEqual([127])
    expect(() => read(event)).toThrow('x.bin: has a pixel (127, 126) at byte 0, off the sensor of 34 x 34')
    expect(() => read([0, 0, 0, 0, 0, 0, 34, 0, 0, 0])).toThrow('(0, 34) at byte 5')
  })

  it.each<[string, number[], string]>([
    ['an empty file', [], 'is empty (0 bytes)'],
    ['an event cut off', [0, 0, 0, 0, 1, 1, 1], 'ends inside the event at byte 5'],
    ['a time that goes back', [0, 0, 0, 0, 9, 0, 0, 0, 0, 8], 'goes back in time at byte 5: 8 microseconds after 9'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(BadFile)
    expect(() => read(bytes)).toThrow(reason)
  })
})

describe('readBs1', () => {
  const bytes = Uint8Array.of(0, 3, 0x80, 0, 5, 1, 2, 0x00, 1, 0, 0, 3, 0x7f, 0xff, 0xff)
  it('reads a big-endian neuron and the time in seconds, whatever the polarity', () => {
    expect(readBs1('x.bs1', bytes)).toEqual({
      ...{ kind: 'spikes', channels: 259, duration: null },
      time: Float64Array.of(5e-6, 256e-6, 8.388607),
      channel: Uint32Array.of(3, 258, 3),
    })
  })

  it('puts ON spikes behind OFF spikes where polarities are kept apart', () => {
    const { channels, channel } = readBs1('x.bs1', bytes, { channels: 300, polarities: 'apart' })
    expect([channels, [...channel]]).toEqual([600, [303, 258, 3]])
  })

  it('refuses half a spike, no spike, a neuron past the channels and a time that goes back', () => {
    expect(() => readBs1('x.bs1', bytes.subarray(0, 7))).toThrow('x.bs1: ends inside the spike at byte 5')
    expect(() => readBs1('x.bs1', bytes.subarray(0, 0))).toThrow('is empty')
    expect(() => readBs1('x.bs1', bytes, { channels: 100 })).toThrow('has neuron 258 at byte 5; the last is 99')
    expect(() => readBs1('x.bs1', Uint8Array.of(0, 0, 0, 0, 2, 0, 0, 0, 0, 1))).toThrow('goes back in time at byte 5')
  })
})
