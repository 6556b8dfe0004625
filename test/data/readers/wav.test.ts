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

/** What an extensible header adds: its size, valid bits, speaker mask and the sub-format of `tag`. */
function extension(tag: number): number[] {
  return [22, 0, 16, 0, 4, 0, 0, 0, tag, 0, ...Buffer.from('000000001000800000aa00389b71', 'hex')]
}

function bigEndian(): Uint8Array {
  const file = new WaveFile(pcm16([1, 2, 3]))
  file.toRIFX()
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
    const { samples, rate, kind } = readWav('ramp.wav', written(bits, RAMP.map(coded)))
    expect([kind, rate, samples.length]).toEqual(['audio', 8000, 101])
    samples.forEach((value, i) => {
      expect(Math.abs(value - RAMP[i])).toBeLessThanOrEqual(step)
    })
  })

  it('maps the extremes of 16 and 24 bits to -1 and just below 1', () => {
    expect([...readWav('x', pcm16([-32768, 32767, 0])).samples]).toEqual([-1, 32767 / 32768, 0])
    const data = [0, 0, 0x80, 0xff, 0xff, 0x7f, 1, 0, 0]
    const file = riff(wavFormat({ bits: 24, blockAlign: 3 }), chunk('data', data))
    expect([...readWav('x', file).samples]).toEqual([-1, 8388607 / 8388608, 1 / 8388608])
  })

  it('walks unknown chunks of odd length, padded', () => {
    const file = riff(chunk('LIST', [1, 2, 3]), wavFormat(), chunk('junk', [9]), chunk('data', [0, 64]))
    expect([...readWav('x', file).samples]).toEqual([0.5])
  })

  it('accepts data of odd length at the very end, without its padding byte', () => {
    const file = riff(wavFormat({ bits: 8, blockAlign: 1 }), chunk('data', [128, 192, 0], { pad: false }))
    expect([...readWav('x', file).samples]).toEqual([0, 0.5, -1])
  })

  it('reads the extensible form by its sub-format', () => {
    const file = riff(wavFormat({ tag: 0xfffe, extension: extension(1) }), chunk('data', [0, 64]))
    expect([...readWav('x', file).samples]).toEqual([0.5])
  })

  it('averages the channels of an extensible file that an independent writer made', () => {
    const made = new WaveFile(written('16', [16384, 0, 0, 0, -32768, -32768, -32768, 32767], 4))
    Object.assign(made.fmt as object, { chunkSize: 40, audioFormat: 0xfffe, cbSize: 22, validBitsPerSample: 16 })
    Object.assign(made.fmt as object, { dwChannelMask: 51, subformat: [1, 0x100000, 0xaa000080, 0x719b3800] })
    const file = made.toBuffer()
    expect(new DataView(file.buffer).getUint16(20, true)).toBe(0xfffe)
    expect([...readWav('x', file).samples]).toEqual([0.125, Math.fround((-3 + 32767 / 32768) / 4)])
  })

  it.each([0, 0xffffffff])('reads to the end of the file where a streaming writer left %i as sizes', (size) => {
    const file = riff(wavFormat(), chunk('LIST', [1, 2, 3]), chunk('data', [0, 64, 0, 192], { size }))
    file.writeUInt32LE(size, 4)
    expect([...readWav('x', file).samples]).toEqual([0.5, -0.5])
  })

  it('ignores what follows the announced end', () => {
    expect(readWav('x', Buffer.concat([pcm16([1, 2]), Buffer.from('trailing')])).samples.length).toBe(2)
  })

  it('reads from a view into a larger buffer', () => {
    const file = pcm16([16384])
    const larger = new Uint8Array(file.length + 7)
    larger.set(file, 7)
    expect([...readWav('x', larger.subarray(7)).samples]).toEqual([0.5])
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
      'is truncated: byte 4 announces 244 bytes, the file has 150',
    ],
    [
      'a chunk past the end',
      riff(wavFormat(), chunk('data', [0, 64], { size: 999 })),
      "is truncated: chunk 'data' of 999 bytes at byte 36 runs past byte 46",
    ],
    [
      'a chunk header cut off',
      riff(wavFormat(), chunk('data', [0, 64]), Buffer.from('abc')),
      'ends inside a chunk header at byte 46',
    ],
    [
      'A-law',
      riff(wavFormat({ tag: 6, bits: 8, blockAlign: 1 }), chunk('data', [1])),
      'format tag 0x0006 with 8 bits (byte 20)',
    ],
    ['PCM of 12 bits', riff(wavFormat({ bits: 12 }), chunk('data', [1, 2])), 'format tag 0x0001 with 12 bits'],
    ['no data', riff(wavFormat()), "exactly one 'data' chunk, but has 0"],
    [
      'two data chunks',
      riff(wavFormat(), chunk('data', [0, 1]), chunk('data', [0, 1])),
      "exactly one 'data' chunk, but has 2 at bytes 36, 46",
    ],
    ['no format', riff(chunk('data', [0, 1])), "exactly one 'fmt ' chunk, but has 0"],
    ['a short format', riff(chunk('fmt ', [1, 0]), chunk('data', [0, 1])), "a 'fmt ' chunk of 2 bytes at byte 12"],
    ['no samples', riff(wavFormat(), chunk('data', [])), 'holds no samples (byte 44)'],
    [
      'half a sample',
      riff(wavFormat(), chunk('data', [1, 2, 3])),
      'holds 3 bytes of samples at byte 44, not a multiple of its block of 2',
    ],
    [
      'no channels',
      riff(wavFormat({ channels: 0, blockAlign: 0 }), chunk('data', [1, 2])),
      'announces 0 channels at 8000 Hz (byte 22)',
    ],
    ['no rate', riff(wavFormat({ rate: 0 }), chunk('data', [1, 2])), 'at 0 Hz (byte 22)'],
    [
      'a contradicting block',
      riff(wavFormat({ blockAlign: 4 }), chunk('data', [1, 2, 3, 4])),
      'announces blocks of 4 bytes for 1 x 16 bits (byte 32)',
    ],
    [
      'float samples that are no numbers',
      riff(wavFormat({ tag: 3, bits: 32, blockAlign: 4 }), chunk('data', [0, 0, 0xc0, 0x7f])),
      'holds the sample NaN at byte 44',
    ],
    [
      'float samples in the units of 16 bits',
      riff(wavFormat({ tag: 3, bits: 32, blockAlign: 4 }), chunk('data', [0, 0, 0, 63, 0, 64, 156, 70])),
      'holds the sample 20000 at byte 48; float samples have full scale 1',
    ],
    ['big-endian RIFX', bigEndian(), 'is not a RIFF/WAVE file (byte 0)'],
    ['mu-law of an independent writer', written('8m', [1, 2]), 'format tag 0x0007 with 8 bits'],
    ['ADPCM of an independent writer', written('4', new Array<number>(600).fill(3)), 'format tag 0x0011 with 4 bits'],
    [
      'an extensible header without its sub-format',
      riff(wavFormat({ tag: 0xfffe }), chunk('data', [0, 64])),
      "an extensible 'fmt ' chunk of 16 bytes at byte 12",
    ],
    [
      'an unknown sub-format',
      riff(wavFormat({ tag: 0xfffe, extension: extension(1).fill(7, 10) }), chunk('data', [0, 64])),
      'an unknown sub-format at byte 44',
    ],
    [
      'an extensible A-law',
      riff(wavFormat({ tag: 0xfffe, extension: extension(6) }), chunk('data', [0, 64])),
      'format tag 0x0006 with 16 bits',
    ],
    [
      'half a sample from a streaming writer',
      Buffer.concat([riff(wavFormat(), chunk('data', [0, 64], { size: 0xffffffff })), Buffer.from([1])]).fill(
        0xff,
        4,
        8,
      ),
      'holds 3 bytes of samples at byte 44',
    ],
  ])('refuses %s, naming file and reason', (_, bytes, reason) => {
    const read = () => readWav('some/file.wav', bytes)
    expect(read).toThrow(BadFile)
    expect(read).toThrow('some/file.wav: ')
    expect(read).toThrow(reason)
  })
})
