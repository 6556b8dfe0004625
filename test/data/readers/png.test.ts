import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readPng } from '../../../src/data/readers/png.js'
import { type PngFields, png, pngChunk, pngFile, pngHeader } from './sample-png.js'

const read = (bytes: Uint8Array) => readPng('a/b.png', bytes)
const GREY = { bits: 8, colourType: 0 }

describe('readPng', () => {
  it.each([
    [0, 1, 1],
    [0, 2, 1],
    [0, 4, 1],
    [0, 8, 1],
    [0, 16, 1],
    [2, 8, 3],
    [2, 16, 3],
  ])('reads colour type %i of %i bits, any size, filter and interlacing', (colourType, bits, channels) => {
    const image = fc
      .record({ width: fc.integer({ min: 1, max: 19 }), height: fc.integer({ min: 1, max: 19 }) })
      .chain(({ width, height }) =>
        fc.record({
          fields: fc.constantFrom<PngFields[]>(
            { width, height, bits, colourType },
            { width, height, bits, colourType, interlace: 1 },
          ),
          samples: fc.array(fc.nat(2 ** bits - 1), {
            minLength: width * height * channels,
            maxLength: width * height * channels,
          }),
          filters: fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }),
        }),
      )
    fc.assert(
      fc.property(image, ({ fields, samples, filters }) => {
        const { width, height, depth, pixels } = read(png(fields, samples, filters))
        expect([width, height, depth]).toEqual([fields.width, fields.height, channels])
        expect([...pixels]).toEqual(samples.map((value) => Math.fround(value / (2 ** bits - 1))))
      }),
      { numRuns: 40 },
    )
  })

  it('agrees with an independent writer', () => {
    const data = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) % 256)
    expect([...read(encode({ width: 5, height: 4, data, channels: 3 })).pixels]).toEqual(
      [...data].map((value) => Math.fround(value / 255)),
    )
    const deep = Uint16Array.from({ length: 6 }, (_, i) => i * 13_000)
    expect([...read(encode({ width: 3, height: 2, data: deep, channels: 1, depth: 16 })).pixels]).toEqual(
      [...deep].map((value) => Math.fround(value / 65535)),
    )
  })

  it('lays what is transparent over black', () => {
    const greyAlpha = png({ width: 2, height: 1, bits: 8, colourType: 4 }, [255, 255, 255, 51])
    expect([...read(greyAlpha).pixels]).toEqual([1, Math.fround(0.2)])
    const colourAlpha = png({ width: 1, height: 1, bits: 8, colourType: 6 }, [255, 0, 255, 0])
    expect(read(colourAlpha)).toMatchObject({ depth: 3, pixels: Float32Array.of(0, 0, 0) })
    const nothing = pngChunk('tRNS', Buffer.from([0, 7]))
    expect([...read(png({ width: 2, height: 1, ...GREY }, [7, 255], [0], [nothing])).pixels]).toEqual([0, 1])
  })

  it.each([1, 2, 4, 8])('reads a palette of %i bits with its transparency', (bits) => {
    const more = [pngChunk('PLTE', Buffer.from([255, 0, 0, 0, 255, 51])), pngChunk('tRNS', Buffer.from([0]))]
    const fields = { width: 3, height: 1, bits, colourType: 3 }
    expect([...read(png(fields, [1, 0, 1], [0], more)).pixels]).toEqual(
      [0, 1, 0.2, 0, 0, 0, 0, 1, 0.2].map(Math.fround),
    )
  })

  it('passes over other chunks and over what follows the end', () => {
    const file = png({ width: 1, height: 1, ...GREY }, [255], [0], [pngChunk('tEXt', Buffer.from('a\0b'))])
    expect([...read(Buffer.concat([file, Buffer.from('trailing')])).pixels]).toEqual([1])
  })

  const good = png({ width: 2, height: 2, ...GREY }, [1, 2, 3, 4])
  const header = (fields: Partial<PngFields>) => pngHeader({ width: 2, height: 2, ...GREY, ...fields })
  const pixels = (bytes: number) => pngChunk('IDAT', deflateSync(Buffer.alloc(bytes)))
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is no PNG file: byte 0'],
    ['a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), 'is no PNG file'],
    ['a file cut off', good.subarray(0, 46), "ends inside the chunk 'IDAT' at byte 33"],
    ['a file without end', good.subarray(0, -12), 'without its end (IEND)'],
    [
      'a chunk past the end',
      pngFile(header({}), pngChunk('IDAT', Buffer.alloc(4), { length: 2 ** 32 - 1 })),
      '4294967295 bytes',
    ],
    ['a flipped bit', pngFile(header({}), pngChunk('IDAT', Buffer.alloc(4), { damage: 1 })), 'is damaged in the chunk'],
    ['no chunks', Buffer.concat([good.subarray(0, 8), Buffer.alloc(40)]), 'has no chunk at byte 8'],
    ['no header', pngFile(pixels(6)), "must start with its header at byte 8, but has 'IDAT'"],
    ['two headers', pngFile(header({}), header({}), pixels(6)), 'has a header of 13 bytes at byte 33'],
    ['no pixels', pngFile(header({})), 'holds no pixels (IDAT)'],
    ['no width', pngFile(header({ width: 0 }), pixels(6)), 'announces 0 x 2 pixels at byte 16'],
    ['an absurd size', pngFile(header({ width: 2 ** 31, height: 2 ** 31 }), pixels(6)), 'announces 2147483648 x'],
    [
      'a size that its data do not have',
      pngFile(header({ width: 4000, height: 4000 }), pixels(6)),
      'they give 6 bytes',
    ],
    ['data that unpack to far more', pngFile(header({}), pixels(2 ** 24)), 'do not unpack to the 6 bytes of its size'],
    ['data that are not packed', pngFile(header({}), pngChunk('IDAT', Buffer.alloc(20, 1))), 'do not unpack'],
    ['a depth that PNG does not have', pngFile(header({ bits: 3 }), pixels(6)), 'colour type 0 of 3 bits at byte 24'],
    ['a colour type that PNG does not have', pngFile(header({ colourType: 5 }), pixels(6)), 'colour type 5 of 8 bits'],
    ['an unknown interlacing', pngFile(header({ interlace: 2 }), pixels(6)), 'interlace 2 at byte 26'],
    [
      'an unknown filter',
      pngFile(header({}), pngChunk('IDAT', deflateSync(Buffer.alloc(6, 9)))),
      'has filter 9 in byte 0',
    ],
    ['a colour past the palette', png({ width: 1, height: 1, bits: 8, colourType: 3 }, [2]), 'has colour 2 in pixel 0'],
    ['half a palette', pngFile(header({}), pngChunk('PLTE', Buffer.alloc(4)), pixels(6)), 'a palette of 4 bytes'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(BadFile)
    expect(() => read(bytes)).toThrow('a/b.png: ')
    expect(() => read(bytes)).toThrow(reason)
  })
})
