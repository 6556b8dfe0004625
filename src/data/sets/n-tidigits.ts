import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BadFile } from '../readers/bad-file.js'
import { type Hdf5File, hdf5Reader } from '../readers/hdf5.js'
import { spikeTrains } from '../readers/spike-lists.js'
import type { FileSet, Part, SetSample } from './file-set.js'
import { reportBad } from './report-bad.js'

const FILES = ['n-tidigits.hdf5', 'n-tidigits/n-tidigits.hdf5', 'N-TIDIGITS/n-tidigits.hdf5']
const CHANNELS = 64
/** The corpus' letters for its words: zero, oh and one to nine. */
const DIGITS = ['z', 'o', '1', '2', '3', '4', '5', '6', '7', '8', '9']
const PARTS: readonly Part[] = ['train', 'test']

/** N-TIDIGITS18, of which only the recordings of a single digit are used. `path` is the part and the file's own label. */
export const nTidigits: FileSet = {
  name: 'n-tidigits',
  title: 'N-TIDIGITS18: single digits through a silicon cochlea',
  shape: { kind: 'spikes', channels: CHANNELS },
  classNames: DIGITS,
  licence: null,
  attribution:
    'J. Anumula, D. Neil, T. Delbruck, S.-C. Liu, "Feature Representations for Neuromorphic Audio Spike Streams", ' +
    'Frontiers in Neuroscience 12:23, 2018; derived from TIDIGITS (LDC93S10)',
  homepage: 'https://www.ini.uzh.ch/en/research/groups/sensors/code.html',
  layout: FILES.join(' or '),

  find(folder) {
    const path = FILES.map((file) => join(folder, file)).find((file) => existsSync(file))
    return path === undefined ? undefined : [path]
  },

  async *samples([path], onBad) {
    const report = (error: unknown) => reportBad(error, onBad)
    const reader = hdf5Reader()
    try {
      const file = await reader.open(path).catch(report)
      if (!file) return
      for (const part of PARTS) {
        const names = (await file.strings(`${part}_labels`).catch(report)) ?? []
        for (const name of names) {
          if (digitsOf(name).length > 1) continue
          const sample = await readSample(path, file, part, name).catch(report)
          if (sample) yield sample
        }
      }
    } finally {
      await reader.end()
    }
  },

  decode(path) {
    throw new BadFile(path, 'is no sample of N-TIDIGITS18: those lie together in n-tidigits.hdf5')
  },
}

/** What is spoken: `4` of `man-ae-a-4`. */
const digitsOf = (name: string) => name.slice(name.lastIndexOf('-') + 1)

/** `man-ae` of `man-ae-a-4`: what comes before the production and the digits. */
const speakerOf = (name: string) => name.split('-').slice(0, -2).join('-') || null

async function readSample(path: string, file: Hdf5File, part: Part, name: string): Promise<SetSample> {
  const label = DIGITS.indexOf(digitsOf(name))
  if (label < 0) throw new BadFile(path, `'${name}' in ${part}_labels ends in none of the digits ${DIGITS.join(', ')}`)
  const times = await file.numbers(`${part}_timestamps/${name}`)
  const channels = await file.numbers(`${part}_addresses/${name}`)
  const content = spikeTrains(path, `${part}_timestamps/${name}`, times, channels, CHANNELS)
  return { path: `${part}/${name}`, label, part, group: speakerOf(name), content }
}
