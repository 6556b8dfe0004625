import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import type { SetSample } from '../../../src/data/sets/file-set.js'
import { fsdd } from '../../../src/data/sets/fsdd.js'
import { packageRoot } from '../../../src/package-root.js'
import { tarGz } from '../readers/sample-tar.js'
import { pcm16 } from '../readers/sample-wav.js'
import { outlines, readSet, signalOf } from './read-set.js'

const root = mkdtempSync(join(tmpdir(), 'motif-fsdd-set-'))
afterAll(() => rmSync(root, { recursive: true }))

function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  const folder = join(root, name)
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), bytes)
  }
  return folder
}

const NAMES = ['7_theo_10', '7_theo_4', '7_theo_5', '0_theo_0', '7_lucas_49']
const FILES = Object.fromEntries(NAMES.map((name, i) => [`recordings/${name}.wav`, pcm16([i, 16384])]))

describe('the spoken digits', () => {
  it('come by digit, speaker and take, takes 0 to 4 as the test part, speakers as groups', async () => {
    const { samples, bad } = await readSet(fsdd, folderOf('folder', FILES))
    expect(bad).toEqual([])
    expect(outlines(samples)).toEqual([
      ['0_theo_0.wav', 0, 'test', 'theo'],
      ['7_lucas_49.wav', 7, 'train', 'lucas'],
      ['7_theo_4.wav', 7, 'test', 'theo'],
      ['7_theo_5.wav', 7, 'train', 'theo'],
      ['7_theo_10.wav', 7, 'train', 'theo'],
    ])
    expect(signalOf(fsdd, samples[0])).toEqual({
      kind: 'audio',
      rate: 8000,
      samples: Float32Array.of(3 / 32768, 0.5),
    })
  })

  it('are the same out of an archive in another order', async () => {
    const shuffled = Object.fromEntries(Object.entries(FILES).reverse())
    const archived = folderOf('archived', { 'fsdd-recordings.tar.gz': await tarGz(shuffled) })
    expect(await readSet(fsdd, archived)).toEqual(await readSet(fsdd, folderOf('folder', FILES)))
  })

  it('report a misnamed recording and one that occurs twice, and go on', async () => {
    const files = { ...FILES, 'recordings/seven.wav': pcm16([1]), 'recordings/README.md': Buffer.from('x') }
    const twice = folderOf('twice', {
      'fsdd-recordings.tar.gz': await tarGz({ 'a/0_x_9.wav': pcm16([1]), 'b/0_x_9.wav': pcm16([2]), ...files }),
    })
    const { samples, bad } = await readSet(fsdd, twice)
    expect(samples).toHaveLength(6)
    expect(bad).toEqual([
      `b/0_x_9.wav: occurs twice in ${join(twice, 'fsdd-recordings.tar.gz')}`,
      'recordings/seven.wav: is not named {digit}_{speaker}_{take}.wav',
    ])
  })

  it('are not found where they are not, and an archive without them is bad', async () => {
    expect(fsdd.find(folderOf('empty', { 'note.txt': Buffer.from('x') }))).toBeUndefined()
    expect(fsdd.find(join(root, 'absent'))).toBeUndefined()
    const none = folderOf('none', { 'fsdd-recordings.tar.gz': await tarGz({ 'a.txt': Buffer.from('x') }) })
    await expect(readSet(fsdd, none)).rejects.toThrow(BadFile)
    await expect(readSet(fsdd, none)).rejects.toThrow('fsdd-recordings.tar.gz: holds no {digit}_{speaker}_{take}.wav')
  })
})

const shared = join(process.env.MOTIF_SHARED ?? resolve(packageRoot(), '..', 'shared'), 'data')

describe.skipIf(!existsSync(join(shared, 'fsdd-recordings.tar.gz')))(
  'the 3000 recordings (skipped without them)',
  () => {
    it('are 2700 for training and 300 for the test, evenly spread, 143.5 to 2282.8 ms at 8 kHz', async () => {
      const { samples, bad } = await readSet(fsdd, shared)
      expect([samples.length, bad]).toEqual([3000, []])
      const count = (chosen: (sample: SetSample) => boolean) => samples.filter(chosen).length
      for (let digit = 0; digit < 10; digit++) {
        expect(count(({ label, part }) => label === digit && part === 'train')).toBe(270)
        expect(count(({ label, part }) => label === digit && part === 'test')).toBe(30)
      }
      expect(new Set(samples.map(({ group }) => group)).size).toBe(6)
      const durations = samples.map((sample) => {
        const signal = signalOf(fsdd, sample)
        if (signal.kind !== 'audio') throw new Error(signal.kind)
        return (1000 * signal.samples.length) / signal.rate
      })
      expect(Math.min(...durations).toFixed(1)).toBe('143.5')
      expect(Math.max(...durations).toFixed(1)).toBe('2282.8')
      expect((durations.reduce((a, b) => a + b) / 3000).toFixed(1)).toBe('437.4')
    })
  },
)
