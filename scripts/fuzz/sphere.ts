import { readAudio } from '../../src/data/readers/audio.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'

const SAMPLES = 300

export const sphere: FuzzTarget = {
  name: 'sphere',
  where: /byte/,
  seeds: async () => [sphereFile(1, '01'), sphereFile(2, '10')],
  read: (bytes) => readAudio(FUZZED, bytes),
}

function sphereFile(channels: number, order: string): Uint8Array {
  const header = Buffer.alloc(1024, ' ')
  header.write(
    `NIST_1A\n   1024\ndatabase_id -s4 TI46\nsample_rate -i 12500\nsample_count -i ${SAMPLES}\nchannel_count -i ${channels}\n` +
      `sample_n_bytes -i 2\nsample_byte_format -s2 ${order}\nsample_coding -s3 pcm\nend_head\n`,
    'latin1',
  )
  return Buffer.concat([header, Buffer.from(Int16Array.from({ length: SAMPLES * channels }, (_, i) => 90 * i).buffer)])
}
