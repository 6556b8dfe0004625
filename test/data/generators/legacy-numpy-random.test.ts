import { describe, expect, it } from 'vitest'
import { LegacyNumpyRandom } from '../../../src/data/generators/legacy-numpy-random.js'
import { readFixture } from '../../oracle-fixture.js'

interface Fixture {
  readonly bounds: readonly number[]
  readonly seeds: readonly {
    readonly seed: number
    readonly words: readonly number[]
    readonly mixed: readonly (readonly [number, number])[]
  }[]
}
const { bounds, seeds } = readFixture<Fixture>('legacy-numpy-random')

describe.each(seeds)('RandomState($seed)', ({ seed, words, mixed }) => {
  it("gives NumPy's words, also past two refills of the state", () => {
    const random = new LegacyNumpyRandom(seed)
    const all = Array.from({ length: 1300 }, () => random.bits())
    expect([0, 1, 2, 623, 624, 1247, 1248, 1299].map((i) => all[i])).toEqual(words)
  })

  it('gives randint and rand in turns, bit for bit', () => {
    const random = new LegacyNumpyRandom(seed)
    const all = Array.from({ length: 60 }, () => bounds.map((n) => [random.integer(n), random.uniform()])).flat()
    expect([...all.slice(0, 14), ...all.slice(-14)]).toEqual(mixed)
  })
})

describe('LegacyNumpyRandom', () => {
  it('starts with the published words of seed 42', () => {
    const random = new LegacyNumpyRandom(42)
    expect([random.bits(), random.bits(), random.bits()]).toEqual([1608637542, 3421126067, 4083286876])
  })

  it.each([-1, 1.5, 2 ** 32, Number.NaN])('refuses the seed %d', (seed) => {
    expect(() => new LegacyNumpyRandom(seed)).toThrow(`seed must be an integer from 0 to 2^32 - 1, but got ${seed}`)
  })
})
