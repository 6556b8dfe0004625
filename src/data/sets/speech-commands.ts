import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn } from '../files/files.js'
import { readAudio } from '../readers/audio.js'
import { BadFile } from '../readers/bad-file.js'
import type { FileSet } from './file-set.js'
import { archiveIn, isFolder } from './lying-in.js'
import { type Place, recordingsIn } from './recordings.js'
import { SPEECH_COMMANDS } from './speech-commands-words.js'

const FOLDERS = [
  'speech_commands_v0.02',
  'speech_commands',
  'speech-commands',
  'SpeechCommands/speech_commands_v0.02',
  '.',
]
const ARCHIVE = /^speech[_-]commands/
const TEST_LIST = 'testing_list.txt'
const FILE = /\/([a-z]+)\/([0-9a-f]+)_nohash_(\d+)\.wav$/

/**
 * Speech Commands v2. `testing_list.txt` is the test part; the files of `validation_list.txt` belong to the train part,
 * out of which a study cuts its own splits. The speaker is the group: the lists cut by speakers too.
 */
export const speechCommands: FileSet = {
  name: 'speech-commands',
  title: 'Speech Commands v2',
  shape: { kind: 'audio' },
  classNames: SPEECH_COMMANDS,
  licence: 'CC BY 4.0',
  attribution:
    'P. Warden, "Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition", arXiv:1804.03209, 2018',
  homepage: 'https://storage.googleapis.com/download.tensorflow.org/data/speech_commands_v0.02.tar.gz',
  layout: `speech_commands_v0.02.tar.gz, or a folder ${FOLDERS.slice(0, -1).join('/, ')}/ with ${TEST_LIST} and {word}/{speaker}_nohash_{n}.wav`,

  find(folder) {
    const inside = FOLDERS.map((name) => join(folder, name)).find((path) => existsSync(join(path, TEST_LIST)))
    const path = inside ?? archiveIn(folder, ARCHIVE)
    return path === undefined ? undefined : [path]
  },

  async *samples([root], onBad) {
    const missing = await testList(root)
    const placeOf = (path: string): Place | string | null => {
      if (!path.endsWith('.wav') || path.includes('/_background_noise_/')) return null
      const [, word, speaker, take] = FILE.exec(path) ?? []
      const label = SPEECH_COMMANDS.indexOf(word)
      if (label < 0) return 'is not {word}/{speaker}_nohash_{n}.wav of one of the 35 words'
      const name = `${word}/${speaker}_nohash_${take}.wav`
      return { path: name, label, part: missing.delete(name) ? 'test' : 'train', group: speaker }
    }
    yield* recordingsIn(root, placeOf, onBad)
    const [first] = missing
    if (first !== undefined)
      onBad(new BadFile(join(root, TEST_LIST), `names ${missing.size} files that are not there, ${first} among them`))
  },

  decode: readAudio,
}

/** An archive has to be gone through for its list before its recordings, which may come first. */
async function testList(root: string): Promise<Set<string>> {
  for await (const file of filesIn(isFolder(root) ? join(root, TEST_LIST) : root)) {
    if (file.path !== TEST_LIST && !file.path.endsWith(`/${TEST_LIST}`)) continue
    const text = Buffer.from(await file.bytes()).toString('utf8')
    return new Set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
  }
  throw new BadFile(root, `holds no ${TEST_LIST}, without which its test part is not known`)
}
