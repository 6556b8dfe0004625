import { describe, expect, it } from 'vitest'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology, expandWeights, pullBack, WEIGHT_LIMIT } from '../../src/learning/compiled-network.js'
import { createMotif, type Motif, SIGN, type SynapseType } from '../../src/topology/motif.js'
import type { Layer, Recurrent, Topology } from '../../src/topology/topology.js'
import { effectiveMatrix } from './effective-matrix.js'

const E: SynapseType = 'excitatory'
const I: SynapseType = 'inhibitory'
const o: SynapseType = 'absent'

/** [post][pre]; no symmetry that could hide a transposition. */
const MATRIX: readonly (readonly SynapseType[])[] = [
  [o, E, I],
  [E, o, o],
  [I, E, E],
]
const LATERAL: readonly SynapseType[] = [E, o, I]
const motif: Motif = createMotif(
  3,
  (post, pre) => MATRIX[post][pre],
  (i) => LATERAL[i],
)

function topologyOf(recurrent: Recurrent, neurons: number, change: Partial<Layer> = {}): Topology {
  return {
    neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
    inputs: 5,
    layers: [{ neurons, input: { kind: 'full' }, recurrent, ...change }],
    readout: { kind: 'count', classes: 3 },
  }
}

/** Measured [post][pre] weights when every trained parameter is 1 (or its only value, 0). */
function measured(topology: Topology): number[][] {
  const network = compileTopology(topology)
  const weights = new Float32Array(network.sign.length)
  expandWeights(network, Float32Array.from(network.high, Math.sign), weights)
  return effectiveMatrix(network.plan, weights).map((row) => row.map((x) => Math.round(x * 1e9) / 1e9 + 0))
}

/** [post][pre] as the paper describes an SC-ML layer. */
function expectedMotifs(neurons: number, neighbours: (a: number, b: number) => boolean, signed = true): number[][] {
  const value = (type: SynapseType) => (signed ? SIGN[type] : Math.abs(SIGN[type]))
  return Array.from({ length: neurons }, (_, post) =>
    Array.from({ length: neurons }, (_, pre) => {
      const [mPost, mPre] = [Math.floor(post / 3), Math.floor(pre / 3)]
      if (mPost === mPre) return value(MATRIX[post % 3][pre % 3])
      return post % 3 === pre % 3 && neighbours(mPost, mPre) ? value(LATERAL[post % 3]) : 0
    }),
  )
}

const line = (a: number, b: number) => Math.abs(a - b) === 1

describe('compiled SC-ML layer', () => {
  it('has the motif in every block and lateral links of same-index neurons of neighbours, and nothing else', () => {
    const topology = topologyOf({ kind: 'motif', motif, ring: false, signs: 'typed' }, 12)
    expect(measured(topology)).toEqual(expectedMotifs(12, line))
  })

  it('closes a ring of four motifs', () => {
    const topology = topologyOf({ kind: 'motif', motif, ring: true, signs: 'typed' }, 12)
    expect(measured(topology)).toEqual(expectedMotifs(12, (a, b) => line(a, b) || Math.abs(a - b) === 3))
  })

  it.each([3, 6])('a ring of %i neurons in motifs of three is the line of as many', (neurons) => {
    const ring = topologyOf({ kind: 'motif', motif, ring: true, signs: 'typed' }, neurons)
    expect(measured(ring)).toEqual(expectedMotifs(neurons, line))
  })

  it('with free signs keeps only which synapses are present, and lets them be negative', () => {
    const topology = topologyOf({ kind: 'motif', motif, ring: false, signs: 'free' }, 9)
    expect(measured(topology)).toEqual(expectedMotifs(9, line, false))
    const { low, plan, sign } = compileTopology(topology)
    const start = planOffsets(plan).layers[0].connections[0]
    for (let w = start; w < planOffsets(plan).readout; w++) expect(low[w]).toBe(sign[w] === 0 ? 0 : -WEIGHT_LIMIT)
  })

  it('has no lateral connection where no index is linked', () => {
    const plain = createMotif(3, (post, pre) => MATRIX[post][pre])
    const { plan } = compileTopology(topologyOf({ kind: 'motif', motif: plain, ring: false, signs: 'typed' }, 9))
    expect(plan.layers[0].connections).toEqual([{ kind: 'block', size: 3 }])
  })
})

