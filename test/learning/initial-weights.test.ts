import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology, expandWeights } from '../../src/learning/compiled-network.js'
import { initialParameters } from '../../src/learning/initial-weights.js'
import type { Topology } from '../../src/topology/topology.js'
import { effectiveMatrix } from './effective-matrix.js'
import { tinyLayer, tinyRecipe, tinySpace, tinyTopology } from './tiny.js'

const recipe = tinyRecipe()
const replicate = key(1, 'replicate', 0)

function start(topology: Topology, k = replicate) {
  const network = compileTopology(topology)
  const parameters = initialParameters(network, recipe, k)
  const offsets = planOffsets(network.plan)
  const weights = new Float32Array(parameters.length)
  expandWeights(network, parameters, weights)
  const [first = offsets.readout] = offsets.layers[0].connections
  return {
    network,
    parameters,
    input: Array.from(parameters.subarray(0, first)),
    readout: Array.from(parameters.subarray(offsets.readout)),
    matrix: effectiveMatrix(network.plan, weights),
  }
}

/** Draws before the scaling by in-degree: |weight| sqrt(synapses onto the neuron). */
function draws(matrix: number[][]): number[][] {
  return matrix.map((row) => {
    const inDegree = row.filter((x) => Math.abs(x) > 1e-9).length
    return row.map((x) => Math.abs(x) * Math.sqrt(inDegree))
  })
}

const dense: Topology = {
  ...tinyTopology(),
  layers: [
    {
      neurons: 16,
      input: { kind: 'full' },
      recurrent: { kind: 'dense', inhibitoryNeurons: [], selfConnections: true, signs: 'free' },
    },
  ],
}

describe('initialParameters', () => {
  const candidates = [0, 1, 2, 3, 4, 5].map((draw) => start(tinyTopology(draw)))

  it('gives every candidate the same input and readout weights', () => {
    expect(new Set([0, 1, 2, 3, 4, 5].map((d) => JSON.stringify(tinyTopology(d)))).size).toBe(6)
    for (const { input, readout } of [...candidates, start(dense)]) {
      expect(input).toEqual(candidates[0].input)
      expect(readout).toEqual(candidates[0].readout)
    }
  })

  it('gives a synapse the same draw in every topology that has it', () => {
    // The dense layer has every synapse, so it holds every draw.
    const all = draws(start(dense).matrix)
    let compared = 0
    for (const { matrix } of candidates) {
      draws(matrix).forEach((row, post) => {
        row.forEach((draw, pre) => {
          if (draw < 1e-9) return
          expect(draw).toBeCloseTo(all[post][pre], 5)
          compared++
        })
      })
    }
    expect(compared).toBeGreaterThan(300)
  })

  it('keeps typed magnitudes positive and gives absent synapses none', () => {
    for (const { network, parameters } of candidates) {
      const [first] = planOffsets(network.plan).layers[0].connections
      for (let w = first; w < planOffsets(network.plan).readout; w++) {
        if (network.sign[w] === 0) expect(parameters[w]).toBe(0)
        else expect(parameters[w]).toBeGreaterThan(0)
      }
    }
  })

  it('has the stated spreads: input sqrt(2 / inputs), recurrent 1 / sqrt(in-degree), readout 0.1', () => {
    const layer = tinyLayer({ neurons: 128, motifSizes: [16] })
    const wide = tinyTopology(0, tinySpace({ inputs: 40, layers: [layer], readout: { kind: 'count', classes: 10 } }))
    const { input, readout, matrix } = start(wide)
    const spread = (values: number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
    // Standard error of a spread of n normals: 1 / sqrt(2 n).
    expect(Math.abs(spread(input) / Math.sqrt(2 / 40) - 1)).toBeLessThan(5 / Math.sqrt(2 * input.length))
    expect(Math.abs(spread(readout) / 0.1 - 1)).toBeLessThan(5 / Math.sqrt(2 * readout.length))
    const scaled = draws(matrix)
      .flat()
      .filter((x) => x > 1e-9)
    expect(Math.abs(spread(scaled) - 1)).toBeLessThan(5 / Math.sqrt(2 * scaled.length))
  })

  it('depends on the replicate', () => {
    const other = start(tinyTopology(), key(1, 'replicate', 1))
    expect(other.input.some((x, i) => x === candidates[0].input[i])).toBe(false)
    expect(other.readout.some((x, i) => x === candidates[0].readout[i])).toBe(false)
    expect(other.matrix).not.toEqual(candidates[0].matrix)
  })

  it('draws a spiking readout independent of the candidate', () => {
    const space = tinySpace({ readout: { kind: 'spiking', classes: 2 } })
    const last = (draw: number) => {
      const network = compileTopology(tinyTopology(draw, space))
      const parameters = initialParameters(network, recipe, replicate)
      return Array.from(parameters.subarray(planOffsets(network.plan).layers[1].input))
    }
    expect(last(0)).toHaveLength(32)
    expect(last(0).some((w) => w !== 0)).toBe(true)
    expect(last(1)).toEqual(last(0))
  })
})
