import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { editTopology } from '../../src/topology/edit-topology.js'
import type { Motif } from '../../src/topology/motif.js'
import { motifFromRows } from '../../src/topology/motif-document.js'
import { randomTopology, type SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { parseTopology, topologyDocument } from '../../src/topology/topology-document.js'
import { layerOf, spaceOf } from './spaces.js'

const motifs = (t: Topology): Motif[] =>
  t.layers.map(({ recurrent }) => {
    if (recurrent.kind !== 'motif') throw new Error('no motif')
    return recurrent.motif
  })

/** Places at which two motifs of one size differ. */
function differences(a: Motif, b: Motif): number {
  const types = ({ synapses, lateral }: Motif) => [...synapses.flat(), ...lateral]
  const other = types(b)
  return types(a).filter((type, i) => type !== other[i]).length
}

const rich: SearchSpace = {
  ...spaceOf(
    layerOf({ neurons: 48, motifSizes: [4, 8, 16], ring: 'search' }),
    layerOf({ neurons: 32, motifSizes: [4, 8], optional: true }),
  ),
  neuronChoices: { tauMem: [8, 16, 32], tauSyn: [4] },
}

describe('editTopology', () => {
  it('is a function of the key', () => {
    const t = randomTopology(rich, key(1))
    expect(editTopology(t, rich, key(2))).toEqual(editTopology(t, rich, key(2)))
    expect(new Set(Array.from({ length: 40 }, (_, i) => editTopology(t, rich, key(i)).change)).size).toBeGreaterThan(10)
  })

  it('changes exactly one synapse or link where the space has no other choice', () => {
    const space = spaceOf(layerOf(), layerOf({ selfConnections: false }))
    for (let i = 0; i < 100; i++) {
      const before = randomTopology(space, key(7, 'start', i))
      const after = editTopology(before, space, key(7, 'edit', i)).topology
      const changed = motifs(before).map((motif, l) => differences(motif, motifs(after)[l]))
      expect(changed.reduce((sum, n) => sum + n, 0)).toBe(1)
      expect(motifs(after)[1].synapses.every((row, j) => row[j] === 'absent')).toBe(true)
    }
  })

  it('stays in the space and always changes something, over a long walk', () => {
    const seen = { sizes: new Set<number>(), depths: new Set<number>(), taus: new Set<number>(), rings: new Set() }
    let t = randomTopology(rich, key(3))
    for (let i = 0; i < 400; i++) {
      const next = editTopology(t, rich, key(4, 'walk', i), 0.5).topology
      expect(topologyDocument(next)).not.toEqual(topologyDocument(t))
      expect(parseTopology(topologyDocument(next), 'edited')).toEqual(next)
      t = next
      const [first, second] = motifs(t)
      expect(rich.layers[0].motifSizes).toContain(first.size)
      if (second) expect(rich.layers[1].motifSizes).toContain(second.size)
      expect([8, 16, 32]).toContain(t.neuron.tauMem)
      seen.sizes.add(first.size)
      seen.depths.add(t.layers.length)
      seen.taus.add(t.neuron.tauMem)
      seen.rings.add(JSON.stringify(topologyDocument(t)).includes('"ring":true'))
    }
    expect(seen.sizes.size).toBe(3)
    expect(seen.depths).toEqual(new Set([1, 2]))
    expect(seen.taus.size).toBe(3)
    expect(seen.rings.size).toBe(2)
  })

  it('keeps what both sizes have when a motif grows, and takes neurons away when it shrinks', () => {
    const grow = spaceOf(layerOf({ neurons: 8, motifSizes: [2, 4] }))
    const small = topologyWith(grow, motifFromRows(['+-', '.+'], '+-'))
    const { topology: grown, change } = editTopology(small, grow, key(1), 1)
    expect(change).toBe('layer 0: motif grows to 4')
    const [motif] = motifs(grown)
    expect(motif.synapses.slice(0, 2).map((row) => row.slice(0, 2))).toEqual(motifs(small)[0].synapses)
    const shrunk = motifs(editTopology(grown, grow, key(2), 1).topology)[0]
    const kept = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].flatMap((b) => (a < b ? [[a, b]] : [])))
    const parts = kept.map((order) => motifOf(motif, order))
    expect(parts).toContainEqual(shrunk)
  })

  it('toggles presence only where signs are free', () => {
    const space = spaceOf(layerOf({ signs: 'free', probabilities: { excitatory: 0.5, inhibitory: 0, absent: 0.5 } }))
    let t = randomTopology(space, key(5))
    for (let i = 0; i < 50; i++) t = editTopology(t, space, key(6, 'free', i)).topology
    expect(motifs(t)[0].synapses.flat()).not.toContain('inhibitory')
  })

  it('says so when nothing can be edited or the topology is of another space', () => {
    const { synapses } = motifFromRows(['+-', '.+'])
    const fixed = spaceOf(layerOf({ motifSizes: [2], synapses: { fixed: synapses }, lateral: 'none' }))
    expect(() => editTopology(randomTopology(fixed, key(1)), fixed, key(2))).toThrow('nothing of this space')
    const t = randomTopology(spaceOf(layerOf({ motifSizes: [16] })), key(1))
    expect(() => editTopology(t, spaceOf(layerOf()), key(2))).toThrow('not of the space: layer 0 has motifs of 16')
  })
})

function motifOf(motif: Motif, order: readonly number[]): Motif {
  const rows = order.map((post) =>
    order.map((pre) => ({ excitatory: '+', inhibitory: '-', absent: '.' })[motif.synapses[post][pre]]).join(''),
  )
  return motifFromRows(
    rows,
    order.map((i) => ({ excitatory: '+', inhibitory: '-', absent: '.' })[motif.lateral[i]]).join(''),
  )
}

function topologyWith(space: SearchSpace, motif: Motif): Topology {
  const t = randomTopology(space, key(9))
  const { recurrent } = t.layers[0]
  if (recurrent.kind !== 'motif') throw new Error('no motif')
  return { ...t, layers: [{ ...t.layers[0], recurrent: { ...recurrent, motif } }] }
}
