import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { speechCommands } from '../../../src/data/sets/speech-commands.js'
import { ti46Alpha, ti46Digits } from '../../../src/data/sets/ti46.js'
import { sphere16 } from '../readers/sample-sphere.js'
import { tarGz } from '../readers/sample-tar.js'
import { pcm16 } from '../readers/sample-wav.js'
import { outlines, readSet, signalOf } from './read-set.js'
import { writeFiles } from './write-files.js'

const root = mkdtempSync(join(tmpdir(), 'motif-speech-sets-'))
afterAll(() => rmSync(root, { recursive: true }))

const WAV = pcm16([16384])

describe('Speech Commands', () => {
  const FILES = {
    'yes/0a7c2a8d_nohash_0.wav': WAV,
    'yes/0a7c2a8d_nohash_1.wav': WAV,
    'zero/ffd2ba2f_nohash_0.wav': WAV,
    'bed/c1d39ce8_nohash_10.wav': WAV,
    '_background_noise_/pink_noise.wav': WAV,
    'README.md': Buffer.from('x'),
    'testing_list.txt': Buffer.from('zero/ffd2ba2f_nohash_0.wav\n'),
    'validation_list.txt': Buffer.from('yes/0a7c2a8d_nohash_1.wav\n'),
  }
  const EXPECTED = [
    ['bed/c1d39ce8_nohash_10.wav', 1, 'train', 'c1d39ce8'],
    ['yes/0a7c2a8d_nohash_0.wav', 33, 'train', '0a7c2a8d'],
    ['yes/0a7c2a8d_nohash_1.wav', 33, 'train', '0a7c2a8d'],
    ['zero/ffd2ba2f_nohash_0.wav', 34, 'test', 'ffd2ba2f'],
  ]

  it('take the test part from its list and speakers from the names, and leave the noise out', async () => {
    const { samples, bad } = await readSet(speechCommands, writeFiles(join(root, 'commands'), FILES))
    expect(bad).toEqual([])
    expect(outlines(samples)).toEqual(EXPECTED)
    expect(signalOf(speechCommands, samples[0])).toEqual({
      kind: 'audio',
      rate: 8000,
      samples: Float32Array.of(0.5),
    })
    expect(speechCommands.classNames).toHaveLength(35)
  })

  it('are read out of an archive whose list comes last', async () => {
    const { 'testing_list.txt': list, ...rest } = FILES
    const archive = await tarGz(
      Object.fromEntries(
        Object.entries({ ...rest, 'testing_list.txt': list }).map(([path, bytes]) => [`./${path}`, bytes]),
      ),
    )
    const folder = writeFiles(join(root, 'archive'), { 'speech_commands_v0.02.tar.gz': archive })
    const { samples, bad } = await readSet(speechCommands, folder)
    expect(bad).toEqual([])
    expect(outlines(samples).sort()).toEqual(EXPECTED)
  })

  it('report words and names that are not theirs, and test files that are not there', async () => {
    const { 'zero/ffd2ba2f_nohash_0.wav': _, ...files } = FILES
    const folder = writeFiles(join(root, 'odd'), { ...files, 'cow/0a_nohash_0.wav': WAV, 'yes/first.wav': WAV })
    const { samples, bad } = await readSet(speechCommands, folder)
    expect(samples).toHaveLength(3)
    expect(bad).toEqual([
      'cow/0a_nohash_0.wav: is not {word}/{speaker}_nohash_{n}.wav of one of the 35 words',
      'yes/first.wav: is not {word}/{speaker}_nohash_{n}.wav of one of the 35 words',
      `${folder}/testing_list.txt: names 1 files that are not there, zero/ffd2ba2f_nohash_0.wav among them`,
    ])
  })

  it('are not read from an archive without the list', async () => {
    const archive = await tarGz({ 'yes/0a_nohash_0.wav': WAV })
    const folder = writeFiles(join(root, 'listless'), { 'speech_commands.tar.gz': archive })
    await expect(readSet(speechCommands, folder)).rejects.toThrow('holds no testing_list.txt')
  })
})

