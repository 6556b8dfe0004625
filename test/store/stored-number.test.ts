import { describe, expect, it } from 'vitest'
import { StoreCorruptError } from '../../src/store/errors.js'
import { fromColumns, fromJsonNumber, jsonNumber, toColumns } from '../../src/store/stored-number.js'

describe('stored number', () => {
  it.each([0, 1, -1.5, 1 / 3, Number.MIN_VALUE, Number.MAX_VALUE, NaN, Infinity, -Infinity])(
    'brings %d back, from columns and from JSON text',
    (x) => {
      const { value, kind } = toColumns(x)
      expect(fromColumns(value, kind)).toBe(x)
      expect(fromJsonNumber(JSON.parse(JSON.stringify(jsonNumber(x))))).toBe(x)
    },
  )

  it('names the kind where there is no value', () => {
    expect(toColumns(NaN)).toEqual({ value: null, kind: 'nan' })
    expect(toColumns(-Infinity)).toEqual({ value: null, kind: '-infinity' })
    expect(jsonNumber(NaN)).toEqual({ value: null, kind: 'nan' })
    expect(jsonNumber(0.25)).toBe(0.25)
  })

  it('stores negative zero as zero', () => {
    expect(Object.is(toColumns(-0).value, 0)).toBe(true)
  })

  it.each([
    [null, null],
    [1, 'nan'],
    [null, 'huge'],
  ])('refuses the columns %s, %s', (value, kind) => {
    expect(() => fromColumns(value, kind)).toThrow(StoreCorruptError)
  })
})
