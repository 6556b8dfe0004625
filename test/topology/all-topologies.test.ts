import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { allTopologies } from '../../src/topology/all-topologies.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { motifFromRows } from '../../src/topology/motif-document.js'
import { randomTopology, type SearchSpace } from '../../src/topology/search-space.js'
import { UsageError } from '../../src/usage-error.js'
import { layerOf, spaceOf } from './spaces.js'

const hashes = (space: SearchSpace) => new Set(allTopologies(space, 100_000).map(topologyHash))

describe('allTopologies', () => {
  it('has each network once: 45 of the 81 motifs of two neurons, as Burnside counts them', () => {
    // Swapping the two neurons leaves 3^2 of the 3^4 matrices as they are: (81 + 9) / 2.
    const space = spaceOf(layerOf({ neurons: 4, motifSizes: [2], lateral: 'none' }))
    expect(allTopologies(space, 81)).toHaveLength(45)
    // With a lateral pattern: (3^6 + 3^3) / 2.
    expect(allTopologies(spaceOf(layerOf({ neurons: 4, motifSizes: [2] })), 729)).toHaveLength(378)
  })

  it('holds whatever can be drawn from the space', () => {
    const space: SearchSpace = {
      ...spaceOf(
        layerOf({ neurons: 6, motifSizes: [1, 2], ring: 'search', selfConnections: false }),
        layerOf({ neurons: 2, motifSizes: [1], lateral: 'none', optional: true }),
      ),
      neuronChoices: { tauMem: [8, 16], tauSyn: [4], resistance: [4, 12] },
    }
    const all = hashes(space)
    const drawn = new Set(Array.from({ length: 400 }, (_, i) => topologyHash(randomTopology(space, key(i)))))
    for (const hash of drawn) expect(all).toContain(hash)
    expect(drawn.size).toBeGreaterThan(150)
  })

  it('leaves a fixed matrix as it is, and presence is all there is of free signs', () => {
    const { synapses } = motifFromRows(['+-', '.+'])
    const fixed = spaceOf(layerOf({ neurons: 4, motifSizes: [2], synapses: { fixed: synapses } }))
    expect(hashes(fixed).size).toBe(9)
    const free = spaceOf(layerOf({ neurons: 4, motifSizes: [2], lateral: 'none', signs: 'free' }))
    expect(hashes(free).size).toBe((16 + 4) / 2)
  })

  it('refuses a space that is too large, with its size', () => {
    expect(() => allTopologies(spaceOf(layerOf()), 1000)).toThrow(UsageError)
    expect(() => allTopologies(spaceOf(layerOf()), 1000)).toThrow(/about 2\.3e\+34 topologies, more than 1000/)
  })
})
