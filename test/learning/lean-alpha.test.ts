import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { discretise, initialAlpha, probabilities } from '../../src/learning/alpha.js'
import { leaningAlpha } from '../../src/learning/lean-alpha.js'
import { createSupernet } from '../../src/learning/supernet.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { relabelMotif } from '../../src/topology/motif.js'
import { motifLayer, topologyIn } from '../../src/topology/search-space.js'
import { tinyLayer, tinySpace, tinyTopology } from './tiny.js'

const space = tinySpace({ layers: [tinyLayer(), tinyLayer({ neurons: 8, motifSizes: [4] })] })
const net = createSupernet(space)
const start = initialAlpha(net, key(1, 'alpha'))

describe('alpha that leans', () => {
  it('chooses the topology that it leans to, in every layer', () => {
    for (let draw = 0; draw < 5; draw++) {
      const topology = tinyTopology(draw, space)
      const found = discretise(net, probabilities(net, leaningAlpha(net, start, [topology], 1)))
      expect(topologyHash(found)).toBe(topologyHash(topology))
      expect(topologyHash(discretise(net, probabilities(net, start)))).not.toBe(topologyHash(topology))
    }
  })

  it('gives each of its types the probability e^s / (e^s + 2)', () => {
    const chances = probabilities(net, leaningAlpha(net, new Float64Array(net.alphas), [tinyTopology(0, space)], 2))
    const [size] = net.layers[0].options
    const { alpha } = size.groups[0]
    const topology = tinyTopology(0, space)
    const { recurrent } = topology.layers[0]
    if (recurrent.kind !== 'motif') throw new Error('no motif')
    const own = net.layers[0].options.find((option) => option.size === recurrent.motif.size)
    const first = own?.groups[0].alpha ?? alpha
    const most = Math.max(chances[first], chances[first + 1], chances[first + 2])
    expect(most).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 2), 12)
  })

  it('with strength 0 is as it was, and leaves its argument alone', () => {
    const before = start.slice()
    expect(leaningAlpha(net, start, [tinyTopology(0, space)], 0)).toEqual(start)
    leaningAlpha(net, start, [tinyTopology(0, space)], 5)
    expect(start).toEqual(before)
  })

  it('shares its strength among several, numbered alike first', () => {
    const own = tinySpace({ layers: [tinyLayer({ motifSizes: [4] })] })
    const small = createSupernet(own)
    const topology = tinyTopology(2, own)
    const { recurrent } = topology.layers[0]
    if (recurrent.kind !== 'motif') throw new Error('no motif')
    const other = topologyIn(own, [motifLayer(own.layers[0], relabelMotif(recurrent.motif, permutation(key(9), 4)))])
    const zero = new Float64Array(small.alphas)
    expect(leaningAlpha(small, zero, [topology, other], 1)).toEqual(leaningAlpha(small, zero, [topology], 1))
  })
})
