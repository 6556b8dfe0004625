import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integer, key, permutation } from '../../src/kernel/numerics/random.js'
import { editTopology } from '../../src/topology/edit-topology.js'
import { matchMotifs } from '../../src/topology/match-motifs.js'
import { createMotif, type Motif, relabelMotif, type SynapseType } from '../../src/topology/motif.js'
import { motifLayer, randomMotif, randomTopology, topologyIn } from '../../src/topology/search-space.js'
import { topologyDiff } from '../../src/topology/topology-diff.js'
import { layerOf, spaceOf } from './spaces.js'

const motifOf = (size: number, draw: number): Motif => randomMotif(layerOf({}), size, key(5, draw))
const relabelled = (motif: Motif, draw: number): Motif => relabelMotif(motif, permutation(key(6, draw), motif.size))

/** The motif with `count` different places changed. */
function changed(motif: Motif, count: number, draw: number): Motif {
  const places = new Set(permutation(key(7, draw), motif.size * motif.size).subarray(0, count))
  const other = (type: SynapseType): SynapseType => (type === 'absent' ? 'inhibitory' : 'absent')
  return createMotif(
    motif.size,
    (post, pre) => (places.has(post * motif.size + pre) ? other(motif.synapses[post][pre]) : motif.synapses[post][pre]),
    (i) => motif.lateral[i],
  )
}

/** Fewest differing places over all numberings, tried one by one. */
function fewest(a: Motif, b: Motif): number {
  const numberings = (rest: readonly number[]): number[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((v) => numberings(rest.filter((u) => u !== v)).map((order) => [v, ...order]))
  return Math.min(
    ...numberings([...a.lateral.keys()]).map((order) => {
      const other = relabelMotif(b, order)
      const rows = a.synapses.flatMap((row, i) => row.filter((type, j) => type !== other.synapses[i][j]))
      return rows.length + a.lateral.filter((type, i) => type !== other.lateral[i]).length
    }),
  )
}

describe('the numbering under which two motifs are most alike', () => {
  it('has as few differences as any other, for small motifs', () => {
    for (let draw = 0; draw < 20; draw++) {
      const [a, b] = [motifOf(5, 2 * draw), motifOf(5, 2 * draw + 1)]
      expect(matchMotifs(a, b)).toMatchObject({ differences: fewest(a, b), exact: true })
    }
  })

  it.each([4, 8, 16])('finds a relabelled motif of %i neurons again, without a difference', (size) => {
    for (let draw = 0; draw < 5; draw++) {
      const motif = motifOf(size, draw)
      expect(matchMotifs(motif, relabelled(motif, draw))).toMatchObject({ differences: 0, exact: true })
    }
  })

  it.each([8, 16])('finds a few changed synapses among %i relabelled neurons, and proves it', (size) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.nat(50), (count, draw) => {
        const motif = motifOf(size, draw)
        const found = matchMotifs(motif, relabelled(changed(motif, count, draw), draw))
        expect(found.exact).toBe(true)
        expect(found.differences).toBeLessThanOrEqual(count)
      }),
      { numRuns: 20 },
    )
  })

  it('says so where it could not prove that none is better', () => {
    const found = matchMotifs(motifOf(12, 1), motifOf(12, 2), 1000)
    expect(found.exact).toBe(false)
    expect([...found.order].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i))
  })
})

const space = spaceOf(layerOf({ neurons: 48, motifSizes: [4, 8], ring: 'search' }))

