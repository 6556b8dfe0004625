import type { Supernet } from '../../src/learning/supernet.js'
import { createMotif, type Motif, type SynapseType } from '../../src/topology/motif.js'
import type { SearchSpace } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'
import { tinyLayer, tinySpace } from './tiny.js'

export const TYPES: readonly SynapseType[] = ['excitatory', 'inhibitory', 'absent']
export const LARGE = 1000

export const fixedMatrix = createMotif(4, (post, pre) =>
  post === pre ? 'absent' : post > pre ? 'excitatory' : 'inhibitory',
)

/** One of each kind that a supernet treats differently. */
export const SPACES: Record<string, SearchSpace> = {
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

export function motifOf(topology: Topology, l: number): Motif {
  const { recurrent } = topology.layers[l]
  if (recurrent.kind !== 'motif') throw new Error('an SC-ML layer was expected')
  return recurrent.motif
}

/** Alpha so large at a topology's choices that the softmax leaves nothing for the others. */
export function alphaOf(net: Supernet, topology: Topology): Float64Array {
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
