import type { RunningNetwork } from '../../src/analysis/spike-trains.js'
import { planOffsets } from '../../src/kernel/plan.js'
import { compileTopology } from '../../src/learning/compiled-network.js'
import { gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { createMotif, type SynapseType } from '../../src/topology/motif.js'
import type { Topology } from '../../src/topology/topology.js'

export interface HandSynapse {
  readonly pre: number
  readonly post: number
  readonly weight: number
}

/**
 * A network of motifs of `size` on a line, small enough to be worked out by hand: tau and tauSyn are 1, so the potential is
 * R times what arrives in the step itself, and 2 at a synapse is a spike one step later. Input c drives neuron c by `drive`.
 */
export function handNetwork(
  { size, motifs, inputs, drive = 2 }: { size: number; motifs: number; inputs: number; drive?: number },
  synapses: readonly HandSynapse[],
  readout: readonly (readonly [number, number])[] = [],
): RunningNetwork {
  const typeOf = (post: number, pre: number): SynapseType => {
    const own = synapses.find((s) => s.post % size === post && s.pre % size === pre)
    if (own === undefined) return 'absent'
    return own.weight > 0 ? 'excitatory' : 'inhibitory'
  }
  const neurons = size * motifs
  const topology: Topology = {
    neuron: { model: 'lif', tauMem: 1, tauSyn: 1 },
    inputs,
    layers: [
      {
        neurons,
        input: { kind: 'full' },
        recurrent: { kind: 'motif', motif: createMotif(size, typeOf), ring: false, signs: 'typed' },
      },
    ],
    readout: { kind: 'count', classes: 2 },
  }
  const { weights: count, layers, readout: out } = planOffsets(compileTopology(topology).plan)
  const weights = new Float32Array(count)
  for (let c = 0; c < inputs; c++) weights[layers[0].input + c * neurons + c] = drive
  for (const { pre, post, weight } of synapses) weights[layers[0].connections[0] + pre * size + (post % size)] = weight
  readout.forEach(([first, second], neuron) => {
    weights[out + 2 * neuron] = first
    weights[out + 2 * neuron + 1] = second
  })
  return {
    topology,
    weights,
    resistance: new Float32Array(neurons).fill(1),
    tauMem: new Float32Array(neurons).fill(1),
    recipe: gradientRecipeSchema.parse({}),
  }
}
