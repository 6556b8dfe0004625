import { describe, expect, it } from 'vitest'
import { bytesNeeded, parameterCount, synapseCount } from '../../src/topology/size.js'
import type { Topology } from '../../src/topology/topology.js'
import { parseTopology } from '../../src/topology/topology-document.js'

const network = (...layers: object[]): Topology =>
  parseTopology({ neuron: { tauMem: 8, tauSyn: 4 }, inputs: 5, layers, readout: { classes: 3 } }, 'test')

/** 3 synapses per motif, 1 lateral link per direction and pair of neighbours. */
const motif = { synapses: ['+-', '.+'], lateral: '-.' }
const motifs = (neurons: number, ring = false) => ({ neurons, recurrent: { kind: 'motif', motif, ring } })

describe('synapseCount', () => {
  it.each([
    ['one motif', motifs(2), 3],
    ['three motifs in a line: 3 x 3 + 2 x 2', motifs(6), 13],
    ['three motifs in a ring: 3 x 3 + 3 x 2', motifs(6, true), 15],
    ['two motifs in a ring, which is a line', motifs(4, true), 8],
    ['no recurrence', { neurons: 4, recurrent: { kind: 'none' } }, 0],
    [
      'a sparse layer',
      {
        neurons: 4,
        recurrent: {
          kind: 'sparse',
          synapses: [
            [0, 1, '+'],
            [1, 1, '-'],
          ],
        },
      },
      2,
    ],
    ['a dense layer', { neurons: 4, recurrent: { kind: 'dense' } }, 16],
    [
      'a dense layer without self-connections',
      { neurons: 4, recurrent: { kind: 'dense', selfConnections: false } },
      12,
    ],
  ])('of %s', (_, layer, count) => expect(synapseCount(network(layer))).toBe(count))

  it('is at most N v + 2 (M - 1) v for a line of motifs, reached when nothing is absent', () => {
    const full = { synapses: Array.from({ length: 8 }, () => '++++++++'), lateral: '++++++++' }
    expect(synapseCount(network({ neurons: 64, recurrent: { kind: 'motif', motif: full } }))).toBe(64 * 8 + 2 * 7 * 8)
  })

  it('adds over layers', () => expect(synapseCount(network(motifs(6), motifs(2)))).toBe(16))
})

describe('parameterCount', () => {
  it('is input + recurrent + readout weights', () => {
    expect(parameterCount(network(motifs(6)))).toBe(5 * 6 + 13 + 6 * 3)
  })

  it('counts the weights between layers once, and only those that a mask lets through', () => {
    const masked = { neurons: 2, input: { kind: 'mask', sources: [[0, 4], [1]] }, recurrent: { kind: 'none' } }
    expect(parameterCount(network(motifs(6), masked))).toBe(30 + 13 + 3 + 2 * 3)
  })
})

describe('bytesNeeded', () => {
  it('is 6 floats per weight and 3 per neuron and step, readout included', () => {
    expect(bytesNeeded(network(motifs(6)), 100)).toBe(4 * (6 * 61 + 3 * (6 + 3) * 100))
  })
})