describe('TI46', () => {
  const RIFF = pcm16([8192])
  const SPHERE = sphere16([-16384])
  const FILES = {
    'TI46/ti_alpha/train/f1/0af1set0.wav': SPHERE,
    'TI46/ti_alpha/train/m8/0zm8set9.wav': RIFF,
    'TI46/ti_alpha/test/f1/0bf1s3t0.wav': SPHERE,
    'TI46/ti_alpha/test/f1/0bf1s3t1.wav': SPHERE,
    'TI46/ti20/train/f2/09f2set1.wav': SPHERE,
    'TI46/ti20/train/f2/gof2set1.wav': SPHERE,
    'TI46/ti20/test/m1/00m1s8t1.wav': SPHERE,
    'TI46/ti20/readme.doc': Buffer.from('x'),
  }

  it('reads letters by their speakers and parts, SPHERE and RIFF alike', async () => {
    const { samples, bad } = await readSet(ti46Alpha, writeFiles(join(root, 'ti46'), FILES))
    expect(bad).toEqual([])
    expect(outlines(samples)).toEqual([
      ['test/f1/0bf1s3t0.wav', 1, 'test', 'f1'],
      ['test/f1/0bf1s3t1.wav', 1, 'test', 'f1'],
      ['train/f1/0af1set0.wav', 0, 'train', 'f1'],
      ['train/m8/0zm8set9.wav', 25, 'train', 'm8'],
    ])
    expect(samples.slice(2).map((sample) => signalOf(ti46Alpha, sample))).toEqual([
      { kind: 'audio', rate: 12500, samples: Float32Array.of(-0.5) },
      { kind: 'audio', rate: 8000, samples: Float32Array.of(0.25) },
    ])
  })

  it('reads digits out of the 20 words, also from an archive in upper case', async () => {
    const expected = [
      ['test/m1/00m1s8t1.wav', 0, 'test', 'm1'],
      ['train/f2/09f2set1.wav', 9, 'train', 'f2'],
    ]
    const folder = writeFiles(join(root, 'ti46'), FILES)
    expect(outlines((await readSet(ti46Digits, folder)).samples)).toEqual(expected)
    const upper = Object.fromEntries(Object.entries(FILES).map(([path, bytes]) => [path.toUpperCase(), bytes]))
    const archived = writeFiles(join(root, 'upper'), { 'TI46-disc.tar.gz': await tarGz(upper) })
    const { samples, bad } = await readSet(ti46Digits, archived)
    expect(bad).toEqual([])
    expect(outlines(samples).sort()).toEqual(expected)
  })

  it('reports names that are not its own', async () => {
    const folder = writeFiles(join(root, 'misnamed'), {
      'ti_alpha/train/f1/0af2set0.wav': SPHERE,
      'ti_alpha/train/f1/xxf1set0.wav': SPHERE,
      'ti_alpha/train/f9/0af9set0.wav': SPHERE,
    })
    expect(await readSet(ti46Alpha, folder)).toEqual({
      samples: [],
      bad: [
        'train/f1/0af2set0.wav: is not named as TI46 names a recording of ti_alpha',
        "train/f1/xxf1set0.wav: is named after the unknown word 'xx'",
        'train/f9/0af9set0.wav: is not named as TI46 names a recording of ti_alpha',
      ],
    })
  })

  it('is found in its folder and under it, and not elsewhere', () => {
    expect(ti46Digits.find(join(root, 'ti46'))).toEqual([join(root, 'ti46/TI46/ti20')])
    expect(ti46Digits.find(join(root, 'ti46/TI46'))).toEqual([join(root, 'ti46/TI46/ti20')])
    expect(ti46Digits.find(join(root, 'misnamed'))).toBeUndefined()
  })
})
