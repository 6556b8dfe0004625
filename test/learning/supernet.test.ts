import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import {
  alphaMetrics,
  createSupernet,
  discretise,
  initialAlpha,
  initialSupernetParameters,
  probabilities,
  type Supernet,
  supernetWeights,
} from '../../src/learning/supernet.js'
import { createMotif, type Motif, type SynapseType } from '../../src/topology/motif.js'
import { randomTopology, type SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { UsageError } from '../../src/usage-error.js'
import { randomSample } from '../conformance/kernel.js'
import { effectiveMatrix } from './effective-matrix.js'
import { tinyLayer, tinyRecipe, tinySpace } from './tiny.js'

const TYPES: readonly SynapseType[] = ['excitatory', 'inhibitory', 'absent']
const LARGE = 1000
const RULE = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' } as const

const fixedMatrix = createMotif(4, (post, pre) => (post === pre ? 'absent' : post > pre ? 'excitatory' : 'inhibitory'))

const SPACES: Record<string, SearchSpace> = {
  'a line': tinySpace(),
  'a ring without self-connections': tinySpace({
    layers: [tinyLayer({ neurons: 24, ring: true, selfConnections: false })],
  }),
  'two motifs that are no ring': tinySpace({ layers: [tinyLayer({ motifSizes: [8], ring: true })] }),
  'a fixed matrix': tinySpace({ layers: [tinyLayer({ motifSizes: [4], synapses: { fixed: fixedMatrix.synapses } })] }),
  'two layers and a spiking readout': tinySpace({
    layers: [tinyLayer({ neurons: 8, motifSizes: [2, 4] }), tinyLayer({ lateral: 'none' })],
    readout: { kind: 'spiking', classes: 2 },
  }),
}

function motifOf(topology: Topology, l: number): Motif {
  const { recurrent } = topology.layers[l]
  if (recurrent.kind !== 'motif') throw new Error('an SC-ML layer was expected')
  return recurrent.motif
}

/** Alpha so large at a topology's choices that the softmax leaves nothing for the others. */
function alphaOf(net: Supernet, topology: Topology): Float64Array {
  const alpha = new Float64Array(net.alphas)
  net.layers.forEach(({ sizeAlpha, options }, l) => {
    const motif = motifOf(topology, l)
    options.forEach(({ size, groups }, o) => {
      if (size !== motif.size) return
      alpha[sizeAlpha + o] = LARGE
      for (const group of groups) {
        for (let gate = 0; gate < group.gates; gate++) {
          const [pre, post] = [Math.floor(gate / size), gate % size]
          const type = group.kind === 'block' ? motif.synapses[post][pre] : motif.lateral[gate]
          alpha[group.alpha + 3 * gate + TYPES.indexOf(type)] = LARGE
        }
      }
    })
  })
  return alpha
}

/** The discrete network's trained parameters, taken from the supernet's magnitudes. */
function inherited(net: Supernet, topology: Topology, parameters: Float32Array): Float32Array {
  const network = compileTopology(topology)
  const offsets = planOffsets(network.plan)
  const all = new Float32Array(offsets.weights)
  net.layers.forEach(({ options }, l) => {
    const input = net.plain[l]
    all.set(parameters.subarray(input.parameter, input.parameter + input.length), offsets.layers[l].input)
    const option = options.find(({ size }) => size === motifOf(topology, l).size)
    offsets.layers[l].connections.forEach((start, c) => {
      const group = option?.groups[c]
      if (!group) throw new Error('the supernet lacks a connection')
      for (let w = 0; w < group.length; w++) {
        const half = network.sign[start + w] > 0 ? group.excitatory : group.inhibitory
        if (network.sign[start + w] !== 0) all[start + w] = parameters[half + w]
      }
    })
  })
  const readout = net.plain[net.plain.length - 1]
  all.set(parameters.subarray(readout.parameter, readout.parameter + readout.length), all.length - readout.length)
  const weights = new Float32Array(all.length)
  expandWeights(network, all, weights)
  return weights
}

describe.each(Object.keys(SPACES))('one-hot supernet, %s', (name) => {
  const space = SPACES[name]
  const net = createSupernet(space)
  const parameters = initialSupernetParameters(net, tinyRecipe({ initial: { input: 3 } }), key(1, 'replicate', 0))

  it.each([0, 1, 2, 3])('has the weights and spikes of the discrete topology, draw %i', (draw) => {
    const topology = randomTopology(space, key(5, draw))
    const chances = probabilities(net, alphaOf(net, topology))
    expect(discretise(net, chances)).toEqual(topology)

    const relaxed = new Float32Array(planOffsets(net.plan).weights)
    supernetWeights(net, parameters, chances, relaxed)
    const { plan } = compileTopology(topology)
    const discrete = inherited(net, topology, parameters)
    space.layers.forEach((_, l) => {
      const matrix = effectiveMatrix(net.plan, relaxed, l)
      expect(matrix).toEqual(effectiveMatrix(plan, discrete, l))
      expect(matrix.flat().some((x) => x !== 0)).toBe(true)
    })

    const intrinsic = new Float32Array(planOffsets(plan).neurons).fill(space.neuron.tauMem)
    const run = (kernel: WasmKernel, weights: Float32Array) => {
      kernel.load(weights, intrinsic, intrinsic)
      const outputs = Array.from(kernel.forward(randomSample(key(6, draw), space.inputs, 40, 0.2)))
      const counts = Array.from(kernel.counts)
      kernel.dispose()
      return { outputs, counts }
    }
    const capacity = { steps: 40, events: 400 }
    const ofSupernet = run(new WasmKernel(net.plan, RULE, capacity), relaxed)
    expect(ofSupernet.counts.reduce((a, b) => a + b)).toBeGreaterThan(10)
    expect(ofSupernet).toEqual(run(new WasmKernel(plan, RULE, capacity), discrete))
  })
})

describe('links of the supernet', () => {
  it.each(['a line', 'a ring without self-connections'])(
    'stay inside a motif or join same-index neurons of neighbours, %s',
    (name) => {
      const net = createSupernet(SPACES[name])
      const [layer] = SPACES[name].layers
      const weights = new Float32Array(planOffsets(net.plan).weights)
      const parameters = initialSupernetParameters(net, tinyRecipe(), key(1, 'replicate', 0))
      supernetWeights(net, parameters, probabilities(net, initialAlpha(net, key(1))), weights)
      const matrix = effectiveMatrix(net.plan, weights)
      const allowed = (post: number, pre: number) =>
        layer.motifSizes.some((size) => {
          const [a, b] = [Math.floor(post / size), Math.floor(pre / size)]
          if (a === b) return layer.selfConnections || post !== pre
          const apart = Math.abs(a - b)
          const neighbours = apart === 1 || (layer.ring && apart === layer.neurons / size - 1)
          return neighbours && post % size === pre % size
        })
      matrix.forEach((row, post) => {
        row.forEach((weight, pre) => {
          expect(weight !== 0, `${pre} -> ${post}`).toBe(allowed(post, pre))
        })
      })
    },
  )
})

describe('initialSupernetParameters', () => {
  /** Spread of the entries of a group in the effective matrix at uniform probabilities. */
  function spreads(space: SearchSpace, recurrent = 1) {
    const net = createSupernet(space)
    const recipe = tinyRecipe({ initial: { recurrent } })
    const parameters = initialSupernetParameters(net, recipe, key(1, 'replicate', 0))
    const weights = new Float32Array(planOffsets(net.plan).weights)
    supernetWeights(net, parameters, probabilities(net, new Float64Array(net.alphas)), weights)
    return net.layers[0].options.flatMap(({ size, groups }) =>
      groups.map((group) => {
        const entries = Array.from(weights.subarray(group.weight, group.weight + group.length))
        const present = entries.filter((_, w) => group.present(w))
        const mean = present.reduce((a, b) => a + b) / present.length
        const square = present.reduce((sum, x) => sum + x * x, 0) / present.length
        return { size, kind: group.kind, mean, spread: Math.sqrt(square) }
      }),
    )
  }

  it('give the effective matrix the standard deviation g / sqrt(v) at uniform probabilities', () => {
    for (const g of [1, 0.5]) {
      const space = tinySpace({ layers: [tinyLayer({ neurons: 640, motifSizes: [16] })] })
      for (const { kind, mean, spread } of spreads(space, g)) {
        // 10 240 and 1248 entries; within five standard errors.
        const tolerance = kind === 'block' ? 0.04 : 0.12
        expect(Math.abs(spread / (g / 4) - 1)).toBeLessThan(tolerance)
        expect(Math.abs(mean) / (g / 4)).toBeLessThan(tolerance * 2)
      }
    }
  })

  it('share that variance among candidate sizes', () => {
    const space = tinySpace({ layers: [tinyLayer({ neurons: 640, motifSizes: [16, 32], lateral: 'none' })] })
    for (const { size, spread } of spreads(space)) {
      expect(Math.abs(spread / Math.sqrt(1 / (2 * size)) - 1)).toBeLessThan(0.04)
    }
  })

  it('fall short of it where the bound of 4 cuts magnitudes: by a fifth at most for sizes 4 and 8', () => {
    const space = tinySpace({ layers: [tinyLayer({ neurons: 640, lateral: 'none' })] })
    for (const { size, spread } of spreads(space)) {
      const share = spread / Math.sqrt(1 / (2 * size))
      expect(share).toBeGreaterThan(0.8)
      expect(share).toBeLessThan(1)
    }
  })

  it('give a fixed matrix the standard deviation of its synapses', () => {
    const layer = tinyLayer({
      neurons: 640,
      motifSizes: [4],
      synapses: { fixed: fixedMatrix.synapses },
      lateral: 'none',
    })
    const [{ spread }] = spreads(tinySpace({ layers: [layer] }))
    // 12 of 16 entries are present, each with root mean square g / sqrt(v).
    expect(Math.abs(spread / (0.5 * Math.sqrt(12 / 16)) - 1)).toBeLessThan(0.06)
  })

  it('draw input and readout as a discrete network does', () => {
    for (const readout of ['count', 'spiking'] as const) {
      const space = tinySpace({ readout: { kind: readout, classes: 2 } })
      const net = createSupernet(space)
      const network = compileTopology(randomTopology(space, key(5)))
      const replicate = key(1, 'replicate', 0)
      const discrete = initialParameters(network, tinyRecipe(), replicate)
      const parameters = initialSupernetParameters(net, tinyRecipe(), replicate)
      const [input, last] = net.plain
      expect(parameters.subarray(input.parameter, input.parameter + input.length)).toEqual(
        discrete.subarray(0, input.length),
      )
      expect(parameters.subarray(last.parameter, last.parameter + last.length)).toEqual(discrete.slice(-last.length))
    }
  })

  it('lie within their bounds', () => {
    const net = createSupernet(tinySpace({ layers: [tinyLayer({ motifSizes: [2, 4, 8] })] }))
    const parameters = initialSupernetParameters(net, tinyRecipe(), key(1, 'replicate', 0))
    parameters.forEach((x, i) => {
      expect(x >= net.low[i] && x <= net.high[i]).toBe(true)
    })
  })
})

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
    const decided = alphaMetrics(net, probabilities(net, alpha), undecided)
    expect(decided.entropy).toBe(0)
    expect(decided.sizeEntropy).toBe(0)
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

describe('createSupernet', () => {
  it('refuses free signs', () => {
    const space = tinySpace({ layers: [tinyLayer({ signs: 'free' })] })
    expect(() => createSupernet(space)).toThrow(UsageError)
    expect(() => createSupernet(space)).toThrow('space.layers[0].signs must be typed, but got free')
  })
})
