import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import {
  alphaMetrics,
  annealed,
  decided,
  discretise,
  drawn,
  initialAlpha,
  probabilities,
} from '../../src/learning/alpha.js'
import { createSupernet } from '../../src/learning/supernet.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { alphaOf, fixedMatrix, LARGE, motifOf, SPACES, TYPES } from './supernet-spaces.js'
import { tinySpace } from './tiny.js'

describe('discretise', () => {
  const net = createSupernet(tinySpace())

  it('takes the most probable size and types', () => {
    const alpha = initialAlpha(net, key(2))
    const chances = probabilities(net, alpha)
    const [layer] = net.layers
    const motif = motifOf(discretise(net, chances), 0)
    const best = chances[layer.sizeAlpha] >= chances[layer.sizeAlpha + 1] ? 0 : 1
    expect(motif.size).toBe([4, 8][best])
    const [block] = layer.options[best].groups
    for (let gate = 0; gate < block.gates; gate++) {
      const [pre, post] = [Math.floor(gate / motif.size), gate % motif.size]
      const own = Array.from(alpha.subarray(block.alpha + 3 * gate, block.alpha + 3 * gate + 3))
      expect(motif.synapses[post][pre]).toBe(TYPES[own.indexOf(Math.max(...own))])
    }
  })

  it('breaks ties for absent, then excitatory, and for the first size', () => {
    const tied = probabilities(net, new Float64Array(net.alphas))
    const motif = motifOf(discretise(net, tied), 0)
    expect(motif.size).toBe(4)
    expect(motif.synapses.flat().every((type) => type === 'absent')).toBe(true)
    expect(motif.lateral.every((type) => type === 'absent')).toBe(true)
    const [block] = net.layers[0].options[0].groups
    const alpha = new Float64Array(net.alphas)
    alpha[block.alpha + 2] = -1
    expect(motifOf(discretise(net, probabilities(net, alpha)), 0).synapses[0][0]).toBe('excitatory')
  })

  it('keeps fixed gates: a fixed matrix, and no self-connections', () => {
    for (const name of ['a fixed matrix', 'a ring without self-connections']) {
      const restricted = createSupernet(SPACES[name])
      const alpha = new Float64Array(restricted.alphas).map((_, i) => (i % 3 === 0 ? 5 : 0))
      const motif = motifOf(discretise(restricted, probabilities(restricted, alpha)), 0)
      if (name === 'a fixed matrix') expect(motif.synapses).toEqual(fixedMatrix.synapses)
      else expect(motif.synapses.every((row, i) => row[i] === 'absent')).toBe(true)
    }
  })
})

describe('probabilities', () => {
  it('are a softmax for each size and each searched gate', () => {
    const net = createSupernet(SPACES['a ring without self-connections'])
    const alpha = initialAlpha(net, key(2)).map((a) => 1000 * a)
    const chances = probabilities(net, alpha)
    const softmax = (start: number, length: number) => {
      const powers = Array.from(alpha.subarray(start, start + length), Math.exp)
      return powers.map((x) => x / powers.reduce((a, b) => a + b))
    }
    const [layer] = net.layers
    const expectAt = (at: number, expected: readonly number[]) => {
      for (const [i, p] of expected.entries()) expect(chances[at + i]).toBeCloseTo(p, 13)
    }
    expectAt(layer.sizeAlpha, softmax(layer.sizeAlpha, 2))
    for (const group of layer.options.flatMap(({ groups }) => groups)) {
      group.fixed.forEach((type, gate) => {
        const at = group.alpha + 3 * gate
        expectAt(at, type === undefined ? softmax(at, 3) : TYPES.map((t) => (t === type ? 1 : 0)))
      })
    }
  })

  it('start almost equal: alpha is N(0, 1e-3)', () => {
    const net = createSupernet(tinySpace())
    const alpha = initialAlpha(net, key(2))
    const spread = Math.sqrt(alpha.reduce((sum, a) => sum + a * a, 0) / alpha.length)
    expect(Math.abs(spread / 1e-3 - 1)).toBeLessThan(5 / Math.sqrt(2 * alpha.length))
  })
})

