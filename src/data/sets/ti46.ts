import { join } from 'node:path'
import { readAudio } from '../readers/audio.js'
import type { FileSet, Part } from './file-set.js'
import { archiveIn, isFolder, namesIn } from './lying-in.js'
import { recordingsIn } from './recordings.js'

interface SubCorpus {
  readonly name: string
  readonly title: string
  readonly classNames: readonly string[]
  /** Folder of the corpus, in lower case. */
  readonly folder: string
  /** How a word is spelt in file names, by class. */
  readonly words: readonly string[]
  /** Words of the folder that belong to no class. */
  readonly others: readonly string[]
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
const DIGITS = [...'0123456789']
/** `{word}{speaker}set{take}.wav` of train and `{word}{speaker}s{session}t{take}.wav` of test. */
const FILE = /\/(train|test)\/([fm][1-8])\/([0-9a-z]{2})\2(?:set\d+|s\d+t\d+)\.wav$/

/** The alphabet: 26 letters by 16 speakers. */
export const ti46Alpha = subCorpus({
  name: 'ti46-alpha',
  title: 'TI46, alphabet',
  classNames: LETTERS,
  folder: 'ti_alpha',
  words: LETTERS.map((letter) => `0${letter}`),
  others: [],
})

/** The ten digits of the 20-word part, by 16 speakers; its ten commands are left out. */
export const ti46Digits = subCorpus({
  name: 'ti46-digits',
  title: 'TI46, digits',
  classNames: DIGITS,
  folder: 'ti20',
  words: DIGITS.map((digit) => `0${digit}`),
  others: ['en', 'er', 'go', 'hp', 'no', 'rb', 'rp', 'sp', 'st', 'ys'],
})

function subCorpus({ folder: corpus, words, others, ...about }: SubCorpus): FileSet {
  const below = new RegExp(`/${corpus}/.*\\.wav$`)
  return {
    ...about,
    shape: { kind: 'audio' },
    licence: 'LDC user agreement; must not be redistributed, nor spikes derived from it',
    attribution: 'M. Liberman et al., "TI 46-Word", LDC93S9, Linguistic Data Consortium, 1993',
    homepage: 'https://catalog.ldc.upenn.edu/LDC93S9',
    layout: `TI46/${corpus}/{train,test}/{f1-f8,m1-m8}/ with {word}{speaker}set{n}.wav and {word}{speaker}s{n}t{n}.wav (SPHERE or RIFF), or an archive ti46*.zip or .tar.gz of that`,

    find(folder) {
      const inside = [
        folder,
        ...namesIn(folder)
          .filter((name) => name.toLowerCase() === 'ti46')
          .map((name) => join(folder, name)),
      ]
      const path = inside.flatMap((path) => corpusIn(path, corpus))[0] ?? archiveIn(folder, /^ti46/i)
      return path === undefined ? undefined : [path]
    },

    samples([root], onBad) {
      return recordingsIn(
        root,
        (path) => {
          // The discs write upper case, copies of them lower.
          const lower = path.toLowerCase()
          if (!below.test(lower)) return null
          const [found, part, speaker, word] = FILE.exec(lower) ?? []
          if (found === undefined) return `is not named as TI46 names a recording of ${corpus}`
          const label = words.indexOf(word)
          if (label < 0) return others.includes(word) ? null : `is named after the unknown word '${word}'`
          return { path: found.slice(1), label, part: part as Part, group: speaker }
        },
        onBad,
      )
    },

    decode: readAudio,
  }
}

const corpusIn = (folder: string, corpus: string) =>
  namesIn(folder)
    .filter((name) => name.toLowerCase() === corpus && isFolder(join(folder, name)))
    .map((name) => join(folder, name))
