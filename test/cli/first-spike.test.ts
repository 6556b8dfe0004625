import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { npy, npyHeader } from '../data/readers/sample-npy.js'
import { usePlace } from './motif.js'

const place = usePlace({ MOTIF_SETS: 'sets', MOTIF_CACHE: 'cache' })
const { motif } = place

const STUDY = `name: points
question: How deep must a network of first spikes be?
data:
  source: yin-yang
  early: 150
  late: 2000
  bias: null
  tailSteps: 1500
  samples: { weights: 300, alpha: 50, selection: 100, test: 100 }
space:
  neuron: { tauMem: 2000, tauSyn: 1000 }
  readout: { kind: spiking }
  feedForward: { depth: [1, 2], neurons: [12, 16], inhibitoryShare: [free, 0.25] }
recipe:
  rule: first-spike
  epochs: 3
  batch: 20
  horizon: 20
  loss: { kind: gap }
  optimiser: { rate: 0.02 }
  bump: { hidden: 0.3, output: 0 }
  initial: { hidden: { mean: 0.5, sd: 1 }, output: { mean: 0.5, sd: 1 } }
schedule: { iterations: 6 }
strategy: { name: evolution, population: 3, structural: 1 }
`

const done = async (...args: string[]) => {
  const { code, stdout, stderr } = await motif(...args)
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.any(String) })
  return stdout
}

beforeAll(async () => {
  place.write('points.yaml', STUDY)
  await done('search', 'points.yaml', '--run', 'one', '--threads', '1', '--quiet')
})

describe('a search of first-spike networks', () => {
  it('is the same bit for bit on one thread and on two', async () => {
    await done('search', 'points.yaml', '--run', 'two', '--threads', '2', '--quiet')
    const prints = await Promise.all(['one', 'two'].map((run) => done('fingerprint', run)))
    expect(prints[0]).toMatch(/[0-9a-f]{64}/)
    expect(prints[1]).toBe(prints[0])
  })

  it('gives a network that is trained, saved and evaluated again to the same bits', async () => {
    const listed = JSON.parse(await done('candidates', 'one', '--format', 'json'))
    const [{ candidate }] = listed.candidates ?? listed
    expect(await done('replay', 'one', candidate, '--quiet')).toContain('equal')
    const trained = await done('train', 'one', '--save', 'net.json', '--test', '--quiet')
    expect(trained).toMatch(/^balanced accuracy +\d/m)
    expect(trained).toMatch(/^class +samples +recall +/m)
  })
})

describe('what is asked of a first-spike network', () => {
  it('a report shows its synchrony once a network is kept, and says how to get one before', async () => {
    const { sections } = JSON.parse(await done('report', 'one', '--json', '--quiet'))
    expect(sections.synchrony.notAvailable).toContain('motif report one --train')
    await done('report', 'one', '--train', '--quiet')
    const page = readFileSync(join(place.folder, 'runs/one/report.html'), 'utf8')
    expect(page).toContain('id="synchrony-raster-trained"')
    expect(page).toContain('id="synchrony-pathways"')
  })

  it('analyze synchrony shows it beside itself untrained, in 80 columns', async () => {
    const lines = (await done('analyze', 'synchrony', 'net.json', '--quiet')).split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    for (const name of ['accuracy', 'decides', 'lesion'])
      expect(lines.find((line) => line.startsWith(name))).toContain('(untrained ')
  })

  it('compare holds it against the first of its choices, once other sizes are meant', async () => {
    const args = ['compare', 'one', 'feed-forward', '--seeds', '1', '--on', 'selection', '--quiet', '--format', 'json']
    const { arms } = JSON.parse(await done(...args, '--allow', 'neurons,constants'))
    expect(arms.map(({ name }: { name: string }) => name)).toEqual(['one', 'feed-forward'])
    expect(arms[0].summary.n).toBe(1)
  })

  it('predict gives raw images the labels that training gave them', async () => {
    for (const [c, half] of ['left', 'right'].entries()) {
      mkdirSync(join(place.folder, 'images', half), { recursive: true })
      for (let i = 0; i < 20; i++) {
        const pixels = Uint8Array.from({ length: 16 }, (_, p) => (Math.floor((p % 4) / 2) === c ? 250 - 4 * i : 10 + i))
        writeFileSync(join(place.folder, `images/${half}/${i}.npy`), npy(npyHeader('|u1', '4, 4'), pixels))
      }
    }
    await done('data', 'add', 'halves', 'images', '--kind', 'images', '--test', '0.3')
    const source = 'data: { source: user, name: halves, encoder: { kind: latency, stepsPerUnit: 1000 } }\n'
    place.write('halves.yaml', STUDY.replace(/data:\n(?: .*\n)+/, source))
    const args = ['--study', 'halves.yaml', '--epochs', '10', '--save', 'halves.json', '--test', '--quiet']
    await done('train', 'feed-forward', ...args)
    const { score } = JSON.parse(readFileSync(join(place.folder, 'halves.json'), 'utf8'))
    const { samples } = JSON.parse(readFileSync(join(place.folder, 'sets/halves.json'), 'utf8'))
    const test = samples.flatMap(({ part, path }: { part: string; path: string }) =>
      part === 'test' ? [`images/${path}`] : [],
    )
    const predicted = await done('predict', 'halves.json', ...test, '--labels', 'folders', '--format', 'json')
    const { evaluation } = JSON.parse(predicted)
    expect(evaluation.samples).toBe(12)
    expect(evaluation.accuracy).toBe(score.test.accuracy)
  })

  it.each([
    [['compare', 'one', 'random', '--seeds', '1'], 'random has recurrence, but the space of the study has feedForward'],
    [['transfer', 'one'], 'layer 0 must have a motif, but its recurrence is none'],
    [['analyze', 'net.json'], 'net.json is a network of first spikes: motif analyze synchrony net.json measures it'],
    [['analyze', 'synchrony', 'net.json', '--html', 'nowhere/page.html'], '--html: there is no folder nowhere'],
    [['train', 'one', '--save', 'nowhere/net.json'], '--save: there is no folder nowhere'],
    [['predict', 'net.json', 'points.yaml'], "trained on the generated task 'yin-yang', so it reads no files"],
    [['train', 'feed-forward', '--study', 'tiny.yaml', '--rule', 'first-spike'], 'first-spike needs space.'],
  ])('refuses %s in one line', async (args, message) => {
    const { code, stderr } = await motif(...args)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})
