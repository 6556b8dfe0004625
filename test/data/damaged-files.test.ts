import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FUZZED, type FuzzTarget } from '../../scripts/fuzz/fuzz-target.js'
import { judge } from '../../scripts/fuzz/judge.js'
import { FUZZ_TARGETS } from '../../scripts/fuzz/targets.js'
import { readAudio } from '../../src/data/readers/audio.js'
import { BadFile } from '../../src/data/readers/bad-file.js'

/** Reading HDF5 starts a library in a thread whenever a file has ended the one before. */
const CASES: Readonly<Record<string, number>> = { hdf5: 150 }
const USUAL_CASES = 300

describe.each(FUZZ_TARGETS)('the $name reader', (target) => {
  it('reads its seeds, and damaged copies of them or says what is wrong and where', async () => {
    const seeds = await target.seeds()
    expect(seeds.length).toBeGreaterThan(0)
    for (const seed of seeds) await target.read(seed)
    let refused = 0
    const cases = CASES[target.name] ?? USUAL_CASES
    for (let number = 0; number < cases; number++) if ((await judge(target, seeds, number)) === 'refused') refused++
    expect(refused).toBeGreaterThan(0)
    await target.end?.()
  })
})

describe('the judge of damaged files', () => {
  const seeds = [Buffer.alloc(100, 7)]
  const target = (read: FuzzTarget['read']): FuzzTarget => ({
    name: 'x',
    where: /byte/,
    seeds: async () => seeds,
    read,
  })
  const throwing = (error: Error) =>
    target(() => {
      throw error
    })

  it('tells reading from refusing', async () => {
    expect(
      await judge(
        target(() => 1),
        seeds,
        0,
      ),
    ).toBe('read')
    expect(await judge(throwing(new BadFile(FUZZED, 'is cut at byte 3')), seeds, 0)).toBe('refused')
  })

  it.each([
    ['another error', new RangeError('Invalid array length')],
    ['a message without a place', new BadFile(FUZZED, 'is wrong')],
    ['a message without the file', new BadFile('other', 'is cut at byte 3')],
  ])('does not accept %s', async (_, error) => {
    await expect(judge(throwing(error), seeds, 5)).rejects.toThrow('x, case 5')
  })
})

describe('readAudio', () => {
  it('refuses arbitrary bytes after either magic, and nothing else happens', () => {
    const starts = [
      '',
      'RIFF\0\0\0\0WAVEfmt ',
      'RIFF\xff\xff\xff\xffWAVEdata',
      'NIST_1A\n   1024\n',
      'NIST_1A\n     40\nsample_count -i ',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 2000 }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest])
        expect(() => readAudio('some.wav', bytes)).toThrow(BadFile)
      }),
      { numRuns: 500 },
    )
  })
})
