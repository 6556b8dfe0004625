import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { crossTopologies } from '../../src/topology/cross-topologies.js'
import { randomTopology } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { layerOf, spaceOf } from './spaces.js'

const rows = (t: Topology, l = 0) => {
  const { recurrent } = t.layers[l]
  if (recurrent.kind !== 'motif') throw new Error('no motif')
  return recurrent.motif.synapses.map((row, i) => [...row, recurrent.motif.lateral[i]].join())
}

describe('crossTopologies', () => {
  it('takes every row with its lateral link from one parent or the other, and both give some', () => {
    const space = spaceOf(layerOf())
    const [a, b] = [1, 2].map((seed) => randomTopology(space, key(seed)))
    const crossed = rows(crossTopologies(a, b, key(3)))
    const fromA = crossed.map((row, i) => row === rows(a)[i])
    for (const [i, row] of crossed.entries()) expect([rows(a)[i], rows(b)[i]]).toContain(row)
    expect(new Set(fromA).size).toBe(2)
  })

  it('leaves a layer whose motifs differ in size, and layers the other has not', () => {
    const [small, large] = [4, 8].map((size) =>
      randomTopology(spaceOf(layerOf({ motifSizes: [size] }), layerOf()), key(1)),
    )
    const crossed = crossTopologies(small, large, key(2))
    expect(rows(crossed)).toEqual(rows(small))
    expect(crossTopologies(small, { ...large, layers: large.layers.slice(0, 1) }, key(2))).toEqual(small)
  })
})
