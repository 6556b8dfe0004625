import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { fileBytes } from '../../../src/data/files/files.js'
import { fashionMnist } from '../../../src/data/sets/fashion-mnist.js'
import { mnist } from '../../../src/data/sets/mnist.js'
import type { Image } from '../../../src/data/signal.js'
import { idx } from '../readers/sample-idx.js'
import { hasShared, sharedData } from '../shared-data.js'
import { outlines, readSet, signalOf } from './read-set.js'

const root = mkdtempSync(join(tmpdir(), 'motif-idx-'))
afterAll(() => rmSync(root, { recursive: true }))

const flat = (value: number) => new Array<number>(784).fill(value)
const FILES: Record<string, Buffer> = {
  'train-images-idx3-ubyte': idx([2, 28, 28], [...flat(0), ...flat(255)]),
  'train-labels-idx1-ubyte': idx([2], [3, 9]),
  't10k-images-idx3-ubyte': idx([1, 28, 28], flat(51)),
  't10k-labels-idx1-ubyte': idx([1], [0]),
}
const OUTLINES = [
  ['train/00000', 3, 'train', null],
  ['train/00001', 9, 'train', null],
  ['test/00000', 0, 'test', null],
]

function folderOf(path: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(join(root, path), { recursive: true })
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(root, path, file), bytes)
}

const renamed = (change: (name: string) => string, pack = (bytes: Buffer) => bytes) =>
  Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => [change(name), pack(bytes)]))

describe('a set in four IDX files', () => {
  it.each([
    ['plain', 'a/mnist', FILES],
    ['packed', 'b/mnist', renamed((name) => `${name}.gz`, gzipSync)],
    ['named with a dot', 'c/MNIST/raw', renamed((name) => name.replace('-idx', '.idx'))],
  ])('is read %s', async (_, path, files) => {
    folderOf(path, files)
    const { samples, bad } = await readSet(mnist, join(root, path.split('/')[0]))
    expect([outlines(samples), bad]).toEqual([OUTLINES, []])
    const pixels = samples.map((sample) => (signalOf(mnist, sample) as Image).pixels)
    expect(pixels.map((values) => [values.length, values[0], values[783]])).toEqual([
      [784, 0, 0],
      [784, 1, 1],
      [784, Math.fround(0.2), Math.fround(0.2)],
    ])
  })

  it('is not taken for another of the same file names', () => {
    folderOf('d/fashion-mnist', FILES)
    expect(mnist.find(join(root, 'd'))).toBeUndefined()
    expect(mnist.find(join(root, 'd', 'fashion-mnist'))).toBeUndefined()
    expect(fashionMnist.find(join(root, 'd'))).toHaveLength(4)
    expect(fashionMnist.find(join(root, 'd', 'fashion-mnist'))).toHaveLength(4)
  })

  it('is not found while one of the four is missing', () => {
    folderOf('e/mnist', FILES)
    rmSync(join(root, 'e/mnist/t10k-labels-idx1-ubyte'))
    expect(mnist.find(join(root, 'e'))).toBeUndefined()
  })

  it.each<[string, Record<string, Buffer>, string]>([
    [
      'labels of another number',
      { 'train-labels-idx1-ubyte': idx([3], [1, 2, 3]) },
      'must be an array of 2, but is one of 3',
    ],
    [
      'images of another size',
      { 'train-images-idx3-ubyte': idx([2, 1, 1], [1, 2]) },
      'of 2 x 28 x 28, but is one of 2 x 1 x 1',
    ],
    ['labels in place of images', { 'train-images-idx3-ubyte': idx([2], [1, 2]) }, 'of 2 x 28 x 28, but is one of 2'],
    ['a label past the last class', { 'train-labels-idx1-ubyte': idx([2], [3, 10]) }, 'has label 10 at position 1'],
  ])('reports %s and reads the rest', async (name, files, reason) => {
    folderOf(`${name}/mnist`, { ...FILES, ...files })
    const { samples, bad } = await readSet(mnist, join(root, name))
    expect(bad).toHaveLength(1)
    expect(bad[0]).toContain(reason)
    expect(outlines(samples).at(-1)).toEqual(OUTLINES[2])
  })

  it('decodes a single image by itself, and nothing else', () => {
    expect(mnist.decode('one', idx([1, 28, 28], flat(255)))).toMatchObject({ width: 28, height: 28 })
    expect(() => mnist.decode('two', FILES['train-images-idx3-ubyte'])).toThrow('two: must be an array of 1 x 28 x 28')
  })
})

describe.skipIf(!hasShared('mnist'))('the 70 000 images of MNIST (skipped without them)', () => {
  it('are 60 000 and 10 000, in the published classes, with the published bytes', async () => {
    const counts = { train: new Array<number>(10).fill(0), test: new Array<number>(10).fill(0) }
    const hash = { train: createHash('sha256'), test: createHash('sha256') }
    const bytes = new Uint8Array(784)
    const paths = mnist.find(sharedData) ?? []
    const samples = mnist.samples(paths, (bad) => {
      throw bad
    })
    for await (const { label, part, content } of samples) {
      counts[part][label]++
      const { pixels } = content as Image
      for (let p = 0; p < 784; p++) bytes[p] = Math.round(pixels[p] * 255)
      hash[part].update(bytes)
    }
    expect(counts.train).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(counts.test).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    const values = async (path: string) => (await fileBytes(path)).subarray(16)
    expect(hash.train.digest('hex')).toBe(
      createHash('sha256')
        .update(await values(paths[0]))
        .digest('hex'),
    )
    expect(hash.test.digest('hex')).toBe(
      createHash('sha256')
        .update(await values(paths[2]))
        .digest('hex'),
    )
    const whole = await Promise.all(
      paths.map(async (path) =>
        createHash('sha256')
          .update(await fileBytes(path))
          .digest('hex'),
      ),
    )
    expect(whole).toEqual([
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    ])
  })
})
