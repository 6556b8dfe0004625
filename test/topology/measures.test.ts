import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { type HandmadeName, handmadeTopology } from '../../src/topology/handmade.js'
import { measureTopology } from '../../src/topology/measures.js'
import { layerOf, spaceOf } from './spaces.js'

const space = spaceOf(layerOf({ neurons: 24, motifSizes: [8] }))
const made = (name: HandmadeName) => handmadeTopology(name, space, { key: key(1), synapses: 72 })

describe('measures of a topology', () => {
  it('counts the most synapses onto one neuron, with those from below and from both neighbours', () => {
    expect(measureTopology(made('feed-forward'), 'fanIn')).toBe(10)
    expect(measureTopology(made('all-excitatory'), 'fanIn')).toBe(10 + 8 + 2)
    expect(measureTopology(made('ring'), 'fanIn')).toBe(10 + 1 + 2)
    expect(measureTopology(made('fully-connected'), 'fanIn')).toBe(10 + 24)
  })

  it('counts the most synapses from one neuron, with those above and to the readout', () => {
    expect(measureTopology(made('feed-forward'), 'fanOut')).toBe(3)
    expect(measureTopology(made('all-excitatory'), 'fanOut')).toBe(8 + 2 + 3)
    const two = spaceOf(layerOf(), layerOf({ neurons: 24 }))
    expect(measureTopology(handmadeTopology('fully-connected', two, { key: key(1) }), 'fanOut')).toBe(64 + 24)
  })

  it('of a sparse layer finds the neuron with most', () => {
    const t = made('random-sparse')
    const { recurrent } = t.layers[0]
    if (recurrent.kind !== 'sparse') throw new Error('not sparse')
    const counts = Array.from({ length: 24 }, (_, i) => recurrent.synapses.filter(({ to }) => to === i).length)
    expect(measureTopology(t, 'fanIn')).toBe(10 + Math.max(...counts))
  })

  it('shares excitation among what is present', () => {
    expect(measureTopology(made('all-excitatory'), 'excitatoryShare')).toBe(1)
    expect(measureTopology(made('feed-forward'), 'excitatoryShare')).toBe(1)
    // Of 64 synapses 21, of 8 links 3 are inhibitory.
    expect(measureTopology(made('dense-ei'), 'excitatoryShare')).toBeCloseTo(48 / 72, 12)
  })

  it('counts neurons and synapses of all layers', () => {
    const two = spaceOf(layerOf(), layerOf({ neurons: 24 }))
    const t = handmadeTopology('fully-connected', two, { key: key(1) })
    expect(measureTopology(t, 'neurons')).toBe(88)
    expect(measureTopology(t, 'synapses')).toBe(64 * 64 + 24 * 24)
  })
})
