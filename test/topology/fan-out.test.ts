import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { fanOut } from '../../src/topology/fan-out.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { synapseCount } from '../../src/topology/size.js'
import { parseTopology } from '../../src/topology/topology-document.js'
import { layerOf, spaceOf } from './spaces.js'

describe('fanOut', () => {
  it('counts own layer, layer above and readout of every source', () => {
    const t = parseTopology(
      {
        neuron: { tauMem: 10, tauSyn: 5 },
        inputs: 3,
        readout: { classes: 2 },
        layers: [
          { neurons: 4, recurrent: { kind: 'motif', motif: { synapses: ['+-', '.+'], lateral: '+.' }, ring: false } },
          {
            neurons: 2,
            input: { kind: 'mask', sources: [[0, 1], [1]] },
            recurrent: { kind: 'sparse', synapses: [[0, 1, '-']] },
          },
        ],
      },
      'two layers',
    )
    const { inputs, neurons } = fanOut(t)
    expect([...inputs]).toEqual([4, 4, 4])
    // Motif: neuron 0 onto itself, neuron 1 onto both; index 0 is linked to the other motif; above: 1, 2, 0, 0.
    expect([...neurons]).toEqual([3, 4, 2, 2, 1 + 2, 2])
  })

  it('sums to all synapses of the network, whatever the space', () => {
    const space = spaceOf(layerOf({ neurons: 48, motifSizes: [4, 8, 16], ring: 'search' }), layerOf({ neurons: 32 }))
    for (let i = 0; i < 20; i++) {
      const t = randomTopology(space, key(i))
      const { neurons } = fanOut(t)
      const sum = neurons.reduce((a, b) => a + b, 0)
      expect(sum).toBe(synapseCount(t) + 48 * 32 + 32 * space.readout.classes)
    }
  })
})
