import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { cutEvents } from '../../../src/data/readers/cut-events.js'
import { readGestureLabels } from '../../../src/data/readers/gesture-labels.js'

const HEADER = 'class,startTime_usec,endTime_usec\n'
const PATH = 'set: DvsGesture/user22_led_labels.csv'

function read(text: string, path = 'x_labels.csv') {
  const notes: string[] = []
  return { rows: readGestureLabels(path, Buffer.from(text), 11, (note) => notes.push(note)), notes }
}

describe('readGestureLabels', () => {
  it('counts classes from 0 and lets one occur twice, in order of time', () => {
    expect(read(`${HEADER}1,100,200\r\n8,200,300\n8,350,400\n`).rows).toEqual([
      { label: 0, start: 100, end: 200 },
      { label: 7, start: 200, end: 300 },
      { label: 7, start: 350, end: 400 },
    ])
  })

  it('puts the known fault of user22_led right and says so', () => {
    const text = `${HEADER}9,97000000,110590564\n10,104500000,111000000\n`
    const { rows, notes } = read(text, PATH)
    expect(rows[0]).toEqual({ label: 8, start: 97_000_000, end: 104_000_000 })
    expect(notes).toEqual([`${PATH}: line 2 ends at 110590564, after the next gesture begins; read as 104000000`])
    expect(() => read(text, 'user21_led_labels.csv')).toThrow('line 3 (byte 55) must start at or after 110590564')
  })

  it.each([
    ['no header', '1,2,3\n', "must start with the line 'class,startTime_usec,endTime_usec' at byte 0"],
    ['class 0', `${HEADER}0,1,2\n`, 'line 2 (byte 34) must have a class of 1 to 11'],
    ['class 12', `${HEADER}12,1,2\n`, 'must have a class of 1 to 11'],
    ['a missing field', `${HEADER}1,2\n`, "line 2 (byte 34) must be 'class"],
    ['a field too many', `${HEADER}1,2,3,4\n`, 'in whole numbers'],
    ['a fraction', `${HEADER}1,2.5,3\n`, 'in whole numbers'],
    ['an end before the start', `${HEADER}1,300,200\n`, 'must end after it starts'],
    ['an overlap', `${HEADER}1,100,200\n2,199,300\n`, 'must start at or after 200'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(BadFile)
    expect(() => read(text)).toThrow(reason)
  })
})

describe('cutEvents', () => {
  it('takes the start, leaves the end, and counts from the start', () => {
    const time = Float64Array.of(5, 10, 10, 19, 20, 30)
    const x = Uint16Array.of(0, 1, 2, 3, 4, 5)
    const events = {
      kind: 'events',
      width: 8,
      height: 8,
      time,
      x,
      y: x,
      polarity: Uint8Array.of(0, 1, 0, 1, 0, 1),
    } as const
    const cut = cutEvents(events, 10, 20)
    expect([[...cut.time], [...cut.x], [...cut.y], [...cut.polarity]]).toEqual([
      [0, 0, 9],
      [1, 2, 3],
      [1, 2, 3],
      [1, 0, 1],
    ])
    expect(cutEvents(events, 31, 40).time).toHaveLength(0)
    expect(cutEvents(events, 0, 99).time).toHaveLength(6)
  })
})
