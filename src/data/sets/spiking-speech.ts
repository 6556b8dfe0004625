import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BadFile } from '../readers/bad-file.js'
import { hdf5Reader } from '../readers/hdf5.js'
import { HEIDELBERG_CHANNELS, type HeidelbergSample, heidelbergSamples } from '../readers/heidelberg.js'
import type { FileSet, Part, SetSample } from './file-set.js'

interface SetFile {
  readonly file: string
  /** Of the samples' paths. */
  readonly prefix: string
  readonly part: Part
}

interface SpikingSpeech extends Pick<FileSet, 'name' | 'title' | 'classNames' | 'licence' | 'homepage'> {
  /** Names of the folder that may hold the files. */
  readonly folders: readonly string[]
  readonly files: readonly SetFile[]
  /** Index of the class, or what else where there is none. */
  classOf(sample: HeidelbergSample): number
  /** What the set was made of, to be cited too. */
  readonly derivedFrom?: string
}

const PAPER =
  'B. Cramer, Y. Stradmann, J. Schemmel, F. Zenke, "The Heidelberg Spiking Data Sets for the Systematic Evaluation of ' +
  'Spiking Neural Networks", IEEE Transactions on Neural Networks and Learning Systems 33(7), 2022'

/** The Heidelberg spiking data sets, one HDF5 file a part. Samples are named by prefix and position, speakers are groups. */
export function spikingSpeech({ folders, files, classOf, derivedFrom, ...about }: SpikingSpeech): FileSet {
  const classes = about.classNames.length
  return {
    ...about,
    attribution: derivedFrom === undefined ? PAPER : `${PAPER}; derived from ${derivedFrom}`,
    shape: { kind: 'spikes', channels: HEIDELBERG_CHANNELS },
    layout: `${files.map(({ file }) => file).join(', ')}, unpacked, in the folder itself or in ${folders.join('/ or ')}/`,

    find(folder) {
      return ['.', ...folders]
        .map((inside) => files.map(({ file }) => join(folder, inside, file)))
        .find((paths) => paths.every((path) => existsSync(path)))
    },

    async *samples(paths, onBad) {
      const reader = hdf5Reader()
      try {
        for (const [i, path] of paths.entries()) {
          for await (const sample of heidelbergSamples(reader, path)) {
            const found = sample instanceof BadFile ? sample : inSet(path, files[i], sample)
            if (found instanceof BadFile) onBad(found)
            else yield found
          }
        }
      } finally {
        await reader.end()
      }
    },

    decode(path) {
      throw new BadFile(path, `is no sample of ${about.title}: those lie together in HDF5 files`)
    },
  }

  function inSet(path: string, { prefix, part }: SetFile, sample: HeidelbergSample): SetSample | BadFile {
    const { index, label, key, speaker, signal } = sample
    const found = classOf(sample)
    if (Number.isInteger(found) && found >= 0 && found < classes)
      return { path: named(prefix, index), label: found, part, group: speaker, content: signal }
    const name = key === undefined ? `${label}` : `${label} ('${key}')`
    return new BadFile(path, `sample ${index} has label ${name}, which is none of the ${classes} classes`)
  }
}

const named = (prefix: string, index: number) => `${prefix}/${String(index).padStart(5, '0')}`
