import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeState, encodeState } from '../../src/search/state-codec.js'

const values = fc.letrec<{ value: unknown; record: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.float32Array({ maxLength: 9 }),
    fc.float64Array({ maxLength: 9 }),
    fc.uint32Array({ maxLength: 9 }),
    fc.uint16Array({ maxLength: 9 }),
    fc.uint8Array({ maxLength: 9 }),
    fc.int32Array({ maxLength: 9 }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('record'),
  ),
  record: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__' && !name.startsWith('$')),
    tie('value'),
    { maxKeys: 5, noNullPrototype: true },
  ),
}))

describe('a state', () => {
  it('survives the round trip: nested records, typed arrays of any length, NaN in arrays', () => {
    fc.assert(
      fc.property(values.record, (state) => {
        expect(decodeState(encodeState(state))).toEqual(state)
      }),
      { numRuns: 300 },
    )
  })

  it('has the same bytes after the round trip', () => {
    fc.assert(
      fc.property(values.record, (state) => {
        const bytes = encodeState(state)
        expect(encodeState(decodeState<object>(bytes))).toEqual(bytes)
      }),
      { numRuns: 100 },
    )
  })

  it('is read from bytes at any place of a buffer, and owns its arrays', () => {
    const state = { a: Uint8Array.of(1, 2, 3), b: Float64Array.of(Math.PI, -0), c: { d: [Float32Array.of(0.1)] } }
    const bytes = encodeState(state)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    const decoded = decodeState<typeof state>(shifted.subarray(3))
    shifted.fill(255)
    expect(decoded).toEqual(state)
  })

  it('takes views and shared memory', () => {
    const whole = Float32Array.from({ length: 10 }, (_, i) => i / 3)
    const shared = new Float32Array(new SharedArrayBuffer(12))
    shared.set([1, 2, 3])
    const decoded = decodeState<{ part: Float32Array; shared: Float32Array }>(
      encodeState({ part: whole.subarray(3, 6), shared }),
    )
    expect(decoded).toEqual({ part: whole.slice(3, 6), shared: Float32Array.of(1, 2, 3) })
  })

  it('keeps every bit of arrays, NaN with its payload too', () => {
    const bits = Uint32Array.of(0x7fc0_0001, 0xffc1_2345, 0x8000_0000)
    const decoded = decodeState<{ x: Float32Array }>(encodeState({ x: new Float32Array(bits.buffer) }))
    expect(new Uint32Array(decoded.x.buffer)).toEqual(bits)
  })

  it.each([NaN, Infinity, -Infinity])('refuses the number %d outside arrays, which JSON would lose', (x) => {
    expect(() => encodeState({ deep: [{ x }] })).toThrow(`a state cannot hold ${x}`)
  })
})

describe('bytes that are no state', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['too few bytes', Uint8Array.of(1, 2, 3)],
    ['another magic number', encodeState({ a: 1 }).map((byte, i) => (i === 0 ? byte + 1 : byte))],
  ])('are refused: %s', (_, bytes) => {
    expect(() => decodeState(bytes)).toThrow('not a strategy state of this version')
  })

  it('are refused when they end early', () => {
    const bytes = encodeState({ weights: new Float32Array(100) })
    for (const length of [9, 40, bytes.length - 4]) expect(() => decodeState(bytes.subarray(0, length))).toThrow()
  })
})
