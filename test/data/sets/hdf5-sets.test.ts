import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import type { SetSample } from '../../../src/data/sets/file-set.js'
import { nTidigits } from '../../../src/data/sets/n-tidigits.js'
import { shd } from '../../../src/data/sets/shd.js'
import { ssc } from '../../../src/data/sets/ssc.js'
import { readFixture } from '../../oracle-fixture.js'
import { HDF5_FOLDER, hasH5py, type WrittenSpeech, writeSpeech } from '../readers/hdf5-speech.js'
import { readSet } from './read-set.js'

const root = mkdtempSync(join(tmpdir(), 'motif-hdf5-sets-'))
afterAll(() => rmSync(root, { recursive: true }))

function copied(name: string, ...files: string[]): string {
  mkdirSync(join(root, name))
  for (const file of files) copyFileSync(join(HDF5_FOLDER, file), join(root, name, file))
  return join(root, name)
}

function plain({ path, label, part, group, content }: SetSample) {
  if (content instanceof Uint8Array || content.kind !== 'spikes') throw new Error('no spikes')
  const { channels, duration, time, channel } = content
  return { path, label, part, group, channels, duration, times: [...time], units: [...channel] }
}

const numbered = (i: number) => String(i).padStart(5, '0')
const spikes = { channels: 700, duration: null }

function expectedShd({ shd_train, shd_test }: WrittenSpeech) {
  const words = shd.classNames.map((word) => word.replace('ü', 'ue'))
  return (['train', 'test'] as const).flatMap((part) =>
    (part === 'train' ? shd_train : shd_test).map(({ word, speaker, times, channels }, i) => ({
      ...{ path: `${part}/${numbered(i)}`, label: words.indexOf(word), part, group: speaker },
      ...{ ...spikes, times, units: channels },
    })),
  )
}

function expectedSsc({ ssc_train, ssc_valid, ssc_test }: WrittenSpeech) {
  return Object.entries({ train: ssc_train, valid: ssc_valid, test: ssc_test }).flatMap(([prefix, samples]) =>
    samples.map(({ word, speaker, times, channels }, i) => ({
      ...{ path: `${prefix}/${numbered(i)}`, label: ssc.classNames.indexOf(word), group: speaker },
      ...{ part: prefix === 'test' ? 'test' : 'train', ...spikes, times, units: channels },
    })),
  )
}

function expectedDigits({ n_tidigits }: WrittenSpeech) {
  return (['train', 'test'] as const).flatMap((part) =>
    n_tidigits[part].map(({ name, digit, speaker, times, channels }) => ({
      ...{ path: `${part}/${name}`, label: nTidigits.classNames.indexOf(digit), part, group: speaker },
      ...{ channels: 64, duration: null, times, units: channels },
    })),
  )
}

async function expectAllRead(folder: string, written: WrittenSpeech) {
  const expected = [expectedShd(written), expectedSsc(written), expectedDigits(written)]
  for (const [i, set] of [shd, ssc, nTidigits].entries()) {
    const { samples, bad } = await readSet(set, folder)
    expect(bad).toEqual([])
    expect(samples.map(plain)).toEqual(expected[i])
  }
}

describe('SHD, SSC and N-TIDIGITS', () => {
  it('read every spike, label and speaker that h5py wrote: floats of 16 to 64 bits, both byte orders, packed or not', async () => {
    const written = readFixture<WrittenSpeech>('hdf5-speech')
    expect(written.shd_train[1].times).toEqual([])
    expect(written.n_tidigits.train).toHaveLength(11)
    await expectAllRead(HDF5_FOLDER, written)
  })

  it.skipIf(!hasH5py).each([
    ['the oldest format', 7, []],
    ['the newest format', 8, ['--latest']],
  ])('read what h5py writes now in %s (skipped without h5py)', async (_, seed, options) => {
    const folder = join(root, `live-${seed}`)
    await expectAllRead(folder, writeSpeech(folder, seed, ...options))
  })

  it('have 20, 35 and 11 classes', () => {
    expect([shd, ssc, nTidigits].map(({ classNames }) => new Set(classNames).size)).toEqual([20, 35, 11])
  })

  it('are found only when all of their files are there, also in a folder of their own', () => {
    expect(shd.find(copied('half', 'shd_train.h5'))).toBeUndefined()
    const inside = copied('outer', 'shd_train.h5', 'shd_test.h5')
    expect(shd.find(inside)).toEqual([join(inside, 'shd_train.h5'), join(inside, 'shd_test.h5')])
    mkdirSync(join(root, 'beside'))
    copyFileSync(join(HDF5_FOLDER, 'n-tidigits.hdf5'), join(root, 'beside/n-tidigits.hdf5'))
    expect(nTidigits.find(join(root, 'beside'))).toEqual([join(root, 'beside/n-tidigits.hdf5')])
    expect(nTidigits.find(inside)).toBeUndefined()
  })

  it('report a file that is packed, none or other, and read the rest', async () => {
    const folder = copied('bad', 'shd_train.h5', 'shd_test.h5')
    const path = join(folder, 'shd_train.h5')
    const test = expectedShd(readFixture<WrittenSpeech>('hdf5-speech')).filter(({ part }) => part === 'test')
    for (const [bytes, reason] of [
      [gzipSync(readFileSync(path)), 'is packed with gzip; unpack it first (gunzip)'],
      [Buffer.from('other'), 'is not an HDF5 file: no signature at byte 0, 512, 1024, 2048, 4096'],
      [readFileSync(join(HDF5_FOLDER, 'n-tidigits.hdf5')), "cannot be read as HDF5: has no 'spikes/times'"],
    ] as const) {
      writeFileSync(path, bytes)
      const { samples, bad } = await readSet(shd, folder)
      expect(bad).toEqual([`${path}: ${reason}`])
      expect(samples.map(plain)).toEqual(test)
    }
  })

  it('stop at the first bad file when the caller throws', async () => {
    const folder = copied('stop', 'shd_train.h5', 'shd_test.h5')
    writeFileSync(join(folder, 'shd_train.h5'), 'x')
    const stopping = (bad: BadFile) => {
      throw bad
    }
    const reading = async () => {
      for await (const _ of shd.samples(shd.find(folder) ?? [], stopping)) throw new Error('read on')
    }
    await expect(reading()).rejects.toThrow(BadFile)
  })

  it('can be left early', async () => {
    for await (const sample of shd.samples(shd.find(HDF5_FOLDER) ?? [], () => undefined)) {
      expect(sample.path).toBe('train/00000')
      break
    }
  })

  it('have no way to decode a sample by itself', () => {
    expect(() => shd.decode('a.h5', new Uint8Array())).toThrow('a.h5: is no sample of Spiking Heidelberg Digits (SHD)')
    expect(() => nTidigits.decode('a.h5', new Uint8Array())).toThrow(BadFile)
  })
})
