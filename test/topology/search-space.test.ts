import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { countTypes, type Motif, type SynapseType } from '../../src/topology/motif.js'
import { motifFromRows } from '../../src/topology/motif-document.js'
import { randomTopology, spaceSize } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { parseTopology, topologyDocument } from '../../src/topology/topology-document.js'
import { layerOf, spaceOf } from './spaces.js'

function motifOf(t: Topology, layer = 0): Motif {
  const { recurrent } = t.layers[layer]
  if (recurrent.kind !== 'motif') throw new Error(`layer ${layer} has no motif`)
  return recurrent.motif
}

const draws = (space: ReturnType<typeof spaceOf>, count: number): Topology[] =>
  Array.from({ length: count }, (_, i) => randomTopology(space, key(1, 'draw', i)))

describe('randomTopology', () => {
  it('is a function of the key', () => {
    const space = spaceOf(layerOf({ motifSizes: [4, 8, 16] }), layerOf())
    expect(randomTopology(space, key(5))).toEqual(randomTopology(space, key(5)))
    expect(new Set(draws(space, 50).map(topologyHash)).size).toBe(50)
  })

  it('gives documents that the door accepts', () => {
    for (const t of draws(spaceOf(layerOf({ motifSizes: [4, 8] }), layerOf({ ring: true, signs: 'free' })), 10)) {
      expect(parseTopology(topologyDocument(t), 'drawn')).toEqual(t)
    }
  })

  // 100 motifs of 64 synapses: 2133 of each type expected, standard deviation sqrt(6400 x 2/9) = 38; within 4 of them.
  it('draws each type a third of the time', () => {
    const counts = countTypes(draws(spaceOf(layerOf()), 100).flatMap((t) => motifOf(t).synapses.flat()))
    for (const count of Object.values(counts)) expect(Math.abs(count - 6400 / 3)).toBeLessThan(152)
  })

  it('draws lateral links a third each too, apart from the synapses', () => {
    const motifs = draws(spaceOf(layerOf()), 200).map((t) => motifOf(t))
    const counts = countTypes(motifs.flatMap((motif) => motif.lateral))
    for (const count of Object.values(counts)) expect(Math.abs(count - 1600 / 3)).toBeLessThan(76)
    expect(motifs.some((motif) => motif.lateral.join() !== motif.synapses[0].join())).toBe(true)
  })

  it('follows the probabilities of the layer', () => {
    const probabilities = { excitatory: 0, inhibitory: 1, absent: 0 }
    const motif = motifOf(draws(spaceOf(layerOf({ probabilities })), 1)[0])
    expect(countTypes([...motif.synapses.flat(), ...motif.lateral])).toEqual({
      excitatory: 0,
      inhibitory: 72,
      absent: 0,
    })
  })

  it('draws every candidate size', () => {
    const sizes = draws(spaceOf(layerOf({ motifSizes: [4, 8, 16] })), 60).map((t) => motifOf(t).size)
    expect([...new Set(sizes)].sort((a, b) => a - b)).toEqual([4, 8, 16])
  })

  it('leaves out self-connections and lateral links where the layer has none', () => {
    const probabilities = { excitatory: 1, inhibitory: 0, absent: 0 }
    const motif = motifOf(draws(spaceOf(layerOf({ selfConnections: false, lateral: 'none', probabilities })), 1)[0])
    expect(countTypes(motif.lateral).absent).toBe(8)
    expect(motif.synapses.every((row, i) => row[i] === 'absent')).toBe(true)
    expect(countTypes(motif.synapses.flat()).absent).toBe(8)
  })

  it('keeps a fixed matrix and draws only the lateral pattern', () => {
    const fixed = motifFromRows(['+-', '.+']).synapses
    const space = spaceOf(layerOf({ motifSizes: [2], synapses: { fixed } }))
    const motifs = draws(space, 40).map((t) => motifOf(t))
    for (const motif of motifs) expect(motif.synapses).toEqual(fixed)
    expect(new Set(motifs.map((motif) => motif.lateral.join())).size).toBe(9)
  })

  it('draws the layers apart from one another', () => {
    const t = draws(spaceOf(layerOf(), layerOf()), 1)[0]
    expect(motifOf(t, 0)).not.toEqual(motifOf(t, 1))
  })

  it('draws the same motif whatever candidate sizes stand beside it, where it keeps its size', () => {
    const types = (sizes: number[]): SynapseType[] => [
      ...motifOf(randomTopology(spaceOf(layerOf({ motifSizes: sizes })), key(3))).synapses.flat(),
    ]
    expect(types([8, 8])).toEqual(types([8]))
  })
})

describe('spaceSize', () => {
  const log3 = Math.log10(3)

  it('counts 3^(64 + 8) topologies of one layer with motifs of 8', () => {
    expect(spaceSize(spaceOf(layerOf()))).toBeCloseTo(72 * log3, 10)
  })

  it('leaves out the diagonal, lateral links and the matrix where they are not searched', () => {
    expect(spaceSize(spaceOf(layerOf({ selfConnections: false })))).toBeCloseTo(64 * log3, 10)
    expect(spaceSize(spaceOf(layerOf({ lateral: 'none' })))).toBeCloseTo(64 * log3, 10)
    const { synapses } = motifFromRows(['+-', '.+'])
    expect(spaceSize(spaceOf(layerOf({ motifSizes: [2], synapses: { fixed: synapses } })))).toBeCloseTo(2 * log3, 10)
  })

  it('adds over sizes and multiplies over layers', () => {
    const sizes = layerOf({ neurons: 4, motifSizes: [1, 2], lateral: 'none' })
    expect(spaceSize(spaceOf(sizes))).toBeCloseTo(Math.log10(3 + 81), 10)
    expect(spaceSize(spaceOf(sizes, sizes))).toBeCloseTo(2 * Math.log10(84), 10)
  })

  it('counts two choices per synapse where signs are free, and no lateral links of a single motif', () => {
    expect(spaceSize(spaceOf(layerOf({ signs: 'free' })))).toBeCloseTo(72 * Math.log10(2), 10)
    expect(spaceSize(spaceOf(layerOf({ neurons: 8 })))).toBeCloseTo(64 * log3, 10)
  })

  it('stays finite for large motifs', () => {
    expect(spaceSize(spaceOf(layerOf({ neurons: 80, motifSizes: [40, 80], lateral: 'none' })))).toBeCloseTo(
      6400 * log3,
      6,
    )
  })
})
