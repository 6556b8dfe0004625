import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { allTopologies } from '../../src/topology/all-topologies.js'
import { topologyInSpace } from '../../src/topology/carry-topology.js'
import { editTopology } from '../../src/topology/edit-topology.js'
import { handmadeTopology } from '../../src/topology/handmade.js'
import { randomTopology, spaceSize } from '../../src/topology/search-space.js'
import { parseSearchSpace, searchSpaceDocument } from '../../src/topology/search-space-document.js'

const document = (feedForward: object) => ({
  neuron: { tauMem: [10, 20], tauSyn: 10 },
  inputs: 4,
  readout: { kind: 'spiking', classes: 3 },
  feedForward,
})
const choices = { depth: [1, 2], neurons: [8, 16], inhibitoryShare: ['free', 0.25] }
const space = parseSearchSpace(document(choices), 'test')

describe('a space of feed-forward networks', () => {
  it('survives being written and read', () => {
    expect(parseSearchSpace(searchSpaceDocument(space), 'test')).toEqual(space)
  })

  it('is drawn from, edited and enumerated without leaving it', () => {
    expect(Math.round(10 ** spaceSize(space))).toBe(2 * 2 * (2 + 4))
    expect(allTopologies(space, 100)).toHaveLength(24)
    let topology = randomTopology(space, key(1, 'draw'))
    const seen = new Set<string>()
    for (let i = 0; i < 60; i++) {
      const { topology: next, change } = editTopology(topology, space, key(1, 'edit', i))
      expect(next).not.toEqual(topology)
      expect(topologyInSpace(next, space, 'edited')).toEqual(next)
      seen.add(change.replaceAll(/\d+(\.\d+)?/g, 'n'))
      topology = next
    }
    expect([...seen].sort()).toEqual([
      'depth becomes n',
      'inhibitory share becomes free',
      'inhibitory share becomes n',
      'layer n: neurons become n',
      'tauMem becomes n',
    ])
  })

  it('has one handmade network, the first of its choices', () => {
    expect(handmadeTopology('feed-forward', space, { key: key(1) }).layers).toHaveLength(1)
    expect(() => handmadeTopology('ring', space, { key: key(1) })).toThrow('only feed-forward is of it')
  })

  it.each([
    [{ ...choices, depth: [] }, 'depth must be a list of at least one choice'],
    [{ ...choices, neurons: [8, 8] }, 'neurons[1] must be a value that was not given before'],
    [{ ...choices, inhibitoryShare: [1.5] }, 'must be free, or a share from 0 to below 1'],
  ])('refuses bad choices (%#)', (bad, message) => {
    expect(() => parseSearchSpace(document(bad), 'test')).toThrow(message)
  })
})
