import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { dataSchema, describeData, resolveDataset } from '../../../src/data/catalogue.js'
import { type EncodedDataset, SPLITS } from '../../../src/data/dataset.js'
import { readableSet } from '../../../src/data/file-dataset.js'
import { readSamples } from '../../../src/data/read-samples.js'
import { type AddOptions, addUserSet } from '../../../src/data/user/add-user-set.js'
import { userSetNames } from '../../../src/data/user/user-description.js'
import type { UserKind } from '../../../src/data/user/user-format.js'
import { UsageError } from '../../../src/usage-error.js'
import { tarGz } from '../readers/sample-tar.js'
import { sound } from '../readers/sample-wav.js'

const root = mkdtempSync(join(tmpdir(), 'motif-user-'))
const before = process.env.MOTIF_SETS
process.env.MOTIF_SETS = join(root, 'sets')
afterAll(() => {
  rmSync(root, { recursive: true })
  if (before === undefined) delete process.env.MOTIF_SETS
  else process.env.MOTIF_SETS = before
})

let number = 0
let folder: string
beforeEach(() => {
  folder = join(root, `files-${number++}`)
})

function write(files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const options = (kind: UserKind, change: Partial<AddOptions> = {}, format: object = {}): AddOptions => ({
  format: { kind, unit: 'us', rate: null, ...format },
  ...{ testShare: 0.25, seed: 0, licence: 'CC0', attribution: 'me', replace: false, skipBad: false },
  ...change,
})

const load = (name: string, settings: object = {}) =>
  resolveDataset(dataSchema.parse({ source: 'user', name, ...settings }), {
    ...{ seed: 1, replicate: 0, threads: 1, cacheFolder: join(root, 'cache') },
  })

const counts = (data: EncodedDataset) => SPLITS.map((_, s) => data.split.filter((split) => split === s).length)

/** `perClass` recordings of two words. */
function words(perClass = 12): Record<string, Buffer> {
  const files: Record<string, Buffer> = {}
  for (const [w, word] of ['yes', 'no'].entries())
    for (let i = 0; i < perClass; i++) files[`${word}/${i}.wav`] = sound(2000 + 37 * i, 1 + w + i / 50)
  return files
}

describe('a folder of class folders', () => {
  it('becomes a data set with its own test part, and the usual encoder of its kind', async () => {
    await addUserSet('spoken', write(words()), options('wav-folder'))
    expect(userSetNames()).toContain('spoken')
    const data = await load('spoken', { splits: { shares: { weights: 0.5, alpha: 0.25, selection: 0.25 } } })
    expect(counts(data)).toEqual([10, 4, 4, 6])
    expect(data.classNames).toEqual(['no', 'yes'])
    expect(describeData(dataSchema.parse({ source: 'user', name: 'spoken' }))).toMatchObject({
      ...{ channels: data.channels, classes: 2, generated: false },
    })
    const ear = await load('spoken', { encoder: { kind: 'lyon-bsa' } })
    expect(ear.channels).toBe(78)
  })

  it('is the same from an archive', async () => {
    const files = words(6)
    await addUserSet('plain', write(files), options('wav-folder'))
    writeFileSync(join(folder, 'all.tar.gz'), await tarGz(Object.fromEntries(Object.entries(files).sort())))
    await addUserSet('packed', join(folder, 'all.tar.gz'), options('wav-folder'))
    const [plain, packed] = [await load('plain'), await load('packed')]
    expect([...packed.eventChannel].sort()).toEqual([...plain.eventChannel].sort())
    expect(counts(packed)).toEqual(counts(plain))
  })

  it('keeps identical files of a class on one side of every cut', async () => {
    const files = words(8)
    for (let i = 0; i < 4; i++) files[`yes/copy-${i}.wav`] = files['yes/0.wav']
    const { samples } = await addUserSet('copies', write(files), options('wav-folder'))
    const parts = samples.filter(({ path }) => /yes\/(0|copy-\d)\.wav/.test(path)).map(({ part }) => part)
    expect(parts).toHaveLength(5)
    expect(new Set(parts).size).toBe(1)
  })

  it('is refused when one file has two classes, lies in no folder, or there is one class only', async () => {
    const [file] = Object.values(words(1))
    await expect(
      addUserSet('twice', write({ 'a/x.wav': file, 'b/y.wav': file }), options('wav-folder')),
    ).rejects.toThrow('a/x.wav and b/y.wav are the same file, but of class a and b')
    await expect(addUserSet('loose', write({ 'x.wav': file }), options('wav-folder'))).rejects.toThrow(
      'lies in no class folder',
    )
    folder = join(root, 'one-class')
    await expect(addUserSet('one', write({ 'a/x.wav': file }), options('wav-folder'))).rejects.toThrow(
      'needs at least two classes, but has a',
    )
  })

  it('stops at a file that cannot be read, or leaves it out', async () => {
    const path = write({ ...words(4), 'yes/broken.wav': Buffer.from('RIFF') })
    await expect(addUserSet('broken', path, options('wav-folder'))).rejects.toThrow(/yes\/broken\.wav/)
    expect(userSetNames()).not.toContain('broken')
    const warnings: string[] = []
    const onWarning = (message: string) => warnings.push(message)
    const { samples } = await addUserSet('broken', path, options('wav-folder', { skipBad: true, onWarning }))
    expect(samples).toHaveLength(8)
    expect(warnings[0]).toMatch(/left out yes\/broken\.wav/)
  })

  it('is not replaced unless that is said, and needs a good name', async () => {
    const path = write(words(4))
    await addUserSet('kept', path, options('wav-folder'))
    await expect(addUserSet('kept', path, options('wav-folder'))).rejects.toThrow('--replace')
    await addUserSet('kept', path, options('wav-folder', { replace: true }))
    await expect(addUserSet('../up', path, options('wav-folder'))).rejects.toThrow('must be lower-case letters')
  })
})

describe('files that change after they were added', () => {
  it('are found by the check, and refused by training, which names the file', async () => {
    await addUserSet('changing', write(words(4)), options('wav-folder'))
    const readable = readableSet(dataSchema.parse({ source: 'user', name: 'changing' }) as never)
    expect((await readSamples(readable)).bad).toEqual([])
    writeFileSync(join(folder, 'yes/2.wav'), sound(2000, 9))
    const { bad, samples } = await readSamples(readable)
    expect(samples).toBe(7)
    expect(bad.map(({ message }) => message)).toEqual([
      `${join(folder, 'yes/2.wav')}: is not the file that motif data add saw: bring that one back, or add the set again`,
    ])
    await expect(load('changing')).rejects.toThrow('yes/2.wav')
    rmSync(join(folder, 'yes/3.wav'))
    expect((await readSamples(readable)).bad[1].message).toMatch(/yes\/3\.wav: cannot be read/)
  })
})

describe('a manifest', () => {
  const lines = (rows: readonly string[]) => `path,label,split,group\n${rows.join('\n')}\n`

  it('names files, classes, parts and groups', async () => {
    const names = Object.keys(words(6))
    const rows = names.map((path, i) => `${path},${path.split('/')[0]},${i % 6 < 2 ? 'test' : 'train'},person ${i % 6}`)
    write({ ...words(6), 'list.csv': lines(rows) })
    await addUserSet('listed', join(folder, 'list.csv'), options('wav-folder'))
    const data = await load('listed', { splits: { shares: { weights: 0.5, alpha: 0.25, selection: 0.25 } } })
    expect(counts(data)).toEqual([4, 2, 2, 4])
    // Groups stay together by themselves.
    for (const person of data.groupNames) {
      const at = data.groupNames.indexOf(person)
      expect(new Set([...data.split].filter((_, i) => data.group[i] === at)).size).toBe(1)
    }
  })

  it.each([
    [
      'identical files in train and test',
      ['yes/0.wav,yes,train,', 'yes/copy.wav,yes,test,', 'no/0.wav,no,train,'],
      /yes\/0\.wav and yes\/copy\.wav are the same file/,
    ],
    [
      'a group on both sides',
      ['yes/0.wav,yes,train,ann', 'yes/1.wav,yes,test,ann', 'no/0.wav,no,train,bob'],
      /group ann is in the train part/,
    ],
    [
      'splits for some files only',
      ['yes/0.wav,yes,train,', 'no/0.wav,no,,'],
      /no\/0\.wav has no split in the manifest/,
    ],
    [
      'a split of another name',
      ['yes/0.wav,yes,validation,'],
      /must have split train, test or nothing, but has 'validation' in line 2/,
    ],
    [
      'a class without training files',
      ['yes/0.wav,yes,train,', 'no/0.wav,no,test,'],
      /class no has no file in the train part/,
    ],
    ['a file twice', ['yes/0.wav,yes,train,', 'yes/0.wav,yes,train,'], /names yes\/0\.wav twice, again in line 3/],
    ['a file elsewhere', ['../yes/0.wav,yes,train,'], /must name files below its own folder/],
    ['a file that is not there', ['yes/9.wav,yes,train,'], /yes\/9\.wav: of line 2/],
  ])('refuses %s', async (_, rows, message) => {
    const files = words(2)
    write({ ...files, 'yes/copy.wav': files['yes/0.wav'], 'list.csv': lines(rows) })
    const adding = addUserSet('refused', join(folder, 'list.csv'), options('wav-folder'))
    await expect(adding).rejects.toThrow(message)
    await expect(adding).rejects.toThrow(UsageError)
  })
})

describe('other kinds of files', () => {
  const perClass = (content: (label: number, i: number) => string, ending: string) =>
    Object.fromEntries(
      [0, 1].flatMap((label) => Array.from({ length: 6 }, (_, i) => [`c${label}/${i}.${ending}`, content(label, i)])),
    )

  it('camera events share the largest sensor that any of them shows', async () => {
    const files = perClass((label, i) => `t,x,y,p\n0,${i},${label},1\n2500,${label},${i + 1},0\n`, 'csv')
    const { shape } = await addUserSet('camera', write(files), options('events'))
    expect(shape).toEqual({ kind: 'events', width: 6, height: 7 })
    const data = await load('camera', { encoder: { kind: 'bin', stepMicros: 1000 } })
    expect(data.channels).toBe(2 * 6 * 7)
    // c0/0: ON at (0, 0) in step 0, OFF at (0, 1) in step 2.
    expect([...data.eventStep.subarray(0, 2)]).toEqual([0, 2])
    expect([...data.eventChannel.subarray(0, 2)]).toEqual([42, 6])
  })

  it('spikes on channels', async () => {
    const files = perClass((label, i) => `t,channel\n0,${label}\n10,${i}\n`, 'csv')
    const { shape } = await addUserSet('spikes', write(files), options('events', {}, { unit: 'ms' }))
    expect(shape).toEqual({ kind: 'spikes', channels: 6 })
    const data = await load('spikes', { encoder: { kind: 'bin', stepMicros: 5000 } })
    expect([...data.eventStep.subarray(0, 2)]).toEqual([0, 2])
  })

  it('series with a rate, whose channels must be as many', async () => {
    const series = (label: number, i: number) =>
      Array.from({ length: 30 }, (_, t) => `${(t * (label + 1)) % (5 + i)},${t % 3}`).join('\n')
    const { shape } = await addUserSet('series', write(perClass(series, 'csv')), options('series', {}, { rate: 100 }))
    expect(shape).toEqual({ kind: 'series', channels: 2, rate: 100 })
    expect((await load('series')).channels).toBe(4)
    write({ 'c1/other.csv': '1,2,3\n4,5,6\n' })
    await expect(addUserSet('uneven', folder, options('series'))).rejects.toThrow(/c1\/other\.csv: is .*"channels":3/)
  })
})

describe('a name', () => {
  it('that is not there is refused with the nearest one', async () => {
    await addUserSet('birds', write(words(4)), options('wav-folder'))
    expect(() => describeData(dataSchema.parse({ source: 'user', name: 'brids' }))).toThrow(
      'there is no data set \'brids\' of yours; did you mean "birds"?',
    )
  })
})
