import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { SetSample } from '../../../src/data/sets/file-set.js'
import { nMnist } from '../../../src/data/sets/n-mnist.js'
import type { EventStream } from '../../../src/data/signal.js'
import { sampleZip } from '../files/sample-zip.js'
import { tarGz } from '../readers/sample-tar.js'
import { hasShared, sharedData } from '../shared-data.js'
import { outlines, readSet, signalOf } from './read-set.js'

const root = mkdtempSync(join(tmpdir(), 'motif-n-mnist-'))
afterAll(() => rmSync(root, { recursive: true }))

/** ON at (3, 4) after 131072 + 256 + 5 microseconds. */
const EVENT = Buffer.from([3, 4, 0x82, 1, 5])
const FILES = { 'Train/0/00002.bin': EVENT, 'Train/7/00016.bin': EVENT, 'Test/1/00003.bin': EVENT }
const OUTLINES = [
  ['Train/0/00002.bin', 0, 'train', null],
  ['Train/7/00016.bin', 7, 'train', null],
  ['Test/1/00003.bin', 1, 'test', null],
]

function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true })
    writeFileSync(join(root, name, path), bytes)
  }
  return join(root, name)
}

const under = (prefix: string, files: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [prefix + path, bytes]))

describe('N-MNIST', () => {
  // Its Test/ has no digit 0, which is where a folder is recognised.
  const whole = { ...FILES, 'Test/0/00004.bin': EVENT }
  const outlined = [...OUTLINES.slice(0, 2), ['Test/0/00004.bin', 0, 'test', null], OUTLINES[2]]

  it.each<[string, () => Promise<string>]>([
    ['a folder N-MNIST', async () => folderOf('a', under('N-MNIST/', whole))],
    ['the folder itself', async () => folderOf('b', whole)],
    [
      'Train.zip and Test.zip, which hold their own folder',
      async () =>
        folderOf('c', {
          'Train.zip': sampleZip(
            Object.fromEntries(Object.entries(whole).filter(([path]) => path.startsWith('Train'))),
          ),
          'Test.zip': sampleZip(Object.fromEntries(Object.entries(whole).filter(([path]) => path.startsWith('Test')))),
        }),
    ],
  ])('lies in %s', async (_, made) => {
    const { samples, bad } = await readSet(nMnist, await made())
    expect([outlines(samples), bad]).toEqual([outlined, []])
  })

  it.each<[string, () => Promise<Uint8Array>]>([
    ['N-MNIST.tar.gz', () => tarGz(under('N-MNIST/', FILES))],
    ['n-mnist-1100.tar.gz', () => tarGz(under('N-MNIST/', FILES))],
    ['N-MNIST.zip', async () => sampleZip(under('N-MNIST/', FILES))],
  ])('lies in one archive %s', async (name, made) => {
    const { samples, bad } = await readSet(nMnist, folderOf(name, { [name]: await made() }))
    expect([outlines(samples).sort(), bad]).toEqual([[...OUTLINES].sort(), []])
  })

  it('reports a .bin of another name or that occurs twice, and leaves other files alone', async () => {
    const files = {
      ...under('x/', FILES),
      ...under('y/', FILES),
      'Train/12/00001.bin': EVENT,
      'Train/0/note.txt': EVENT,
    }
    const folder = folderOf('odd', { 'N-MNIST.tar.gz': await tarGz(files) })
    const { samples, bad } = await readSet(nMnist, folder)
    const archive = join(folder, 'N-MNIST.tar.gz')
    expect(samples).toHaveLength(3)
    expect(bad).toEqual([
      ...Object.keys(FILES).map((path) => `${archive}: y/${path}: is the second ${path}`),
      `${archive}: Train/12/00001.bin: is not named Train|Test/{digit}/{5 digits}.bin`,
    ])
  })

  it('reports a file that its archive cannot give, and goes on', async () => {
    const zip = sampleZip(FILES)
    zip[zip.indexOf(EVENT)] ^= 1
    const { samples, bad } = await readSet(nMnist, folderOf('damaged', { 'N-MNIST.zip': zip }))
    expect(samples).toHaveLength(2)
    expect(bad[0]).toMatch(/N-MNIST\.zip: Train\/0\/00002\.bin: is damaged: the checksum/)
  })

  it('is not found without both parts, and an archive without events is bad', async () => {
    expect(nMnist.find(folderOf('half', { 'N-MNIST/Train/0/00002.bin': EVENT }))).toBeUndefined()
    const empty = folderOf('none', { 'n-mnist.zip': sampleZip({ 'readme.txt': EVENT }) })
    await expect(readSet(nMnist, empty)).rejects.toThrow('n-mnist.zip: holds no Train|Test/{digit}/{5 digits}.bin')
  })
})

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** Different (pixel, polarity) pairs that an event has come from. */
const active = ({ x, y, polarity, width }: EventStream) =>
  new Set(x.map((column, i) => (polarity[i] * 34 + y[i]) * width + column)).size

function statistics(streams: readonly EventStream[]) {
  const mean = (of: (stream: EventStream) => number) => sum(streams.map(of)) / streams.length
  const events = streams.map(({ time }) => time.length)
  const last = streams.map(({ time }) => time[time.length - 1] / 1000)
  return {
    events: [
      Math.round(mean(({ time }) => time.length)),
      Math.round(median(events)),
      Math.min(...events),
      Math.max(...events),
    ],
    lastMs: [Math.min(...last), median(last), Math.max(...last)].map((ms) => ms.toFixed(1)),
    on: mean(({ polarity }) => sum([...polarity]) / polarity.length).toFixed(3),
    activeInputs: Math.round(mean(active)),
    perActiveInput: mean((stream) => stream.time.length / active(stream)).toFixed(2),
  }
}

describe.skipIf(!hasShared('n-mnist-1100.tar.gz'))('the 1100 files of N-MNIST (skipped without them)', () => {
  const read = hasShared('n-mnist-1100.tar.gz')
    ? readSet(nMnist, sharedData)
    : Promise.resolve({ samples: [], bad: [] })
  const part = async (name: SetSample['part']) => (await read).samples.filter((sample) => sample.part === name)
  const streams = (samples: readonly SetSample[]) => samples.map((sample) => signalOf(nMnist, sample) as EventStream)
  const classes = (samples: readonly SetSample[]) =>
    nMnist.classNames.map((_, label) => samples.filter((sample) => sample.label === label).length)

  it('are all read, 1000 for training and 100 for the test, in the published classes', async () => {
    expect((await read).bad).toEqual([])
    expect(classes(await part('train'))).toEqual([97, 116, 99, 93, 105, 92, 94, 117, 87, 100])
    expect(classes(await part('test'))).toEqual([8, 14, 8, 11, 14, 7, 10, 15, 2, 11])
  })

  it('have the published numbers of events, durations, polarities and active inputs in training', async () => {
    expect(statistics(streams(await part('train')))).toEqual({
      events: [4133, 4181, 1112, 7152],
      lastMs: ['296.8', '307.8', '315.1'],
      on: '0.500',
      activeInputs: 802,
      perActiveInput: '5.07',
    })
  })

  it('have the published numbers of events, durations, polarities and active inputs in the test', async () => {
    expect(statistics(streams(await part('test')))).toEqual({
      events: [3856, 3913, 1069, 6326],
      lastMs: ['301.8', '307.6', '336.0'],
      on: '0.496',
      activeInputs: 752,
      perActiveInput: '5.04',
    })
  })
})
