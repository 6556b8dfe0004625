import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataSchema } from '../../src/data/catalogue.js'
import { encodedSet } from '../../src/data/encoded-set.js'
import { readableSet } from '../../src/data/file-dataset.js'
import { encoderOf } from '../../src/data/file-spec.js'
import { loadNetwork } from '../../src/learning/network-file.js'
import { Predictor } from '../../src/learning/predictor.js'
import { sampleAt } from '../../src/learning/shard.js'
import { sound } from '../data/readers/sample-wav.js'
import { usePlace } from './motif.js'

const place = usePlace({ MOTIF_SETS: 'sets', MOTIF_CACHE: 'cache' })
const { motif } = place

const STUDY = `name: words
question: Are two words told apart?
data:
  source: user
  name: words
  encoder: { kind: lyon-bsa }
  splits: { shares: { weights: 0.5, alpha: 0.25, selection: 0.25 } }
space:
  neuron: { model: lif, tauMem: 10, tauSyn: 4 }
  layers: [{ neurons: 16, motifSizes: [4] }]
recipe: { epochs: 8, batch: 4, optimiser: { rate: 0.01 } }
schedule: { iterations: 10 }
strategy: { name: random }
`

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(place.folder, path)), { recursive: true })
  writeFileSync(join(place.folder, path), content)
}

beforeAll(async () => {
  for (const [w, word] of ['no', 'yes'].entries())
    for (let i = 0; i < 10; i++) write(`files/${word}/${i}.wav`, sound(2500 + 60 * i, 1 + 2 * w + i / 40))
  write('words.yaml', STUDY)
  expect((await motif('data', 'add', 'words', 'files', '--kind', 'wav-folder', '--test', '0.3')).stderr).toBe('')
  const args = ['train', 'random', '--study', 'words.yaml', '--save', 'net.json', '--test', '--quiet']
  const { code, stdout, stderr } = await motif(...args)
  expect(stderr).toContain('the test split was touched')
  expect(stdout).toMatch(/balanced accuracy +\d/)
  expect(stdout).toMatch(/^class +samples +recall +no +yes$/m)
  expect(code).toBe(0)
})

