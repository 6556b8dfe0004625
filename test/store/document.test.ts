import { describe, expect, it } from 'vitest'
import { documentText, parseDocument } from '../../src/store/document.js'

describe('document', () => {
  it('is the same text whatever the order of keys', () => {
    expect(documentText({ b: 1, a: { d: [2, 1], c: null } })).toBe('{"a":{"c":null,"d":[2,1]},"b":1}')
    expect(documentText({ a: { c: null, d: [2, 1] }, b: 1 })).toBe('{"a":{"c":null,"d":[2,1]},"b":1}')
  })

  it('writes non-finite numbers with their kind', () => {
    expect(documentText({ x: NaN, y: [Infinity] })).toBe(
      '{"x":{"kind":"nan","value":null},"y":[{"kind":"infinity","value":null}]}',
    )
  })

  it('keeps every bit of a finite number', () => {
    expect(parseDocument(documentText([0.1 + 0.2, 5e-324]))).toEqual([0.1 + 0.2, 5e-324])
  })

  it('keeps a key called __proto__', () => {
    expect(documentText(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}')
  })

  it('refuses what is not plain data', () => {
    expect(() => documentText(undefined)).toThrow('must be an object, array or scalar, but got undefined')
    expect(() => documentText({ w: new Float32Array(2) })).toThrow('must be plain data, but got a Float32Array')
  })
})
