import { describe, expect, it } from 'vitest'
import { readAudio } from '../../../src/data/readers/audio.js'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { readSphere } from '../../../src/data/readers/sphere.js'
import { sphere, sphere16 } from './sample-sphere.js'
import { pcm16 } from './sample-wav.js'

const FOUR = ['sample_rate -i 8000', 'sample_count -i 2', 'channel_count -i 2', 'sample_byte_format -s2 10']
const DATA = Buffer.from([0x40, 0, 0, 0, 0x80, 0, 0x80, 0])

const without = (name: string) => FOUR.filter((field) => !field.startsWith(name))

describe('readSphere', () => {
  it.each(['01', '10'] as const)('reads 16-bit samples of byte order %s', (order) => {
    expect(readSphere('x', sphere16([-32768, 32767, 256, 0], order))).toEqual({
      kind: 'audio',
      rate: 12500,
      samples: Float32Array.of(-1, 32767 / 32768, 1 / 128, 0),
    })
  })

  it('averages channels', () => {
    expect([...readSphere('x', sphere({ fields: FOUR, data: DATA })).samples]).toEqual([0.25, -1])
  })

  it('passes over comments, blank lines, unknown fields and strings with spaces', () => {
    const fields = [
      '; a comment',
      '',
      ...FOUR,
      'speaker_id -s7 f 1 end',
      'utterance_gain -r -1.5',
      'conversation_id -s0 ',
    ]
    expect(readSphere('x', sphere({ fields, data: DATA })).samples).toHaveLength(2)
  })

  it('takes a missing coding, width and channel count for what nearly all files have', () => {
    expect(readSphere('x', sphere({ fields: without('channel_count'), data: DATA })).samples).toHaveLength(2)
  })

  it('ignores what follows the announced samples', () => {
    expect(readSphere('x', Buffer.concat([sphere16([1, 2]), Buffer.from('trailing')])).samples).toHaveLength(2)
  })

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is not a NIST SPHERE file (byte 0)'],
    ['another format', pcm16([1]), 'is not a NIST SPHERE file (byte 0)'],
    [
      'a header length that is none',
      sphere({ length: '   abcd' }),
      'has no header length within its 1024 bytes at byte 8',
    ],
    ['a header past the end', sphere({ length: '   2048' }), 'has no header length within its 1024 bytes at byte 8'],
    ['a header of no room', sphere({ length: '      8' }), 'has no header length within its 1024 bytes at byte 8'],
    ['a header without its end', sphere({ end: 'end' }), "has no field 'name -type value' at byte"],
    ['a header cut before its end', sphere({ length: '     64' }), "has no field 'name -type value' at byte 55"],
    ['a header of blank lines', Buffer.from('NIST_1A\n     18\n\n\n'), "a header without 'end_head' before byte 18"],
    ['a line that is no field', sphere({ fields: ['sample_rate 8000'] }), "has no field 'name -type value' at byte 16"],
    ['a field twice', sphere({ fields: [...FOUR, FOUR[0]] }), "has 'sample_rate' twice, again at byte"],
    [
      'no rate',
      sphere({ fields: without('sample_rate'), data: DATA }),
      'must have sample_rate of at least 1, but has none',
    ],
    [
      'no count',
      sphere({ fields: without('sample_count'), data: DATA }),
      'must have sample_count of at least 1, but has none',
    ],
    [
      'no samples',
      sphere({ fields: ['sample_count -i 0', ...without('sample_count')] }),
      "must have sample_count of at least 1, but has '0'",
    ],
    [
      'a negative count',
      sphere({ fields: ['sample_count -i -5', ...without('sample_count')] }),
      "must have sample_count of at least 1, but has '-5'",
    ],
    [
      'no byte order',
      sphere({ fields: without('sample_byte_format'), data: DATA }),
      "sample_byte_format 01 or 10, but has ''",
    ],
    ['samples cut off', sphere16([1, 2, 3]).subarray(0, 1029), 'announces samples up to byte 1030, the file has 1029'],
    [
      'a count past any memory',
      sphere({ fields: ['sample_count -i 9999999999', ...without('sample_count')], data: DATA }),
      'is truncated: it announces samples up to byte 40000001020, the file has 1032',
    ],
    [
      'shorten compression',
      sphere({ fields: [...FOUR, 'sample_coding -s26 pcm,embedded-shorten-v2.00'] }),
      "is coded as 'pcm,embedded-shorten-v2.00' in 2 bytes (header at byte 16); plain pcm of 2 bytes is read",
    ],
    [
      'mu-law',
      sphere({ fields: [...FOUR, 'sample_coding -s4 ulaw', 'sample_n_bytes -i 1'] }),
      "is coded as 'ulaw' in 1 bytes",
    ],
    ['A-law', sphere({ fields: [...FOUR, 'sample_coding -s4 alaw', 'sample_n_bytes -i 1'] }), "is coded as 'alaw'"],
    ['samples of 8 bits', sphere({ fields: [...FOUR, 'sample_n_bytes -i 1'] }), "is coded as 'pcm' in 1 bytes"],
  ])('refuses %s, naming file and reason', (_, bytes, reason) => {
    const read = () => readSphere('some/file.wav', bytes)
    expect(read).toThrow(BadFile)
    expect(read).toThrow('some/file.wav: ')
    expect(read).toThrow(reason)
  })
})

describe('readAudio', () => {
  it('tells RIFF and SPHERE by their first bytes, whatever the name', () => {
    expect(readAudio('a.wav', sphere16([16384]))).toEqual({ kind: 'audio', rate: 12500, samples: Float32Array.of(0.5) })
    expect(readAudio('a.sph', pcm16([16384]))).toEqual({ kind: 'audio', rate: 8000, samples: Float32Array.of(0.5) })
    expect(() => readAudio('a.wav', Buffer.from('fLaC'))).toThrow(
      'a.wav: is neither RIFF/WAVE nor NIST SPHERE (byte 0)',
    )
  })
})
