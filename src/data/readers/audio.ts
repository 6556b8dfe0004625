import type { Audio } from '../signal.js'
import { BadFile } from './bad-file.js'
import { readSphere } from './sphere.js'
import { readWav } from './wav.js'

const READERS: readonly (readonly [string, (path: string, bytes: Uint8Array) => Audio])[] = [
  ['RIFF', readWav],
  ['NIST_1A\n', readSphere],
]

/** Reads RIFF/WAVE or NIST SPHERE by what the file begins with: speech corpora call both `.wav`. Throws BadFile. */
export function readAudio(path: string, bytes: Uint8Array): Audio {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  const reader = READERS.find(([magic]) => start.startsWith(magic))
  if (!reader) throw new BadFile(path, 'is neither RIFF/WAVE nor NIST SPHERE (byte 0)')
  return reader[1](path, bytes)
}
