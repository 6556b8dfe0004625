import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { idxImage, readIdx } from '../../../src/data/readers/idx.js'
import { idx } from './sample-idx.js'

const read = (bytes: Uint8Array) => readIdx('x-idx', bytes)

describe('readIdx', () => {
  it.each([
    [[3], [1, 2, 3]],
    [
      [2, 2],
      [1, 2, 3, 4],
    ],
    [
      [1, 2, 3],
      [9, 8, 7, 6, 5, 4],
    ],
    [
      [2, 1, 1, 1, 2],
      [1, 2, 3, 4],
    ],
    [[0, 28, 28], []],
  ])('reads shape %j', (shape, values) => {
    expect(read(idx(shape, values))).toEqual({ shape, values: Buffer.from(values) })
  })

  it('gives images with 0 to 255 as 0 to 1, row by row', () => {
    const images = read(idx([2, 2, 3], [0, 0, 0, 0, 0, 0, 0, 51, 102, 153, 204, 255]))
    const pixels = Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1)
    expect(idxImage(images, 1)).toEqual({ kind: 'image', width: 3, height: 2, depth: 1, pixels })
  })

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'bytes 0 and 1 must be 0'],
    ['another format', Buffer.from('PK..'), 'bytes 0 and 1 must be 0'],
    ['values of another type', idx([1], [1, 2, 3, 4], { type: 0x0d }), 'type 0x0d (byte 2); 0x08 is read'],
    ['no dimensions', idx([], [1]), 'announces 0 dimensions at byte 3'],
    [
      'a header cut off',
      idx([2, 2], []).subarray(0, 11),
      'announces 2 dimensions at byte 3, which 11 bytes do not hold',
    ],
    [
      'fewer values than announced',
      idx([2, 3], [1, 2, 3, 4, 5]),
      'announces 2 x 3 values, but 5 bytes follow its header at byte 12',
    ],
    ['more values than announced', idx([2], [1, 2, 3]), 'announces 2 values, but 3 bytes'],
    ['an absurd size', idx([4294967295, 4294967295, 4294967295], [1]), 'announces 4294967295 x'],
    ['sizes whose product wraps to the length', idx([65536, 65536], [0]), 'but 1 bytes follow'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(BadFile)
    expect(() => read(bytes)).toThrow(reason)
  })
})
