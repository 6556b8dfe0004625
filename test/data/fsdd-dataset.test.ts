import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DataProgress, type DataSpec, dataSchema, resolveDataset } from '../../src/data/catalogue.js'
import { type EncodedDataset, SPLITS } from '../../src/data/dataset.js'
import { encodedSet, type FileContext } from '../../src/data/encoded-set.js'
import { readableSet } from '../../src/data/file-dataset.js'
import { packageRoot } from '../../src/package-root.js'
import { UsageError } from '../../src/usage-error.js'
import { tarGz } from './readers/sample-tar.js'
import { sound } from './readers/sample-wav.js'

const root = mkdtempSync(join(tmpdir(), 'motif-fsdd-'))
afterAll(() => rmSync(root, { recursive: true }))
const cacheFolder = join(root, 'cache')

function settings(changes: object = {}): Extract<DataSpec, { source: 'fsdd' }> {
  const spec = dataSchema.parse({ source: 'fsdd', ...changes })
  if (spec.source !== 'fsdd') throw new Error('not fsdd')
  return spec
}

const resolved = (context: FileContext & { override?: Record<string, number> }, changes: object = {}, replicate = 0) =>
  resolveDataset(settings(changes), { seed: 1, replicate, cacheFolder, threads: 1, ...context })

/** Two digits, two speakers, takes 0, 5, 10 and 30: one for each split. */
const FILES: Record<string, Buffer> = {}
for (const digit of [0, 7]) {
  for (const [speaker, pitch] of [
    ['theo', 1],
    ['lucas', 1.7],
  ] as const) {
    for (const take of [0, 5, 10, 30])
      FILES[`${digit}_${speaker}_${take}.wav`] = sound(1500 + 60 * take + digit, pitch + digit / 9)
  }
}

function folderOf(name: string, files: Record<string, Uint8Array>): string {
  const folder = join(root, name)
  mkdirSync(join(folder, 'recordings'), { recursive: true })
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, 'recordings', file), bytes)
  return folder
}

async function archiveOf(name: string, files: Record<string, Uint8Array>): Promise<string> {
  mkdirSync(join(root, name), { recursive: true })
  const named = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`fsdd/recordings/${file}`, bytes]))
  writeFileSync(
    join(root, name, 'fsdd-recordings.tar.gz'),
    await tarGz({ 'fsdd/README.md': Buffer.from('x'), ...named }),
  )
  return join(root, name)
}

const splitCounts = (data: EncodedDataset) => SPLITS.map((_, split) => data.split.filter((s) => s === split).length)

