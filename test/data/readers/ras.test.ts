import { describe, expect, it } from 'vitest'
import { BadFile } from '../../../src/data/readers/bad-file.js'
import { type RasSettings, readRas } from '../../../src/data/readers/ras.js'
import { hasShared, sharedFiles } from '../shared-data.js'

const read = (text: string, settings?: RasSettings) => readRas('x.ras', Buffer.from(text), settings)

describe('readRas', () => {
  it('reads seconds and neurons, past comments, blank lines and any blanks', () => {
    const spikes = read('# neurons 9\n0.001 3\r\n\n  2e-3\t0\n0.5    8')
    expect(spikes).toEqual({
      ...{ kind: 'spikes', channels: 9, duration: null, wasUnsorted: false },
      time: Float64Array.of(0.001, 0.002, 0.5),
      channel: Uint32Array.of(3, 0, 8),
    })
  })

  it('sorts lines that are not in order of time, equal times as they come, and says so', () => {
    const { time, channel, wasUnsorted } = read('0.3 1\n0.1 7\n0.3 0\n0.1 2\n')
    expect([[...time], [...channel], wasUnsorted]).toEqual([[0.1, 0.1, 0.3, 0.3], [7, 2, 1, 0], true])
  })

  it('takes ids that count from 1 for image targets', () => {
    expect([...read('0 1\n0 100\n', { firstId: 1, channels: 100, duration: 1 }).channel]).toEqual([0, 99])
    expect(() => read('0 0\n', { firstId: 1 })).toThrow('must have a neuron of 1 to')
    expect(() => read('0 101\n', { firstId: 1, channels: 100 })).toThrow('must have a neuron of 1 to 100')
  })

  it.each<[string, string, RasSettings | undefined, string]>([
    ['no spikes', '# nothing\n', undefined, 'holds no spikes in its 10 bytes'],
    ['a missing neuron', '0.1\n', undefined, "line 1 (byte 0) must be 'seconds neuron', but is '0.1'"],
    ['a third field', '0.1 2 3\n', undefined, "must be 'seconds neuron'"],
    ['words', '0.1 2\nend 3\n', undefined, "line 2 (byte 6) must be 'seconds neuron', but is 'end 3'"],
    ['a fractional neuron', '0.1 2.5\n', undefined, "must be 'seconds neuron'"],
    ['a negative neuron', '0.1 -2\n', undefined, "must be 'seconds neuron'"],
    ['a neuron past the channels', '0.1 5\n', { channels: 5 }, 'must have a neuron of 0 to 4'],
    ['a neuron past 32 bits', '0.1 4294967296\n', undefined, 'must have a neuron of 0 to'],
    ['a negative time', '-0.1 2\n', undefined, 'must have a time of at least 0'],
    ['an endless time', '1e999 2\n', undefined, "must be 'seconds neuron'"],
    ['NaN', 'nan 2\n', undefined, "must be 'seconds neuron'"],
    ['a time past the duration', '1.1 2\n', { duration: 1 }, 'must have a time of at most 1 s'],
  ])('refuses %s', (_, text, settings, reason) => {
    expect(() => read(text, settings)).toThrow(BadFile)
    expect(() => read(text, settings)).toThrow(reason)
  })
})

/** Name, first id, channels, seconds, spikes: papers/superspike.md, section 9. */
const PATTERNS: readonly (readonly [string, 0 | 1, number, number, number])[] = [
  ['poisson/input', 0, 100, 0.5, 232],
  ['poisson/target', 0, 1, 0.5, 5],
  ['auryn/input', 0, 100, 3.5, 1746],
  ['auryn/target', 1, 100, 3.5, 1630],
  ['oxford/input', 0, 200, 1.89, 1889],
  ['oxford/target', 1, 200, 1.89, 10367],
  ['monalisa/input', 0, 1000, 33.1, 164537],
  ['monalisa/target', 1, 500, 33.1, 123703],
  ['poisson10s/input', 0, 1000, 10, 50150],
  ['poisson10s/target_1hz', 0, 1, 10, 10],
  ['poisson10s/target_50hz', 0, 1, 10, 505],
  ['seqgen/input', 0, 100, 1, 4],
  ['seqgen/target', 0, 100, 1, 100],
]

describe.skipIf(!hasShared('spike-patterns.tar.gz'))('the spike patterns of SSBM (skipped without them)', () => {
  it('are all read, with the published numbers of spikes, neurons and seconds', async () => {
    const files = await sharedFiles('spike-patterns.tar.gz', /\.ras$/)
    expect(files.size).toBe(19)
    for (const [path, bytes] of files) expect(readRas(path, bytes).time.length).toBeGreaterThan(0)
    for (const [name, firstId, channels, duration, spikes] of PATTERNS) {
      const path = `spike-patterns/ssbm/${name}.ras`
      const read = readRas(path, files.get(path) ?? new Uint8Array(0), { firstId, channels, duration })
      expect([name, read.time.length]).toEqual([name, spikes])
    }
    const auryn = readRas('auryn', files.get('spike-patterns/ssbm/auryn/target.ras') ?? new Uint8Array(0))
    expect([auryn.wasUnsorted, Math.min(...auryn.channel), Math.max(...auryn.channel)]).toEqual([true, 6, 96])
    expect(new Set(auryn.channel).size).toBe(90)
  })
})
