import { describe, expect, it } from 'vitest'
import { planOffsets } from '../../src/kernel/plan.js'
import { NO_NEURON } from '../../src/learning/adamw.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { weightTargets } from '../../src/learning/weight-targets.js'
import type { Topology } from '../../src/topology/topology.js'
import { effectiveMatrix } from './effective-matrix.js'
import { tinyLayer, tinySpace, tinyTopology } from './tiny.js'

describe('weightTargets', () => {
  const dense: Topology['layers'][number] = {
    neurons: 6,
    input: { kind: 'full' },
    recurrent: { kind: 'dense', inhibitoryNeurons: [], selfConnections: true, signs: 'free' },
  }
  const sparse: Topology['layers'][number] = {
    neurons: 5,
    input: { kind: 'full' },
    recurrent: {
      kind: 'sparse',
      signs: 'free',
      synapses: [
        { from: 4, to: 0, type: 'excitatory' },
        { from: 0, to: 3, type: 'excitatory' },
        { from: 0, to: 2, type: 'excitatory' },
      ],
    },
  }
  const motifs = (ring: boolean) => tinyTopology(3, tinySpace({ layers: [tinyLayer({ neurons: 24, ring })] })).layers[0]

  it.each([
    ['motifs on a line', motifs(false)],
    ['motifs in a ring', motifs(true)],
    ['dense', dense],
    ['sparse', sparse],
  ])('names the neuron each weight leads to, %s', (_, layer) => {
    const topology: Topology = { ...tinyTopology(), inputs: 3, layers: [dense, { ...layer }] }
    const network = compileTopology(topology)
    const offsets = planOffsets(network.plan)
    const hidden = 6 + layer.neurons
    const targets = weightTargets(network, hidden)
    // Weights that carry their own number show where they lead.
    const numbers = Float32Array.from({ length: offsets.weights }, (_, w) => (network.sign[w] === 0 ? 0 : w + 1))
    let found = 0
    topology.layers.forEach((_, l) => {
      effectiveMatrix(network.plan, numbers, l).forEach((row, post) => {
        for (const weight of row) {
          if (Math.round(weight) === 0) continue
          expect(targets[Math.round(weight) - 1]).toBe(offsets.layers[l].neuron + post)
          found++
        }
      })
    })
    expect(found).toBeGreaterThan(36)
    for (let w = 0; w < 18; w++) expect(targets[w]).toBe(w % 6)
    for (let w = offsets.readout; w < offsets.weights; w++) expect(targets[w]).toBe(NO_NEURON)
  })

  it('leads weights of a spiking readout to no neuron', () => {
    const network = compileTopology(tinyTopology(0, tinySpace({ readout: { kind: 'spiking', classes: 2 } })))
    const targets = weightTargets(network, 16)
    expect(targets.subarray(planOffsets(network.plan).layers[1].input).every((t) => t === NO_NEURON)).toBe(true)
  })
})