describe('spoken digits', () => {
  const folder = folderOf('good', FILES)

  it('have 78 channels, ten classes, speakers as groups, 4.8 ms steps and splits by take', async () => {
    const data = await resolved({ dataDir: folder })
    expect([data.samples, data.channels, data.classNames.length]).toEqual([16, 78, 10])
    expect(data.dt).toBeCloseTo(0.0048, 15)
    expect(data.groupNames).toEqual(['lucas', 'theo'])
    expect(splitCounts(data)).toEqual([4, 4, 4, 4])
    expect([...data.label]).toEqual([...new Array(8).fill(0), ...new Array(8).fill(7)])
    expect([...data.group].slice(0, 8)).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
    // 1500 samples -> 2344 at 12.5 kHz -> 11 frames -> 110 BSA steps -> 37 network steps.
    expect(data.steps[0]).toBe(37)
    expect(data.eventStep.length / data.samples).toBeGreaterThan(100)
  })

  it('are the same from a folder and from an archive in another order, for every replicate', async () => {
    const shuffled = Object.fromEntries(Object.entries(FILES).reverse())
    const { key } = await resolved({ dataDir: folder })
    expect((await resolved({ dataDir: await archiveOf('archive', shuffled) })).key).toBe(key)
    expect((await resolved({ dataDir: folder }, {}, 3)).key).toBe(key)
  })

  it('come from the cache the second time', async () => {
    const stages: string[] = []
    const context = { dataDir: folder, onProgress: ({ stage }: DataProgress) => stages.push(stage) }
    const fresh = { ...context, cacheFolder: join(root, 'fresh') }
    const first = await resolved(fresh)
    expect(stages).toEqual(['encode'])
    expect((await resolved(fresh)).key).toBe(first.key)
    expect(stages).toEqual(['encode'])
  })

  it("can hold out a speaker: all of his files are the test split, nobody else's", async () => {
    const data = await resolved({ dataDir: folder }, { splits: { heldOut: 'theo' } })
    expect(splitCounts(data)).toEqual([2, 2, 2, 8])
    data.split.forEach((split, i) => {
      expect(SPLITS[split] === 'test').toBe(data.groupNames[data.group[i]] === 'theo')
    })
    await expect(resolved({ dataDir: folder }, { splits: { heldOut: 'bob' } })).rejects.toThrow(
      "data.splits.heldOut: must be one of lucas, theo, but got 'bob'",
    )
  })

  it('take other splits without encoding again, other binning with it', async () => {
    const stages: string[] = []
    const context = { dataDir: folder, onProgress: ({ stage }: DataProgress) => stages.push(stage) }
    const other = await resolved(context, { splits: { weights: [30, 30], alpha: [10, 10] } })
    expect(splitCounts(other)).toEqual([4, 4, 4, 4])
    expect(stages).toEqual([])
    const coarse = await resolved(context, { encoder: { kind: 'lyon-bsa', binBy: 10 } })
    expect(coarse.steps[0]).toBe(11)
    expect(coarse.dt).toBeCloseTo(0.016, 15)
    expect(stages).toEqual(['encode'])
  })

  it('refuse splits that overlap', () => {
    expect(() => settings({ splits: { alpha: [0, 9] } })).toThrow('do not overlap')
    expect(() => settings({ splits: { alpha: [9, 0] } })).toThrow('first <= last')
  })

  it('stop at a bad file, naming it, or leave it out and count it', async () => {
    const bad = folderOf('bad', {
      ...FILES,
      '7_theo_5.wav': FILES['7_theo_5.wav'].subarray(0, 900),
      '7_theo_30.wav': sound(100, 1),
      'seven.wav': sound(1500, 1),
    })
    await expect(resolved({ dataDir: bad })).rejects.toThrow(
      /seven\.wav: is not named \{digit\}_\{speaker\}_\{take\}\.wav/,
    )
    rmSync(join(bad, 'recordings', 'seven.wav'))
    await expect(resolved({ dataDir: bad })).rejects.toThrow(/7_theo_5\.wav: is truncated.*--skip-bad/)
    await expect(resolved({ dataDir: bad })).rejects.toThrow(UsageError)
    const warnings: string[] = []
    const data = await resolved({
      dataDir: bad,
      skipBad: true,
      onProgress: (progress) => progress.stage === 'warning' && warnings.push(progress.message),
    })
    expect([data.samples, data.skipped]).toEqual([14, 2])
    expect(warnings[0]).toMatch(/left out .*7_theo_5\.wav: is truncated/)
    expect(warnings[1]).toMatch(/7_theo_30\.wav: is shorter than one frame/)
    await expect(resolved({ dataDir: bad })).rejects.toThrow('7_theo_5.wav')
  })

  it('say what was looked for, where, and how to get it, when they are not there', async () => {
    const empty = join(root, 'empty')
    mkdirSync(empty)
    const missing = resolved({ dataDir: empty })
    await expect(missing).rejects.toThrow(UsageError)
    for (const part of ['fsdd-recordings.tar.gz', 'recordings/', empty, '10.5281/zenodo.1342401', '--data DIR']) {
      await expect(missing).rejects.toThrow(part)
    }
  })

  it('name a damaged archive', async () => {
    const broken = join(root, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'fsdd-recordings.tar.gz'), (await tarGz(FILES)).subarray(0, 5000))
    await expect(resolved({ dataDir: broken })).rejects.toThrow(join(broken, 'fsdd-recordings.tar.gz'))
    expect(existsSync(cacheFolder) && readdirSync(cacheFolder).some((name) => name.endsWith('.tmp'))).toBe(false)
  })
})

