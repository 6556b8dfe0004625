import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesIn } from '../files/files.js'
import { BadFile } from '../readers/bad-file.js'
import { readWav } from '../readers/wav.js'
import type { FileSet, SetSample } from './file-set.js'

const ARCHIVE = 'fsdd-recordings.tar.gz'
const FOLDERS = ['recordings', 'fsdd/recordings', 'free-spoken-digit-dataset/recordings', '.']
const FILE_NAME = /^(\d)_([^_]+)_(\d+)\.wav$/
/** Takes 0 to 4 of every digit and speaker are the official test part. */
const TEST_TAKES = 5

interface Recording {
  readonly name: string
  readonly digit: number
  readonly speaker: string
  readonly take: number
  readonly bytes: Uint8Array
}

/** Free Spoken Digit Dataset: `{digit}_{speaker}_{take}.wav`, in an archive or a folder. */
export const fsdd: FileSet = {
  name: 'fsdd',
  title: 'spoken digits (FSDD)',
  shape: { kind: 'audio' },
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'CC BY-SA 4.0',
  attribution:
    'Z. Jackson, C. Souza, J. Flaks, Y. Pan, H. Nicolas, A. Thite, "Jakobovski/free-spoken-digit-dataset", Zenodo 10.5281/zenodo.1342401',
  homepage: 'Zenodo 10.5281/zenodo.1342401 or https://github.com/Jakobovski/free-spoken-digit-dataset',
  layout: `${ARCHIVE} or a folder recordings/ of {digit}_{speaker}_{take}.wav`,

  find(folder) {
    if (existsSync(join(folder, ARCHIVE))) return [join(folder, ARCHIVE)]
    const inside = FOLDERS.map((name) => join(folder, name)).find(holdsRecordings)
    return inside === undefined ? undefined : [inside]
  },

  takeOf: (path) => {
    const match = FILE_NAME.exec(path)
    return match ? Number(match[3]) : null
  },

  async *samples(paths, onBad) {
    for (const { name, digit, speaker, take, bytes } of await readAll(paths, onBad)) {
      const part = take < TEST_TAKES ? 'test' : 'train'
      yield { path: name, label: digit, part, group: speaker, content: bytes } satisfies SetSample
    }
  },

  decode: readWav,
}

function holdsRecordings(folder: string): boolean {
  return (
    statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
    readdirSync(folder).some((file) => FILE_NAME.test(file))
  )
}

/** All recordings (about 25 MB), sorted by digit, speaker and take whatever the source's order. */
async function readAll([path]: readonly string[], onBad: (bad: BadFile) => void): Promise<Recording[]> {
  const recordings = new Map<string, Recording>()
  for await (const file of filesIn(path)) {
    const name = basename(file.path)
    if (!name.endsWith('.wav')) continue
    const match = FILE_NAME.exec(name)
    if (!match) onBad(new BadFile(file.path, 'is not named {digit}_{speaker}_{take}.wav'))
    else if (recordings.has(name)) onBad(new BadFile(file.path, `occurs twice in ${path}`))
    else {
      const [, digit, speaker, take] = match
      recordings.set(name, { name, digit: Number(digit), speaker, take: Number(take), bytes: await file.bytes() })
    }
  }
  if (recordings.size === 0) throw new BadFile(path, 'holds no {digit}_{speaker}_{take}.wav')
  return [...recordings.values()].sort(byContent)
}

function byContent(a: Recording, b: Recording): number {
  if (a.digit !== b.digit) return a.digit - b.digit
  if (a.speaker !== b.speaker) return a.speaker < b.speaker ? -1 : 1
  return a.take - b.take
}
