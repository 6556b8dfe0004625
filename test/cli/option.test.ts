import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/cli/duration.js'
import { integerOption, textsOption, wordOption } from '../../src/cli/option.js'
import { csv, textTable } from '../../src/cli/text-table.js'

describe('options', () => {
  it.each(['', 'abc', '1.5', '1e3', '-1', '0x10', ' 3', '9007199254740993'])('an integer is not %j', (text) => {
    expect(() => integerOption('add', '', 0).coerce(text)).toThrow(
      /--add (must be a whole number of at least 0|needs a value)/,
    )
  })

  it('an integer is read to its last digit, within its range', () => {
    const seed = integerOption('seed', '', 0)
    expect(seed.coerce('9007199254740991')).toBe(9007199254740991)
    expect(seed.coerce(undefined)).toBeUndefined()
    expect(() => integerOption('threads', '', 1, 256).coerce('257')).toThrow('from 1 to 256, but got "257"')
  })

  it('a word is one of a list', () => {
    const sort = wordOption('sort', '', ['a', 'b'])
    expect(sort.coerce('b')).toBe('b')
    expect(() => sort.coerce('c')).toThrow('--sort must be one of a, b, but got "c"')
  })

  it('texts are always a list', () => {
    expect([undefined, 'x', ['x', 'y']].map((given) => textsOption('').coerce(given))).toEqual([[], ['x'], ['x', 'y']])
  })
})

describe('durations', () => {
  it.each([
    ['30s', 30],
    ['10m', 600],
    ['1.5h', 5400],
    ['2d', 172_800],
    ['1h30m', 5400],
  ])('%s', (text, seconds) => expect(parseDuration(text, '--time')).toBe(seconds))

  it.each(['', '10', 's', '-3s', '0s', '10 m', '3min'])('%j is none', (text) => {
    expect(() => parseDuration(text, '--time')).toThrow('--time must be a duration above 0')
  })

  it.each([
    [0.04, '0.0 s'],
    [9.97, '10 s'],
    [59.7, '1m 00s'],
    [102, '1m 42s'],
    [7500, '2h 05m'],
  ])('%d seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text))
})

describe('tables', () => {
  it('have columns two apart and no trailing space', () => {
    const columns = [{ title: 'a' }, { title: 'n', align: 'right' } as const]
    expect(
      textTable(columns, [
        ['long', 1],
        ['b', null],
      ]),
    ).toBe('a     n\nlong  1\nb')
  })

  it('as CSV quote what must be quoted and leave non-finite numbers out', () => {
    expect(
      csv(
        ['x', 'y'],
        [
          ['a,"b"', Number.NaN],
          [null, 0.1],
        ],
      ),
    ).toBe('x,y\n"a,""b""",\n,0.1')
  })
})