const shared = join(process.env.MOTIF_SHARED ?? resolve(packageRoot(), '..', 'shared'), 'data')
const present = existsSync(join(shared, 'fsdd-recordings.tar.gz'))

describe.skipIf(!present)(`all of FSDD${present ? '' : ' (skipped: shared data absent)'}`, () => {
  const context = { dataDir: shared, cacheFolder: join(root, 'whole') }
  let encoded: EncodedDataset
  let data: EncodedDataset
  beforeAll(async () => {
    encoded = await encodedSet(readableSet(settings()), settings().encoder, context)
    data = await resolved(context)
  }, 300_000)

  it('has 3000 files of six speakers, 300 per class', () => {
    expect([encoded.samples, encoded.skipped]).toEqual([3000, 0])
    expect(data.groupNames).toEqual(['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'])
    for (let digit = 0; digit < 10; digit++) expect(data.label.filter((label) => label === digit).length).toBe(300)
  })

  it('splits into 1200 weights, 1200 alpha, 300 selection and 300 test files: 270 train and 30 test per class', () => {
    expect(splitCounts(data)).toEqual([1200, 1200, 300, 300])
    const test = SPLITS.indexOf('test')
    for (let digit = 0; digit < 10; digit++) {
      expect(data.label.filter((label, i) => label === digit && data.split[i] === test).length).toBe(30)
      expect(data.label.filter((label, i) => label === digit && data.split[i] !== test).length).toBe(270)
    }
  })

  it('can be learnt from three voices, chosen by two others and tested on a sixth, each with all its files', async () => {
    const splits = {
      ...{ by: 'share', heldOut: 'theo', groups: 'together' },
      shares: { weights: 0.6, alpha: 0.2, selection: 0.2 },
    }
    const voices = await resolved(context, { splits })
    // The official test takes of the five other voices are left out.
    expect(splitCounts(voices)).toEqual([1350, 450, 450, 500])
    const speakers = SPLITS.map((_, s) => new Set([...voices.group].filter((_, i) => voices.split[i] === s)))
    expect(speakers.map((set) => set.size)).toEqual([3, 1, 1, 1])
    expect(new Set(speakers.flatMap((set) => [...set])).size).toBe(6)
  })

  it('has 1961 spikes and 268 BSA steps per file on average, as calibrated, within 2 %', () => {
    const spikes = (encoded.eventStep.length + (encoded.truncated ?? 0)) / encoded.samples
    const steps = (3 * encoded.steps.reduce((total, n) => total + n, 0)) / encoded.samples
    expect(Math.abs(spikes / 1961 - 1)).toBeLessThan(0.02)
    expect(Math.abs(steps / 268 - 1)).toBeLessThan(0.02)
  })

  it('has about 61 of 78 channels active, and 200 steps cover 99 % of the files', () => {
    let active = 0
    for (let i = 0; i < encoded.samples; i++) {
      active += new Set(encoded.eventChannel.subarray(encoded.eventStart[i], encoded.eventStart[i + 1])).size
    }
    expect(Math.abs(active / encoded.samples / 61.5 - 1)).toBeLessThan(0.02)
    const whole = encoded.steps.filter((steps) => steps < 200).length / encoded.samples
    expect(Math.abs(whole - 0.99)).toBeLessThan(0.005)
  })

  // Changes only together with the encoder's version or with the default settings.
  it('encodes to the same bits everywhere, on any number of threads', () => {
    expect(data.key).toBe('0dddee4f7f914ec5841bd36f64e51bd0b6f4eb078fed8f213d942c22c626889b')
  })
})
