import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { npyTable, readNpy } from '../../../src/data/readers/npy.js'
import { readNpz } from '../../../src/data/readers/npz.js'
import { readFixture } from '../../oracle-fixture.js'
import { sampleZip } from '../files/sample-zip.js'
import { hasShared, sharedFiles } from '../shared-data.js'
import { npy, npyHeader } from './sample-npy.js'

interface NumpyFiles {
  readonly files: readonly { type: string; shape: number[]; values: number[]; file: string }[]
  readonly packed: string
  readonly plain: string
}

const { files, packed, plain } = readFixture<NumpyFiles>('numpy-files')
const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const read = (bytes: Uint8Array) => readNpy('x.npy', bytes)

describe('readNpy', () => {
  it('reads every type, byte order, order of axes and version as NumPy wrote it', () => {
    expect(files).toHaveLength(30)
    for (const { type, shape, values, file } of files)
      expect(read(base64(file))).toMatchObject({ type, shape, values: Float64Array.from(values) })
  })

  const header = npyHeader('<f8', '2,')
  const two = Buffer.alloc(16)
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is not a .npy file: byte 0'],
    ['another format', Buffer.from('PK\x03\x04 and more of it'), 'is not a .npy file'],
    ['version 4', npy(header, two).fill(4, 6, 7), 'has version 4 at byte 6'],
    ['a header past the end', npy(header, two, 2).fill(0xff, 8, 12), 'that it goes to byte 4294967307 of 144'],
    ['objects, which are pickled', npy(npyHeader('|O', '2,'), two), 'without a plain numeric descr'],
    ['records', npy(header.replace("'<f8'", "[('t', '<i8')]"), two), 'without a plain numeric descr'],
    ['complex numbers', npy(npyHeader('<c16', '1,'), two), "values of type '<c16'"],
    ['text', npy(npyHeader('<U4', '1,'), two), "values of type '<U4'"],
    ['a size without byte order', npy(npyHeader('|f8', '2,'), two), "values of type '|f8'"],
    ['no shape', npy("{'descr': '<f8', 'fortran_order': False}", two), 'fortran_order and shape'],
    ['a negative length', npy(npyHeader('<f8', '-2,'), two), 'fortran_order and shape'],
    ['too many axes', npy(npyHeader('<f8', '1, '.repeat(65)), two), 'has a shape at byte 10 that is none'],
    ['fewer values than announced', npy(header, two.subarray(1)), 'shape (2) of 8-byte values, but 15 bytes follow'],
    ['more values than announced', npy(header, Buffer.alloc(17)), 'but 17 bytes follow its header at byte 128'],
    [
      'an absurd shape',
      npy(npyHeader('<f8', '99999999999, 99999999999, 99999999999'), two),
      'announces shape (99999999999,',
    ],
    [
      'an integer past 2^53',
      npy(npyHeader('<i8', '2,'), Buffer.alloc(16, 0x7f)),
      'holds an integer at byte 128 that is past',
    ],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(BadFile)
    expect(() => read(bytes)).toThrow(reason)
  })

  it('is a table when it has one or two axes and finite values', () => {
    const table = npyTable('x.npy', read(npy(npyHeader('|u1', '2, 3'), Uint8Array.of(1, 2, 3, 4, 5, 6))))
    expect([table.rows, table.columns, table.names, [...table.values]]).toEqual([2, 3, null, [1, 2, 3, 4, 5, 6]])
    expect(table.where(1)).toBe('row 1 (byte 131)')
    const shaped = (shape: string, bytes: number, fortran = false) =>
      npyTable('x', read(npy(npyHeader('>f4', shape, fortran), Buffer.alloc(bytes))))
    expect(shaped('2, 3', 24, true).where(1)).toBe('row 1 (byte 132)')
    expect(shaped('2,', 8)).toMatchObject({ rows: 2, columns: 1 })
    expect(() => shaped('', 4)).toThrow('must be an array of rows x columns, but has shape ()')
    expect(() => shaped('1, 1, 1', 4)).toThrow('shape (1, 1, 1)')
    expect(() => shaped('0, 4', 0)).toThrow('shape (0, 4)')
    const nan = npy(npyHeader('>f4', '2, 2'), Buffer.from('0000000000000000000000007fc00000', 'hex'))
    expect(() => npyTable('x', read(nan))).toThrow('not finite in row 1 (byte 136)')
  })
})

describe('readNpz', () => {
  it.each([
    ['packed', packed],
    ['plain', plain],
  ])('reads the named arrays of a %s archive that NumPy wrote', async (_, file) => {
    const arrays = await readNpz('x.npz', base64(file))
    expect([...arrays.keys()].sort()).toEqual(['label', 'x'])
    expect(arrays.get('x')).toMatchObject({ shape: [2, 3, 4], values: Float64Array.from({ length: 24 }, (_, i) => i) })
    expect(arrays.get('label')).toMatchObject({ type: '<i4', values: Float64Array.of(1, 2) })
  })

  it.each<[string, Uint8Array, string]>([
    ['another format', Buffer.from('x'), 'x.npz: cannot be read as a .zip archive'],
    ['no arrays', sampleZip({}), 'x.npz: holds no arrays'],
    ['other files', sampleZip({ 'a.txt': Buffer.from('x') }), 'x.npz: a.txt: is no .npy file'],
    ['a bad array', sampleZip({ 'a.npy': Buffer.from('x') }), 'x.npz: a.npy: is not a .npy file'],
  ])('refuses %s', async (_, bytes, reason) => {
    await expect(readNpz('x.npz', bytes)).rejects.toThrow(BadFile)
    await expect(readNpz('x.npz', bytes)).rejects.toThrow(reason)
  })
})

describe.skipIf(!hasShared('spike-patterns.tar.gz'))('the Yin-Yang arrays (skipped without them)', () => {
  it('have the published class counts, and x, y, 1 - x, 1 - y in each row', async () => {
    const arrays = await sharedFiles('spike-patterns.tar.gz', /\.npy$/)
    const array = (name: string) =>
      readNpy(name, arrays.get(`spike-patterns/yin-yang/${name}.npy`) ?? new Uint8Array(0))
    const counts = ['train', 'validation', 'test'].map((split) => {
      const { values } = array(`${split}_labels`)
      return [0, 1, 2].map((label) => values.filter((value) => value === label).length)
    })
    expect(counts).toEqual([
      [1681, 1702, 1617],
      [316, 336, 348],
      [350, 316, 334],
    ])
    const { shape, values } = array('train_samples')
    expect(shape).toEqual([5000, 4])
    for (let i = 0; i < values.length; i += 4)
      expect([values[i + 2], values[i + 3]]).toEqual([1 - values[i], 1 - values[i + 1]])
  })
})