describe('motif predict', () => {
  it('gives raw files, in a process of its own, the labels and scores that training gave its samples', async () => {
    const files = ['no', 'yes'].flatMap((word) => Array.from({ length: 10 }, (_, i) => `files/${word}/${i}.wav`))
    const { stdout, code } = await motif('predict', 'net.json', ...files, '--format', 'json')
    expect(code).toBe(0)
    const { predictions, evaluation } = JSON.parse(stdout)
    expect(evaluation).toBeUndefined()
    expect(predictions.map(({ path }: { path: string }) => path)).toEqual(files)
    process.env.MOTIF_SETS = join(place.folder, 'sets')
    const spec = dataSchema.parse({ source: 'user', name: 'words', encoder: { kind: 'lyon-bsa' } })
    if (spec.source !== 'user') throw new Error('not a set of the user')
    const readable = readableSet(spec)
    const encoder = encoderOf(spec, readable.set.shape)
    const whole = await encodedSet(readable, encoder, { cacheFolder: join(place.folder, 'cache'), threads: 1 })
    const predictor = new Predictor(loadNetwork(join(place.folder, 'net.json')))
    const expected = whole.origins?.map(({ path }, i) => {
      const { label, scores } = predictor.predict(sampleAt(whole, i))
      return { path: `files/${path}`, label: whole.classNames[label], scores: Array.from(scores) }
    })
    predictor.dispose()
    const got = predictions.map(({ path, label, scores }: { path: string; label: string; scores: object }) => ({
      ...{ path, label },
      scores: Object.values(scores),
    }))
    expect(got).toEqual(expected)
  })

  it('does not go by names: the same file under another one gets the same scores', async () => {
    write('elsewhere/copy.wav', readFileSync(join(place.folder, 'files/yes/3.wav')))
    const { stdout } = await motif('predict', 'net.json', 'files/yes/3.wav', 'elsewhere', '--format', 'csv')
    const [titles, first, copy] = stdout.trim().split('\n')
    expect(titles).toBe('path,label,no,yes')
    expect(copy.replace(/^[^,]*,/, '')).toBe(first.replace(/^[^,]*,/, ''))
  })

  it('counts how often it is right where the classes are known: by folders, or by a list', async () => {
    const byFolder = await motif('predict', 'net.json', 'files', '--labels', 'folders', '--format', 'json')
    const { evaluation, predictions } = JSON.parse(byFolder.stdout)
    expect(evaluation.samples).toBe(20)
    expect(evaluation.correct).toBe(
      predictions.filter((p: { label: string; truth: string }) => p.label === p.truth).length,
    )
    expect(evaluation.confusion.flat().reduce((sum: number, n: number) => sum + n, 0)).toBe(20)
    expect(evaluation.balancedAccuracy).toBeCloseTo((evaluation.recall.no + evaluation.recall.yes) / 2, 12)
    write('list.csv', 'path,label\nfiles/no/1.wav,no\nfiles/yes/1.wav,no\n')
    const byList = await motif('predict', 'net.json', 'files/no/1.wav', 'files/yes/1.wav', '--labels', 'list.csv')
    expect(byList.stdout).toMatch(/^samples +2, [012] right$/m)
    expect(byList.stdout).toMatch(/^yes +0 +\. +\.$/m)
  })

  it('gives the test accuracy of the training again', async () => {
    const network = JSON.parse(readFileSync(join(place.folder, 'net.json'), 'utf8'))
    const { samples } = JSON.parse(readFileSync(join(place.folder, 'sets/words.json'), 'utf8'))
    const test = samples.filter(({ part }: { part: string }) => part === 'test')
    expect(test).toHaveLength(6)
    const files = test.map(({ path }: { path: string }) => `files/${path}`)
    const { stdout } = await motif('predict', 'net.json', ...files, '--labels', 'folders', '--format', 'json')
    expect(JSON.parse(stdout).evaluation.accuracy).toBe(network.score.test.accuracy)
  })

  it.each([
    ['a file that is none of its kind', ['net.json', 'words.yaml'], 'words.yaml: is neither RIFF/WAVE nor NIST SPHERE'],
    ['a file that is not there', ['net.json', 'nothing.wav'], 'nothing.wav does not exist'],
    ['what is no network', ['words.yaml', 'files/no/1.wav'], 'words.yaml is no network file'],
    [
      'a folder of no class',
      ['net.json', 'elsewhere', '--labels', 'folders'],
      "'elsewhere' is none of the network's classes: no, yes",
    ],
    [
      'a list that is not there',
      ['net.json', 'files', '--labels', 'gone.csv'],
      "--labels must be 'folders' or a .csv file",
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await motif('predict', ...args)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it('says that a network of a generated task reads no files', async () => {
    await motif('train', 'random', '--study', 'tiny.yaml', '--save', 'tiny.json', '--epochs', '1', '--quiet')
    const { stderr, code } = await motif('predict', 'tiny.json', 'files/no/1.wav')
    expect(stderr).toContain("trained on the generated task 'delayed-match', so it reads no files")
    expect(code).toBe(2)
  })
})

describe('motif data, on a set of the user', () => {
  it('info prints counts, classes, durations, rates and a raster within 80 columns, and writes SVG', async () => {
    const { stdout, code } = await motif('data', 'info', 'words', '--svg', 'words.svg', '--quiet')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^samples +weights 6, alpha 6, selection 2, test 6$/m)
    expect(stdout).toMatch(/^rate +[\d.]+ Hz per channel$/m)
    const rasters = stdout.split('\n').filter((line) => /[\u2801-\u28ff]/.test(line))
    expect(rasters.length).toBeGreaterThan(2)
    for (const line of rasters) expect(line.length).toBeLessThan(80)
    expect(readFileSync(join(place.folder, 'words.svg'), 'utf8').match(/<path d="M/g)).toHaveLength(2)
  })

  it('list shows it, check finds a changed file with exit code 6, clean says how much it removed', async () => {
    expect((await motif('data', 'list')).stdout).toMatch(/^words +\d+ +2 +\d+ +files$/m)
    expect((await motif('data', 'check', 'words')).code).toBe(0)
    expect((await motif('data', 'encode', 'words')).stdout).toMatch(
      /^words: 20 samples, \d+ spikes, content [0-9a-f]{12}$/m,
    )
    const kept = readFileSync(join(place.folder, 'files/no/0.wav'))
    write('files/no/0.wav', sound(2500, 7))
    const { code, stderr } = await motif('data', 'check', 'words')
    expect(stderr).toContain('files/no/0.wav: is not the file that motif data add saw')
    expect(code).toBe(6)
    write('files/no/0.wav', kept)
    expect((await motif('data', 'clean', 'words')).stdout).toMatch(
      /^[1-9]\d* encoded data sets removed from .*: \d+\.\d MiB$/m,
    )
    expect((await motif('data', 'clean', 'words')).stdout).toMatch(/^0 encoded data sets/)
  })

  it.each([
    ['add words files', '--kind is missing: one of wav-folder, events, series, images'],
    ['add words files --kind wav-folder', "there is a data set 'words' of yours already"],
    ['add other files --kind wav-folder --test 2', '--test must be a number from 0 to 0.9, but got "2"'],
    ['info wrods', '"wrods" is no data set and no study; did you mean "words"?'],
    ['fetch delayed-match', 'is generated: there is nothing to fetch'],
  ])('%s: is refused', async (line, message) => {
    const { code, stderr } = await motif('data', ...line.split(' '))
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('fetch says where a licensed set is to be had, and what has to lie where', async () => {
    const { stdout, code } = await motif('data', 'fetch', 'ti46-alpha', '--data', 'mine')
    expect(code).toBe(0)
    expect(stdout).toContain('https://catalog.ldc.upenn.edu/LDC93S9')
    expect(stdout).toContain(join(place.folder, 'mine'))
    expect(stdout).toContain('TI46/ti_alpha/')
  })
})
