import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What `test/oracles/hdf5_speech.py` put into a file of SHD or SSC. */
interface WrittenSample {
  readonly word: string
  readonly speaker: string
  readonly times: readonly number[]
  readonly channels: readonly number[]
}

interface WrittenDigit {
  readonly name: string
  readonly digit: string
  readonly speaker: string
  readonly times: readonly number[]
  readonly channels: readonly number[]
}

type HeidelbergFile = 'shd_train' | 'shd_test' | 'ssc_train' | 'ssc_valid' | 'ssc_test'

export type WrittenSpeech = Readonly<Record<HeidelbergFile, readonly WrittenSample[]>> & {
  readonly n_tidigits: Readonly<Record<'train' | 'test', readonly WrittenDigit[]>>
}

/** The small files that h5py wrote once and for all. */
export const HDF5_FOLDER = fileURLToPath(new URL('../../fixtures/hdf5', import.meta.url))

const ORACLE = fileURLToPath(new URL('../../oracles/hdf5_speech.py', import.meta.url))
const PYTHON = '/usr/bin/python3'

export const hasH5py = spawnSync(PYTHON, ['-c', 'import h5py']).status === 0

/** Fresh files, written by h5py into `folder`. */
export function writeSpeech(folder: string, seed: number, ...options: string[]): WrittenSpeech {
  const { status, stderr } = spawnSync(PYTHON, ['-B', ORACLE, folder, String(seed), ...options], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as WrittenSpeech
}