describe('temperature', () => {
  it('is that of a softmax over alpha / temperature', () => {
    const net = createSupernet(tinySpace())
    const alpha = initialAlpha(net, key(2)).map((a) => 1000 * a)
    const halved = probabilities(
      net,
      alpha.map((a) => 2 * a),
    )
    probabilities(net, alpha, 0.5).forEach((p, i) => {
      expect(p).toBeCloseTo(halved[i], 14)
    })
  })

  it('falls geometrically', () => {
    expect(annealed([1, 0.01], 0)).toBe(1)
    expect(annealed([1, 0.01], 0.5)).toBeCloseTo(0.1, 14)
    expect(annealed([1, 0.01], 1)).toBeCloseTo(0.01, 14)
    expect(annealed([3, 3], 0.7)).toBe(3)
  })
})

describe('drawn', () => {
  it.each(Object.entries(SPACES))(
    'takes one size and one type per gate, as often as they are probable: %s',
    (_, space) => {
      const net = createSupernet(space)
      const chances = probabilities(
        net,
        initialAlpha(net, key(4)).map((a) => 1000 * a),
      )
      const draws = 2000
      const counts = new Float64Array(net.alphas)
      for (let n = 0; n < draws; n++) {
        const all = drawn(net, chances, key(6, n))
        expect(discretise(net, all)).toBeDefined()
        all.forEach((x, i) => {
          counts[i] += x
        })
      }
      counts.forEach((count, i) => {
        const p = chances[i]
        expect(Math.abs(count / draws - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / draws))
      })
    },
  )
})

describe('decided', () => {
  it.each(Object.entries(SPACES))('is 0 or 1, sums to 1 and means the topology that is chosen: %s', (_, space) => {
    const net = createSupernet(space)
    const chances = probabilities(net, initialAlpha(net, key(4)))
    const all = decided(net, chances)
    expect(new Set(all)).toEqual(new Set([0, 1]))
    expect(discretise(net, all)).toEqual(discretise(net, chances))
    for (const layer of net.layers) {
      const gates = layer.options.flatMap(({ groups }) => groups).reduce((sum, group) => sum + group.gates, 0)
      const own = all.subarray(layer.sizeAlpha, layer.sizeAlpha + layer.options.length + 3 * gates)
      expect(own.reduce((a, b) => a + b, 0)).toBe(1 + gates)
    }
  })
})

describe('alphaMetrics', () => {
  const net = createSupernet(tinySpace())
  const undecided = probabilities(net, new Float64Array(net.alphas))

  it('has entropy 1 where nothing is decided and 0 where all is', () => {
    const open = alphaMetrics(net, undecided, undecided)
    expect(open.entropy).toBeCloseTo(1, 12)
    expect(open.sizeEntropy).toBeCloseTo(1, 12)
    const topology = randomTopology(tinySpace(), key(5))
    const alpha = alphaOf(net, topology)
    // Sizes that were not chosen count too: decide them as well.
    for (const group of net.layers[0].options.flatMap(({ groups }) => groups)) {
      for (let gate = 0; gate < group.gates; gate++) alpha[group.alpha + 3 * gate + 1] = 2 * LARGE
    }
    const closed = alphaMetrics(net, probabilities(net, alpha), undecided)
    expect(closed.entropy).toBe(0)
    expect(closed.sizeEntropy).toBe(0)
  })

  it('counts the types that would be chosen now', () => {
    const topology = randomTopology(tinySpace(), key(5, 1))
    const motif = motifOf(topology, 0)
    const types = [...motif.synapses.flat(), ...motif.lateral]
    const metrics = alphaMetrics(net, probabilities(net, alphaOf(net, topology)), undecided)
    for (const type of TYPES) expect(metrics[type]).toBe(types.filter((t) => t === type).length)
  })

  it('tells which share of the choices is not that of the start', () => {
    const first = probabilities(net, alphaOf(net, randomTopology(tinySpace(), key(5, 1))))
    const alpha = initialAlpha(net, key(3))
    const now = probabilities(net, alpha)
    expect(alphaMetrics(net, first, first).changed).toBe(0)
    expect(alphaMetrics(net, now, now).changed).toBe(0)
    const gates = net.layers[0].options.flatMap(({ groups }) => groups).filter((g) => g.fixed[0] === undefined)
    const gate = gates[0].alpha
    alpha[gate + (alpha[gate] > alpha[gate + 1] ? 1 : 0)] += 1
    const searched = gates.reduce((sum, g) => sum + g.fixed.filter((type) => type === undefined).length, 0)
    expect(alphaMetrics(net, probabilities(net, alpha), now).changed * searched).toBeCloseTo(1, 9)
  })
})
