import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { discretise, initialAlpha, probabilities } from '../../src/learning/alpha.js'
import { createSupernet, type Supernet } from '../../src/learning/supernet.js'
import { admissibleChances } from '../../src/search/admissible-choice.js'
import { type Constraints, constraintsSchema, violation } from '../../src/search/constraints.js'
import { allTopologies } from '../../src/topology/all-topologies.js'
import { measureTopology } from '../../src/topology/measures.js'
import type { Topology } from '../../src/topology/topology.js'
import { motifOf } from '../learning/supernet-spaces.js'
import { tinyLayer, tinySpace } from '../learning/tiny.js'

const TYPES = ['excitatory', 'inhibitory', 'absent']

/** Probability of a topology of the supernet's first layer. */
function chanceOf(net: Supernet, chances: Float64Array, topology: Topology): number {
  const motif = motifOf(topology, 0)
  const { sizeAlpha, options } = net.layers[0]
  const option = options.findIndex(({ size }) => size === motif.size)
  return options[option].groups.reduce(
    (product, { kind, gates, alpha }) => {
      let chance = product
      for (let gate = 0; gate < gates; gate++) {
        const [pre, post] = [Math.floor(gate / motif.size), gate % motif.size]
        const type = kind === 'block' ? motif.synapses[post][pre] : motif.lateral[gate]
        chance *= chances[alpha + 3 * gate + TYPES.indexOf(type)]
      }
      return chance
    },
    chances[sizeAlpha + option],
  )
}

function choice(net: Supernet, chances: Float64Array, constraints: Constraints): Topology {
  return discretise(net, admissibleChances(net, chances, constraints))
}

describe('a choice of alpha under constraints', () => {
  const space = tinySpace({ layers: [tinyLayer({ neurons: 4, motifSizes: [2], lateral: 'search' })] })
  const net = createSupernet(space)
  const everything = allTopologies(space, 10_000)
  const lively = (n: number) => probabilities(net, initialAlpha(net, key(n, 'alpha'), 1))

  it('is the most probable one where that keeps to them', () => {
    const chances = lively(1)
    expect(admissibleChances(net, chances, { synapses: { max: 1000 } })).toBe(chances)
  })

  it.each([1, 2, 3, 4, 5])('is the most probable of all that have few enough synapses, draw %i', (n) => {
    const chances = lively(n)
    for (const constraints of [{ synapses: { max: 4 } }, { synapses: { min: 10 } }]) {
      const found = choice(net, chances, constraints)
      const best = Math.max(
        ...everything.filter((t) => !violation(t, constraints)).map((t) => chanceOf(net, chances, t)),
      )
      expect(violation(found, constraints)).toBeUndefined()
      // Links weigh another number of synapses than the motif's own, so a greedy choice may fall short by a step.
      expect(chanceOf(net, chances, found) / best).toBeGreaterThan(0.2)
    }
  })

  it.each([
    ['fanIn', { fanIn: { max: 8 } }],
    ['fanOut', { fanOut: { max: 5 } }],
    ['excitatoryShare', { excitatoryShare: { min: 0.75, max: 0.8 }, synapses: { min: 20 } }],
    ['parameters', { parameters: { max: 180 } }],
  ])('keeps to %s in a larger space', (_, raw) => {
    const constraints = constraintsSchema.parse(raw)
    const larger = createSupernet(tinySpace({ inputs: 6, layers: [tinyLayer({ motifSizes: [4, 8] })] }))
    for (let n = 1; n <= 5; n++) {
      const chances = probabilities(larger, initialAlpha(larger, key(n, 'alpha'), 0.5))
      expect(violation(discretise(larger, chances), constraints)).toBeDefined()
      expect(violation(choice(larger, chances, constraints), constraints)).toBeUndefined()
    }
  })

  it('takes another motif size where the most probable one cannot keep to them', () => {
    const two = createSupernet(tinySpace({ layers: [tinyLayer({ motifSizes: [2, 8], lateral: 'none' })] }))
    const alpha = new Float64Array(two.alphas)
    alpha[two.layers[0].sizeAlpha] = 2
    const chances = probabilities(two, alpha)
    expect(motifOf(discretise(two, chances), 0).size).toBe(2)
    const found = choice(two, chances, { synapses: { min: 16 * 5 } })
    expect(motifOf(found, 0).size).toBe(8)
    expect(measureTopology(found, 'synapses')).toBeGreaterThanOrEqual(80)
  })

  it('decides ties too: equal probabilities are no synapse, unless some are asked for', () => {
    const chances = probabilities(net, new Float64Array(net.alphas))
    expect(measureTopology(discretise(net, chances), 'synapses')).toBe(0)
    expect(measureTopology(choice(net, chances, { synapses: { min: 6 } }), 'synapses')).toBeGreaterThanOrEqual(6)
  })

  it('is left as it is where nothing in the space keeps to them', () => {
    const chances = lively(1)
    expect(admissibleChances(net, chances, { neurons: { max: 2 } })).toBe(chances)
  })
})
