import { basename, join } from 'node:path'
import { type FileEntry, filesIn } from '../files/files.js'
import { readAddressEvents } from '../readers/address-events.js'
import { BadFile } from '../readers/bad-file.js'
import type { FileSet, SetSample } from './file-set.js'
import { archiveIn, isFile, namesIn } from './lying-in.js'
import { reportBad } from './report-bad.js'

const FOLDERS = ['N-MNIST', 'n-mnist', 'NMNIST', '.']
const ARCHIVE = /^n-?mnist(-\d+)?$/i
const FILE = /\/(Train|Test)\/([0-9])\/(\d{5})\.bin$/
const NAMING = 'Train|Test/{digit}/{5 digits}.bin'
const SENSOR = { width: 34, height: 34 }

/** MNIST's digits, filmed by an event camera in three saccades of 100 ms each. */
export const nMnist: FileSet = {
  name: 'n-mnist',
  title: 'N-MNIST: MNIST seen by a moving event camera',
  shape: { kind: 'events', ...SENSOR },
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'CC BY-SA 4.0',
  attribution:
    'G. Orchard, A. Jayawant, G. K. Cohen, N. Thakor, "Converting Static Image Datasets to Spiking Neuromorphic Datasets ' +
    'Using Saccades", Frontiers in Neuroscience 9:437, 2015; derived from MNIST',
  homepage: 'https://www.garrickorchard.com/datasets/n-mnist',
  layout:
    `a folder N-MNIST/ of ${NAMING}, or in it Train.zip and Test.zip, or one archive of both: ` +
    'N-MNIST.zip, N-MNIST.tar.gz or n-mnist-1100.tar.gz',

  find(folder) {
    for (const inside of FOLDERS) {
      const parts = [join(folder, inside, 'Train'), join(folder, inside, 'Test')]
      if (parts.every(holdsDigits)) return parts
      const zips = parts.map((part) => `${part}.zip`)
      if (zips.every(isFile)) return zips
    }
    const archive = archiveIn(folder, ARCHIVE)
    return archive === undefined ? undefined : [archive]
  },

  async *samples(paths, onBad) {
    const seen = new Set<string>()
    for (const root of paths) {
      for await (const file of filesIn(root)) {
        if (!file.path.endsWith('.bin')) continue
        const sample = await sampleOf(root, file, seen).catch((error: unknown) => reportBad(error, onBad))
        if (sample) yield sample
      }
    }
    if (seen.size === 0) throw new BadFile(paths.join(', '), `holds no ${NAMING}`)
  },

  decode: (path, bytes) => readAddressEvents(path, bytes, SENSOR),
}

async function sampleOf(root: string, file: FileEntry, seen: Set<string>): Promise<SetSample> {
  // A root may be Train/ or Train.zip itself, whose own paths start with the digit.
  const match = FILE.exec(`/${basename(root, '.zip')}/${file.path}`)
  if (!match) throw new BadFile(`${root}: ${file.path}`, `is not named ${NAMING}`)
  const [, part, digit, id] = match
  const path = `${part}/${digit}/${id}.bin`
  if (seen.has(path)) throw new BadFile(`${root}: ${file.path}`, `is the second ${path}`)
  seen.add(path)
  return {
    path,
    label: Number(digit),
    part: part === 'Train' ? 'train' : 'test',
    group: null,
    content: await file.bytes(),
  }
}

/** Looks at one digit's folder only: the full set has 70 000 files. */
const holdsDigits = (part: string) => namesIn(join(part, '0')).some((name) => name.endsWith('.bin'))
