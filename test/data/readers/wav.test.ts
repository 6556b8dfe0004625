import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readWav } from '../../../src/data/readers/wav.js'
import { chunk, pcm16, riff, wavFormat } from './sample-wav.js'

// The audio library writes its files independently of our reader. It is CommonJS behind a plain `import`.
const { WaveFile } = createRequire(import.meta.url)('wavefile') as typeof import('wavefile')

const RAMP = Array.from({ length: 101 }, (_, i) => (i - 50) / 64)

function written(bits: string, values: readonly number[], channels = 1): Uint8Array {
  const file = new WaveFile()
  file.fromScratch(channels, 8000, bits, Float64Array.from(values))
  return file.toBuffer()
}

describe('readWav', () => {
  it.each([
    ['8', (x: number) => Math.round(x * 128) + 128, 1 / 128],
    ['16', (x: number) => Math.round(x * 32768), 1 / 32768],
    ['24', (x: number) => Math.round(x * 8388608), 1 / 8388608],
    ['32', (x: number) => Math.round(x * 2147483648), 1 / 2147483648],
    ['32f', (x: number) => x, 1e-7],
    ['64', (x: number) => x, 1e-15],
  ])('reads %s-bit files that an independent writer made', (bits, coded, step) => {
    const { samples, sampleRate, channels } = readWav(written(bits, RAMP.map(coded)), 'ramp.wav')
    expect([sampleRate, channels, samples.length]).toEqual([8000, 1, 101])
    samples.forEach((value, i) => {
      expect(Math.abs(value - RAMP[i])).toBeLessThanOrEqual(step)
    })
  })

  it('maps the extremes of 16 and 24 bits to -1 and just below 1', () => {
    expect([...readWav(pcm16([-32768, 32767, 0]), 'x').samples]).toEqual([-1, 32767 / 32768, 0])
    const data = [0, 0, 0x80, 0xff, 0xff, 0x7f, 1, 0, 0]
    const file = riff(wavFormat({ bits: 24, blockAlign: 3 }), chunk('data', data))
    expect([...readWav(file, 'x').samples]).toEqual([-1, 8388607 / 8388608, 1 / 8388608])
  })

  it('walks unknown chunks of odd length, padded', () => {
    const file = riff(chunk('LIST', [1, 2, 3]), wavFormat(), chunk('junk', [9]), chunk('data', [0, 64]))
    expect([...readWav(file, 'x').samples]).toEqual([0.5])
  })

  it('accepts data of odd length at the very end, without its padding byte', () => {
    const file = riff(wavFormat({ bits: 8, blockAlign: 1 }), chunk('data', [128, 192, 0], { pad: false }))
    expect([...readWav(file, 'x').samples]).toEqual([0, 0.5, -1])
  })

  it('reads the extensible form by its sub-format', () => {
    const extension = [22, 0, 16, 0, 4, 0, 0, 0, 1, 0, ...new Array<number>(14).fill(0)]
    const file = riff(wavFormat({ tag: 0xfffe, extension }), chunk('data', [0, 64]))
    expect([...readWav(file, 'x').samples]).toEqual([0.5])
  })

  it('ignores what follows the announced end', () => {
    expect(readWav(Buffer.concat([pcm16([1, 2]), Buffer.from('trailing')]), 'x').samples.length).toBe(2)
  })

  it('reads from a view into a larger buffer', () => {
    const file = pcm16([16384])
    const larger = new Uint8Array(file.length + 7)
    larger.set(file, 7)
    expect([...readWav(larger.subarray(7), 'x').samples]).toEqual([0.5])
  })

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is not a RIFF/WAVE file'],
    ['another format', Buffer.from('NIST_1A\n   1024\nsample_rate'), 'is not a RIFF/WAVE file'],
    [
      'a RIFF file that is no WAVE',
      Buffer.from(pcm16([1]).map((b, i) => (i === 8 ? 65 : b))),
      'is not a RIFF/WAVE file',
    ],
    [
      'truncated samples',
      pcm16(new Array<number>(100).fill(1)).subarray(0, 150),
      'is truncated: its header announces 244 bytes, the file has 150',
    ],
    [
      'a chunk past the end',
      riff(wavFormat(), chunk('data', [0, 64], { size: 999 })),
      "is truncated: chunk 'data' of 999 bytes",
    ],
    [
      'a chunk header cut off',
      riff(wavFormat(), chunk('data', [0, 64]), Buffer.from('abc')),
      'ends inside a chunk header',
    ],
    ['A-law', riff(wavFormat({ tag: 6, bits: 8, blockAlign: 1 }), chunk('data', [1])), 'format tag 0x0006 with 8 bits'],
    ['PCM of 12 bits', riff(wavFormat({ bits: 12 }), chunk('data', [1, 2])), 'format tag 0x0001 with 12 bits'],
    ['no data', riff(wavFormat()), "exactly one 'data' chunk, but has 0"],
    [
      'two data chunks',
      riff(wavFormat(), chunk('data', [0, 1]), chunk('data', [0, 1])),
      "exactly one 'data' chunk, but has 2",
    ],
    ['no format', riff(chunk('data', [0, 1])), "exactly one 'fmt ' chunk, but has 0"],
    ['a short format', riff(chunk('fmt ', [1, 0]), chunk('data', [0, 1])), "a 'fmt ' chunk of 2 bytes"],
    ['no samples', riff(wavFormat(), chunk('data', [])), 'holds no samples'],
    [
      'half a sample',
      riff(wavFormat(), chunk('data', [1, 2, 3])),
      'holds 3 bytes of samples, not a multiple of its block of 2',
    ],
    ['no channels', riff(wavFormat({ channels: 0, blockAlign: 0 }), chunk('data', [1, 2])), 'announces 0 channels'],
    ['no rate', riff(wavFormat({ rate: 0 }), chunk('data', [1, 2])), 'at 0 Hz'],
    [
      'a contradicting block',
      riff(wavFormat({ blockAlign: 4 }), chunk('data', [1, 2, 3, 4])),
      'announces blocks of 4 bytes for 1 x 16 bits',
    ],
    [
      'float samples that are no numbers',
      riff(wavFormat({ tag: 3, bits: 32, blockAlign: 4 }), chunk('data', [0, 0, 0xc0, 0x7f])),
      'not finite',
    ],
  ])('refuses %s, naming file and reason', (_, bytes, reason) => {
    const read = () => readWav(bytes, 'some/file.wav')
    expect(read).toThrow(BadFile)
    expect(read).toThrow('some/file.wav: ')
    expect(read).toThrow(reason)
  })
})
