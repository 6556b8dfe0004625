import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { File, ready } from 'h5wasm/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { type Hdf5File, hdf5Reader } from '../../../src/data/readers/hdf5.js'
import { HDF5_FOLDER } from './hdf5-speech.js'

const root = mkdtempSync(join(tmpdir(), 'motif-hdf5-'))
const path = join(root, 'many-types.h5')
const reader = hdf5Reader()
let file: Hdf5File

beforeAll(async () => {
  await ready
  const written = new File(path, 'w')
  const numbers = { i1: Int8Array.of(-128, 127), u1: Uint8Array.of(0, 255), i2: Int16Array.of(-32768, 32767) }
  for (const [name, data] of Object.entries(numbers)) written.create_dataset({ name, data })
  written.create_dataset({ name: 'u4', data: Uint32Array.of(0, 4294967295) })
  written.create_dataset({ name: 'i8', data: BigInt64Array.of(-9007199254740991n, 9007199254740991n) })
  written.create_dataset({ name: 'f4', data: Float32Array.of(-1.5, Number.POSITIVE_INFINITY) })
  written.create_dataset({ name: 'text', data: ['long enough', 'ü'] })
  written.create_dataset({ name: 'padded', data: ['ab', 'abcd'], dtype: 'S6' })
  written.create_dataset({ name: 'table', data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] })
  written.create_dataset({ name: 'none', data: new Float32Array(0), shape: [0] })
  const empty = { name: 'unwritten', data: new Uint8Array(100), shape: [100], maxshape: [null], chunks: [10] }
  written.create_dataset(empty)
  const unwritten = written.get('unwritten')
  if (unwritten && 'resize' in unwritten) unwritten.resize([2 ** 40])
  written.create_group('group')
  written.create_dataset({ name: 'group/inner', data: Int8Array.of(1) })
  written.close()
  file = await reader.open(path)
})

afterAll(async () => {
  await reader.end()
  rmSync(root, { recursive: true })
})

describe('an HDF5 file', () => {
  it.each([
    ['i1', [-128, 127]],
    ['u1', [0, 255]],
    ['i2', [-32768, 32767]],
    ['u4', [0, 4294967295]],
    ['i8', [-9007199254740991, 9007199254740991]],
    ['f4', [-1.5, Number.POSITIVE_INFINITY]],
    ['none', []],
  ])('gives numbers of type %s', async (name, expected) => {
    expect([...(await file.numbers(name))]).toEqual(expected)
    expect(await file.length(name)).toBe(expected.length)
  })

  it('gives strings of any length and padded ones, whole or in part', async () => {
    expect(await file.strings('text')).toEqual(['long enough', 'ü'])
    expect(await file.strings('padded', { start: 1, count: 1 })).toEqual(['abcd'])
  })

  it('names what a group holds', async () => {
    expect(await file.names('group')).toEqual(['inner'])
  })

  it.each<[string, (file: Hdf5File) => Promise<unknown>, string]>([
    ['a missing data set', (f) => f.numbers('absent'), "has no 'absent'"],
    ['a path through a missing group', (f) => f.numbers('a/b/c'), "has no 'a/b/c'"],
    ['a group as data', (f) => f.numbers('group'), "'group' is no data set"],
    ['two dimensions', (f) => f.numbers('table'), "'table' must have one dimension, but has shape [2, 2]"],
    ['strings as numbers', (f) => f.numbers('text'), "'text' must hold numbers, but holds strings"],
    ['numbers as strings', (f) => f.strings('i1'), "'i1' must hold strings, but holds numbers"],
    ['numbers as lists', (f) => f.lists('i1', { start: 0, count: 1 }), "'i1' must hold lists of variable length"],
    ['elements past the end', (f) => f.numbers('i1', { start: 1, count: 2 }), "'i1' has 2 elements, not 3"],
    ['space without end', (f) => f.length('unwritten'), "'unwritten' announces 1099511627776 elements, more than the"],
  ])('refuses %s and can be asked again', async (_, ask, reason) => {
    const refused = ask(file)
    await expect(refused).rejects.toThrow(BadFile)
    await expect(refused).rejects.toThrow(path)
    await expect(refused).rejects.toThrow(reason)
    expect(await file.length('i1')).toBe(2)
  })

  it('may begin with 512 bytes of its own', async () => {
    const moved = join(root, 'moved.h5')
    writeFileSync(moved, Buffer.concat([Buffer.alloc(512, 'x'), readFileSync(join(HDF5_FOLDER, 'shd_test.h5'))]))
    const other = hdf5Reader()
    expect(await (await other.open(moved)).length('labels')).toBe(3)
    await other.end()
  })
})

describe('the HDF5 reader', () => {
  it('ends a library that does not answer in time, and reads the next file with a new one', async () => {
    const hasty = hdf5Reader({ secondsPerAnswer: 0.001 })
    const late = hasty.open(path)
    await expect(late).rejects.toThrow(BadFile)
    await expect(late).rejects.toThrow(`${path}: cannot be read as HDF5: no answer to 'open' within 0.001 s`)
    await hasty.end()
  })

  it('reads one file after another', async () => {
    const other = hdf5Reader()
    for (const name of ['shd_train.h5', 'shd_test.h5']) {
      copyFileSync(join(HDF5_FOLDER, name), join(root, name))
      expect(await (await other.open(join(root, name))).length('spikes/times')).toBe(name === 'shd_train.h5' ? 5 : 3)
    }
    await expect(other.open(join(root, 'absent.h5'))).rejects.toThrow('absent.h5: cannot be opened (ENOENT')
    writeFileSync(join(root, 'cut.h5'), readFileSync(path).subarray(0, 1500))
    await expect(other.open(join(root, 'cut.h5'))).rejects.toThrow(/cut\.h5: cannot be read as HDF5: truncated file/)
    expect(await (await other.open(path)).length('i1')).toBe(2)
    await other.end()
  })
})
