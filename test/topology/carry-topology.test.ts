import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { carryTopology, topologyInSpace } from '../../src/topology/carry-topology.js'
import { type HandmadeName, handmadeTopology } from '../../src/topology/handmade.js'
import { createMotif, relabelMotif } from '../../src/topology/motif.js'
import { motifLayer, randomTopology, type SearchSpace, topologyIn } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { layerOf, spaceOf } from './spaces.js'

const space = spaceOf(layerOf({ neurons: 64, motifSizes: [4, 8] }))
const made = (name: HandmadeName, of: SearchSpace = space) => handmadeTopology(name, of, { key: key(1), synapses: 9 })

function motifAt({ layers }: Topology, l: number) {
  const { recurrent } = layers[l]
  if (recurrent.kind !== 'motif') throw new Error('no motif')
  return recurrent.motif
}

describe('a topology carried to another space', () => {
  const found = randomTopology(space, key(4))

  it("has the same motif on the space's neurons, inputs, readout and constants", () => {
    const neuron = { model: 'lif', tauMem: 20, tauSyn: 2 } as const
    const other: SearchSpace = { ...spaceOf(layerOf({ neurons: 240, motifSizes: [3] })), neuron, inputs: 7 }
    const carried = carryTopology(found, other, 'found')
    expect(carried.layers[0]).toEqual({ ...found.layers[0], neurons: 240 })
    expect(carried).toMatchObject({ neuron, inputs: 7, readout: other.readout })
  })

  it('repeats the motif of its top layer where the space has more layers', () => {
    const carried = carryTopology(found, spaceOf(layerOf(), layerOf({ neurons: 16 })), 'found')
    expect([motifAt(carried, 0), motifAt(carried, 1)]).toEqual([motifAt(found, 0), motifAt(found, 0)])
  })

  it('is refused where the motif does not fit', () => {
    const carry = (topology: Topology, neurons: number) => () =>
      carryTopology(topology, spaceOf(layerOf({ neurons, motifSizes: [2] })), 'found')
    expect(carry(found, 30)).toThrow(/^found: its motif size \(\d\) must divide the 30 neurons of layer 0$/)
    expect(carry(made('fully-connected'), 64)).toThrow('found: layer 0 must have a motif, but its recurrence is dense')
    const two = made('all-excitatory', spaceOf(layerOf(), layerOf()))
    expect(carry(two, 64)).toThrow('found has 2 layers, but the study has 1')
  })
})

describe('a topology to start a search from', () => {
  it('of the space is itself, however its neurons are numbered', () => {
    const own = randomTopology(space, key(5))
    const other = relabelMotif(motifAt(own, 0), permutation(key(6), motifAt(own, 0).size))
    const renumbered = topologyIn(space, [motifLayer(space.layers[0], other)])
    expect(topologyHash(topologyInSpace(own, space, 'own'))).toBe(topologyHash(own))
    expect(topologyInSpace(renumbered, space, 'own')).toEqual(topologyInSpace(own, space, 'own'))
  })

  it('takes neurons and constants from the space, but what is searched from the topology', () => {
    const searched: SearchSpace = {
      ...spaceOf(layerOf({ neurons: 32, ring: 'search' })),
      neuronChoices: { tauMem: [8, 16], tauSyn: [4] },
    }
    const given = made('all-excitatory', spaceOf(layerOf({ ring: true })))
    const slow = { ...given, neuron: { ...given.neuron, tauMem: 16 } }
    const start = topologyInSpace(slow, searched, 'given')
    expect(start.neuron.tauMem).toBe(16)
    expect(start.layers[0]).toMatchObject({ neurons: 32, recurrent: { ring: true } })
    expect(topologyInSpace(slow, space, 'given')).toMatchObject({
      neuron: { tauMem: 8 },
      layers: [{ recurrent: { ring: false } }],
    })
  })

  it.each([
    [spaceOf(layerOf({ motifSizes: [4] })), 'given: layer 0 must have motifs of 4 neurons (it has 8)'],
    [spaceOf(layerOf({ lateral: 'none' })), 'given: layer 0 must have no lateral links'],
    [spaceOf(layerOf({ signs: 'free' })), 'given: layer 0 must have free signs (it has typed)'],
    [spaceOf(layerOf({ selfConnections: false })), 'given: layer 0 must have no self-connections'],
    [spaceOf(layerOf(), layerOf()), 'given must have 2 layers, but has 1'],
    [
      spaceOf(layerOf({ synapses: { fixed: createMotif(8, () => 'absent').synapses } })),
      'given: layer 0 must have the fixed synapses',
    ],
  ])('is refused where the space has no such motif (%#)', (other, message) => {
    const given = made('all-excitatory', spaceOf(layerOf()))
    expect(() => topologyInSpace(given, other, 'given')).toThrow(message)
  })
})
