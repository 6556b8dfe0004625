import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readCsvTable } from '../../../src/data/readers/csv-table.js'
import { tableEvents, tableSeries, tableSpikes } from '../../../src/data/readers/table-signals.js'

const table = (text: string) => readCsvTable('x.csv', Buffer.from(text))
const sensor = { width: 10, height: 10 }

describe('tableEvents', () => {
  it('reads t, x, y, p by position, in microseconds whatever the unit, and sorts them', () => {
    const events = tableEvents('x.csv', table('2,1,0,1\n1,3,2,0\n2,9,9,-1\n'), { unit: 'ms' })
    expect(events).toEqual({
      ...{ kind: 'events', width: 10, height: 10 },
      time: Float64Array.of(1000, 2000, 2000),
      x: Uint16Array.of(3, 1, 9),
      y: Uint16Array.of(2, 0, 9),
      polarity: Uint8Array.of(0, 1, 0),
    })
    expect([...tableEvents('x', table('7,1,0,1\n'), { unit: 'us' }).time]).toEqual([7])
    expect([...tableEvents('x', table('0.5,1,0,1\n'), { unit: 's' }).time]).toEqual([500_000])
  })

  it('reads columns by name in any order, among others', () => {
    const events = tableEvents('x', table('y,id,Polarity,x,timestamp\n1,99,1,2,3\n'), { unit: 'us', sensor })
    expect([events.time[0], events.x[0], events.y[0], events.polarity[0], events.width]).toEqual([3, 2, 1, 1, 10])
  })

  it.each([
    ['another number of columns', '1,2,3\n', 'must have the columns t, x, y, p, but line 1 (byte 0) has 3'],
    ['a missing name', 't,x,y\n1,2,3\n', "must have one column 'p' of t, x, y, p, but line 1 (byte 0) has t, x, y"],
    ['a pixel off the sensor', '1,10,3,1\n', 'must have x of 0 to 9 at line 1 (byte 0), but has 10'],
    ['half a pixel', '1,1,1.5,1\n', 'must have y of 0 to 9'],
    ['a negative time', '-1,1,1,1\n', 'must have a time of at least 0 at line 1 (byte 0), but has -1'],
    ['another polarity', '1,1,1,2\n', 'must have polarity 0 or 1 (or -1 and 1)'],
  ])('refuses %s', (_, text, reason) => {
    const read = () => tableEvents('x.csv', table(text), { unit: 'us', sensor })
    expect(read).toThrow(BadFile)
    expect(read).toThrow(reason)
  })
})

describe('tableSpikes', () => {
  it('reads t, channel in seconds, sorted, up to the largest channel or the one that is told', () => {
    const spikes = tableSpikes('x', table('t,channel\n20,4\n10,0\n'), { unit: 'ms' })
    expect(spikes).toEqual({
      ...{ kind: 'spikes', channels: 5, duration: null },
      time: Float64Array.of(0.01, 0.02),
      channel: Uint32Array.of(0, 4),
    })
    expect(tableSpikes('x', table('20,4\n'), { unit: 'ms', channels: 9 }).channels).toBe(9)
    expect(() => tableSpikes('x', table('20,4\n'), { unit: 'ms', channels: 4 })).toThrow('must have channel of 0 to 3')
  })
})

describe('tableSeries', () => {
  it('takes every column as a channel, at the rate that is told', () => {
    expect(tableSeries('x', table('a,b\n1,2\n3,4\n'), { unit: 's', rate: 50 })).toEqual({
      ...{ kind: 'series', rate: 50, channels: 2 },
      values: Float32Array.of(1, 2, 3, 4),
    })
  })

  it('takes the rate from a column of times that rise regularly', () => {
    const series = tableSeries('x', table('time,a\n100,1\n104,2\n108.01,3\n'), { unit: 'ms', rate: null })
    expect(series.rate).toBeCloseTo(249.69, 2)
    expect([series.channels, [...series.values]]).toEqual([1, [1, 2, 3]])
  })

  it.each([
    ['a gap', 't,a\n0,1\n1,1\n3,1\n4,1\n', 'is not sampled regularly: line 3 (byte 8) has time 1'],
    ['a single time', 't,a\n0,1\n', 'must have at least two rows'],
    ['times that fall', 't,a\n1,1\n0,1\n', 'and times that rise'],
    ['times only', 't\n0\n1\n', 'has a column of times and none of values'],
    ['a value past 32-bit floats', 'a,b\n0,1\n1,1e39\n', 'past the range of 32-bit floats at line 3 (byte 8)'],
  ])('refuses %s', (_, text, reason) => {
    const read = () => tableSeries('x.csv', table(text), { unit: 's', rate: null })
    expect(read).toThrow(BadFile)
    expect(read).toThrow(reason)
  })
})
