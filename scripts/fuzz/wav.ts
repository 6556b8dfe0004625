import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { filesIn } from '../../src/data/files/files.js'
import { readWav } from '../../src/data/readers/wav.js'
import { packageRoot } from '../../src/package-root.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'

const DIGITS = 'fsdd-recordings.tar.gz'
const REAL_FILES = 3

export const wav: FuzzTarget = {
  name: 'wav',
  where: /byte/,
  async seeds() {
    const shared = join(process.env.MOTIF_SHARED ?? resolve(packageRoot(), '..', 'shared'), 'data', DIGITS)
    return [stereoFloats(), ...(existsSync(shared) ? await firstRecordings(shared) : [])]
  },
  read: (bytes) => readWav(FUZZED, bytes),
}

async function firstRecordings(archive: string): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const file of filesIn(archive)) {
    if (file.path.endsWith('.wav')) found.push(await file.bytes())
    if (found.length === REAL_FILES) break
  }
  return found
}

/** Extensible, float of 32 bits, two channels, after a LIST of odd length. */
function stereoFloats(): Uint8Array {
  const format = Buffer.alloc(48)
  format.write('fmt ', 'latin1')
  format.writeUInt32LE(40, 4)
  format.writeUInt16LE(0xfffe, 8)
  format.writeUInt16LE(2, 10)
  format.writeUInt32LE(16000, 12)
  format.writeUInt32LE(128000, 16)
  format.writeUInt16LE(8, 20)
  format.writeUInt16LE(32, 22)
  format.writeUInt16LE(22, 24)
  format.writeUInt16LE(32, 26)
  format.write('0300000000001000800000aa00389b71', 32, 'hex')
  const samples = Buffer.from(Float32Array.from({ length: 200 }, (_, i) => (i - 100) / 128).buffer)
  const data = Buffer.concat([Buffer.from('data    ', 'latin1'), samples])
  data.writeUInt32LE(samples.length, 4)
  const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')
  const body = Buffer.concat([Buffer.from('WAVE'), list, format, data])
  const riff = Buffer.from('RIFF    ', 'latin1')
  riff.writeUInt32LE(body.length, 4)
  return Buffer.concat([riff, body])
}
