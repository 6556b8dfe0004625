import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { WasmKernel } from '../../src/kernel/wasm-kernel.js'
import { discretise, drawn, probabilities } from '../../src/learning/alpha.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import { createSupernet, type Supernet } from '../../src/learning/supernet.js'
import { initialSupernetParameters, supernetWeights } from '../../src/learning/supernet-weights.js'
import { randomTopology, type SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { randomSample } from '../conformance/kernel.js'
import { effectiveMatrix } from './effective-matrix.js'
import { alphaOf, fixedMatrix, motifOf, SPACES } from './supernet-spaces.js'
import { tinyLayer, tinyRecipe, tinySpace } from './tiny.js'

const RULE = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'full' } as const

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
        const present = entries.filter((_, w) => group.present?.(w) ?? true)
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

  it('give a draw that standard deviation too, whatever size it has', () => {
    const space = tinySpace({ layers: [tinyLayer({ neurons: 640, motifSizes: [16, 32], lateral: 'none' })] })
    const net = createSupernet(space)
    const parameters = initialSupernetParameters(net, tinyRecipe(), key(1, 'replicate', 0), 'sampled')
    const squares = [0, 0]
    const draws = 40
    const weights = new Float32Array(planOffsets(net.plan).weights)
    for (let n = 0; n < draws; n++) {
      const uniform = probabilities(net, new Float64Array(net.alphas))
      supernetWeights(net, parameters, drawn(net, uniform, key(8, n)), weights)
      net.layers[0].options.forEach(({ size, groups: [block] }, o) => {
        const own = weights.subarray(block.weight, block.weight + block.length)
        squares[o] += (own.reduce((sum, x) => sum + x * x, 0) / block.length) * size
      })
    }
    // Half of the draws have the other size.
    const mean = (squares[0] + squares[1]) / draws
    expect(Math.abs(mean - 1)).toBeLessThan(0.05)
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