describe('compiled sparse layer', () => {
  const synapses = [
    { from: 3, to: 0, type: I },
    { from: 0, to: 3, type: E },
    { from: 0, to: 1, type: I },
    { from: 2, to: 2, type: E },
    { from: 3, to: 2, type: E },
  ] as const

  it('has the synapses of the list, whatever their order', () => {
    const expected = Array.from({ length: 4 }, () => [0, 0, 0, 0])
    for (const { from, to, type } of synapses) expected[to][from] = SIGN[type]
    const orders = [synapses, [...synapses].reverse()]
    for (const list of orders) {
      const topology = topologyOf({ kind: 'sparse', synapses: list, signs: 'typed' }, 4)
      expect(measured(topology)).toEqual(expected)
      const [csr] = compileTopology(topology).plan.layers[0].connections
      // Sorted by source, then target.
      expect(csr).toEqual({
        kind: 'csr',
        rowStart: Uint32Array.of(0, 2, 2, 3, 5),
        target: Uint32Array.of(1, 3, 2, 0, 2),
      })
    }
  })
})

describe('compiled dense layer', () => {
  const dense = { kind: 'dense', inhibitoryNeurons: [1, 3] } as const

  it('typed, gives all synapses of a neuron the sign of the neuron', () => {
    const topology = topologyOf({ ...dense, selfConnections: true, signs: 'typed' }, 4)
    expect(measured(topology)).toEqual(Array.from({ length: 4 }, () => [1, -1, 1, -1]))
  })

  it('without self-connections has an empty diagonal that cannot be trained', () => {
    const topology = topologyOf({ ...dense, selfConnections: false, signs: 'free' }, 4)
    const expected = Array.from({ length: 4 }, (_, post) => [0, 1, 2, 3].map((pre) => (pre === post ? 0 : 1)))
    expect(measured(topology)).toEqual(expected)
  })
})

describe('compiled network', () => {
  it('bounds typed magnitudes to [0, 4], free weights to [-4, 4], absent ones to 0', () => {
    const network = compileTopology(topologyOf({ kind: 'motif', motif, ring: false, signs: 'typed' }, 6))
    const { plan, low, high, sign } = network
    const offsets = planOffsets(plan)
    const [first] = offsets.layers[0].connections
    sign.forEach((s, w) => {
      const recurrent = w >= first && w < offsets.readout
      expect([low[w], high[w]]).toEqual(s === 0 ? [0, 0] : [recurrent ? 0 : -4, 4])
      expect(recurrent || s === 1).toBe(true)
    })
  })

  it('masks the input to the sources of each neuron', () => {
    const sources = [[0, 4], [], [1]]
    const { sign, high } = compileTopology(topologyOf({ kind: 'none' }, 3, { input: { kind: 'mask', sources } }))
    const rows = Array.from({ length: 5 }, (_, j) => Array.from(sign.subarray(j * 3, j * 3 + 3)))
    expect(rows).toEqual(Array.from({ length: 5 }, (_, j) => sources.map((s) => (s.includes(j) ? 1 : 0))))
    expect(high[0]).toBe(4)
    expect(high[1]).toBe(0)
    // The readout behind it is full.
    expect(Array.from(sign.subarray(15))).toEqual(Array(9).fill(1))
  })

  it('masks the second layer by neurons of the first', () => {
    const first: Layer = { neurons: 4, input: { kind: 'full' }, recurrent: { kind: 'none' } }
    const second: Layer = { neurons: 2, input: { kind: 'mask', sources: [[3], [0, 1]] }, recurrent: { kind: 'none' } }
    const topology: Topology = { ...topologyOf({ kind: 'none' }, 4), layers: [first, second] }
    const { sign, plan } = compileTopology(topology)
    const start = planOffsets(plan).layers[1].input
    expect(Array.from(sign.subarray(start, start + 8))).toEqual([0, 1, 0, 1, 0, 0, 1, 0])
    expect(sign.subarray(0, start).every((s) => s === 1)).toBe(true)
  })

  it('has a spiking readout as a last layer of one neuron per class, and counts as outputs', () => {
    const topology = topologyOf({ kind: 'none' }, 4)
    const { plan } = compileTopology({ ...topology, readout: { kind: 'spiking', classes: 3 } })
    expect(plan.layers.map(({ inputs, neurons }) => [inputs, neurons])).toEqual([
      [5, 4],
      [4, 3],
    ])
    expect(plan.readout).toEqual({ kind: 'counts' })
    expect(planOffsets(plan).outputs).toBe(3)
  })

  it('trains magnitudes: weight = sign x parameter, and gradients go back by the same sign', () => {
    const network = compileTopology(topologyOf({ kind: 'motif', motif, ring: false, signs: 'typed' }, 3))
    const numbers = Float32Array.from(network.sign, (_, w) => 0.5 + w / 64)
    const weights = new Float32Array(numbers.length)
    expandWeights(network, numbers, weights)
    const gradient = new Float32Array(numbers.length)
    pullBack(network, numbers, gradient)
    const expected = Array.from(numbers, (x, w) => x * network.sign[w] + 0)
    expect(Array.from(weights, (x) => x + 0)).toEqual(expected)
    expect(Array.from(gradient, (x) => x + 0)).toEqual(expected)
  })
})