describe('the diff of two topologies', () => {
  const ringOf = (types: readonly SynapseType[], lateral: SynapseType = 'absent') => {
    const size = types.length
    const motif = createMotif(
      size,
      (post, pre) => (post === (pre + 1) % size ? types[pre] : 'absent'),
      () => lateral,
    )
    return topologyIn(space, [motifLayer(layerOf({ neurons: 48 }), motif)])
  }

  it('counts what was added, removed and flipped, by type', () => {
    const first = ringOf(['excitatory', 'excitatory', 'excitatory', 'inhibitory'])
    const second = ringOf(['excitatory', 'inhibitory', 'absent', 'inhibitory'], 'inhibitory')
    const { motif, synapseCount } = topologyDiff(first, second).layers[0]
    expect(motif?.relabelling).toBe('exact')
    expect(motif?.synapses).toMatchObject({
      added: { excitatory: 0, inhibitory: 0 },
      removed: { excitatory: 1, inhibitory: 0 },
      flipped: { excitatory: 0, inhibitory: 1 },
    })
    expect(motif?.links.added).toEqual({ excitatory: 0, inhibitory: 4 })
    expect(motif?.links.places).toHaveLength(4)
    // 12 motifs of 4 synapses; of 3, with 11 pairs of neighbours linked both ways by 4 links.
    expect(synapseCount).toEqual([48, 36 + 88])
  })

  it('is as small as the edit that made one from the other', () => {
    for (let draw = 0; draw < 30; draw++) {
      const first = randomTopology(space, key(1, draw))
      const { topology: second } = editTopology(first, space, key(2, draw), 0)
      const { motif } = topologyDiff(first, second).layers[0]
      expect((motif?.synapses.places.length ?? 0) + (motif?.links.places.length ?? 0)).toBeLessThanOrEqual(1)
    }
  })

  it('of topologies that differ in numbering alone is none', () => {
    const first = randomTopology(space, key(3, integer(key(0), 0, 9)))
    const [layer] = first.layers
    if (layer.recurrent.kind !== 'motif') throw new Error('not of the space')
    const renumbered = motifLayer(space.layers[0], relabelled(layer.recurrent.motif, 1), layer.recurrent.ring)
    const { motif } = topologyDiff(first, topologyIn(space, [renumbered])).layers[0]
    expect([motif?.synapses.places, motif?.links.places]).toEqual([[], []])
  })

  it('matches the smaller of two motifs with a part of the larger', () => {
    const small = ringOf(['excitatory', 'excitatory', 'excitatory'])
    const [layer] = ringOf(['excitatory', 'excitatory', 'excitatory']).layers
    if (layer.recurrent.kind !== 'motif') throw new Error('not of the space')
    const inner = layer.recurrent.motif
    const larger = createMotif(4, (post, pre) =>
      post > 0 && pre > 0 ? inner.synapses[post - 1][pre - 1] : post === pre ? 'inhibitory' : 'absent',
    )
    const { motif } = topologyDiff(small, topologyIn(space, [motifLayer(layerOf({ neurons: 48 }), larger)])).layers[0]
    expect(motif?.size).toEqual([3, 4])
    expect(motif?.synapses.places).toEqual([{ post: 3, pre: 3, from: 'absent', to: 'inhibitory' }])
  })

  it('names constants, sizes and kinds that differ', () => {
    const first = ringOf(['excitatory'])
    const second = {
      ...first,
      neuron: { ...first.neuron, tauMem: 20 },
      layers: [{ ...first.layers[0], recurrent: { kind: 'none' as const } }],
    }
    const diff = topologyDiff(first, second)
    expect(diff.tauMem).toEqual([8, 20])
    expect(diff.layers[0]).toMatchObject({ kind: ['motif', 'none'], synapseCount: [48, 0] })
    expect(diff.layers[0].motif).toBeUndefined()
    expect(diff.measures.synapses).toEqual([48, 0])
  })

  it('leaves neurons their numbers where a mask tells them apart', () => {
    const first = ringOf(['excitatory', 'absent', 'absent', 'absent'])
    const masked = { kind: 'mask' as const, sources: Array.from({ length: 48 }, (_, i) => [i % 4]) }
    const withMask = { ...first, layers: [{ ...first.layers[0], input: masked }] }
    const other = ringOf(['absent', 'excitatory', 'absent', 'absent'])
    expect(topologyDiff(first, other).layers[0].motif?.synapses.places).toHaveLength(0)
    const { motif } = topologyDiff(withMask, { ...other, layers: [{ ...other.layers[0], input: masked }] }).layers[0]
    expect(motif?.relabelling).toBe('none')
    expect(motif?.synapses.places).toHaveLength(2)
  })
})
