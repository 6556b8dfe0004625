import { integer, type Key, key, uniform } from '../kernel/numerics/random.js'
import { deepFreeze } from './deep-freeze.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import type { Layer, NeuronModel, Readout, Signs, Topology } from './topology.js'

/** Shares of the three types in a random motif; they sum to 1. */
export interface TypeProbabilities {
  readonly excitatory: number
  readonly inhibitory: number
  readonly absent: number
}

export const EQUAL_PROBABILITIES: TypeProbabilities = { excitatory: 1 / 3, inhibitory: 1 / 3, absent: 1 / 3 }

/** One SC-ML layer of which something is searched. Its input and what reads it are full. */
export interface SpaceLayer {
  readonly neurons: number
  /** Candidate sizes; each divides `neurons`. */
  readonly motifSizes: readonly number[]
  /** `fixed`: only the lateral pattern is searched; the one motif size is that of the matrix. */
  readonly synapses: 'search' | { readonly fixed: Motif['synapses'] }
  readonly lateral: 'search' | 'none'
  /** Whether a neuron may have a synapse onto itself. */
  readonly selfConnections: boolean
  readonly ring: boolean
  readonly signs: Signs
  /** Of synapses and lateral links drawn at random; a third each when left out. */
  readonly probabilities?: TypeProbabilities
}

/** The set of topologies a study may propose. */
export interface SearchSpace {
  readonly neuron: NeuronModel
  readonly inputs: number
  readonly readout: Readout
  readonly layers: readonly SpaceLayer[]
}

/** A network of this space's neuron, inputs and readout, with the given layers. */
export function topologyIn(space: SearchSpace, layers: readonly Layer[]): Topology {
  const { neuron, inputs, readout } = space
  return deepFreeze({ neuron, inputs, layers, readout })
}

/** An SC-ML layer of this space with the given motif. */
export function motifLayer(layer: SpaceLayer, motif: Motif): Layer {
  return {
    neurons: layer.neurons,
    input: { kind: 'full' },
    recurrent: { kind: 'motif', motif, ring: layer.ring, signs: layer.signs },
  }
}

function drawType(k: Key, counter: number, p: TypeProbabilities): SynapseType {
  const u = uniform(k, counter)
  if (u < p.excitatory) return 'excitatory'
  return u < p.excitatory + p.inhibitory ? 'inhibitory' : 'absent'
}

/**
 * A random motif of the layer: each synapse and each lateral link drawn by itself. A synapse's draw depends on the key,
 * `post` and `pre` only.
 */
export function randomMotif(layer: SpaceLayer, size: number, k: Key, probabilities = EQUAL_PROBABILITIES): Motif {
  const synapseKey = key(k, 'synapse')
  const lateralKey = key(k, 'lateral')
  const { synapses } = layer
  const draw = (post: number, pre: number): SynapseType =>
    post === pre && !layer.selfConnections ? 'absent' : drawType(key(synapseKey, post), pre, probabilities)
  return createMotif(size, synapses === 'search' ? draw : (post, pre) => synapses.fixed[post][pre], (i) =>
    layer.lateral === 'search' ? drawType(lateralKey, i, probabilities) : 'absent',
  )
}

/** A topology drawn from the space: motif size uniform, each type by the layer's probabilities. A function of the key. */
export function randomTopology(space: SearchSpace, k: Key): Topology {
  const layers = space.layers.map((layer, l): Layer => {
    const size = layer.motifSizes[integer(key(k, 'motif-size'), l, layer.motifSizes.length)]
    return motifLayer(layer, randomMotif(layer, size, key(k, 'layer', l), layer.probabilities))
  })
  return topologyIn(space, layers)
}

/** log10 of the number of choices of one layer when its motif size is `size`. */
function choices(layer: SpaceLayer, size: number): number {
  const free = layer.synapses === 'search' ? size * (layer.selfConnections ? size : size - 1) : 0
  // A single motif has no neighbour: its lateral pattern changes nothing.
  const links = layer.lateral === 'search' && layer.neurons > size ? size : 0
  return (free + links) * Math.log10(layer.signs === 'free' ? 2 : 3)
}

/**
 * log10 of the number of topologies in the space, relabelled ones counted apart (up to the factorial of the motif size
 * of them are one network). For show: not bit-reproducible across engines.
 */
export function spaceSize(space: SearchSpace): number {
  let total = 0
  for (const layer of space.layers) {
    const logs = layer.motifSizes.map((size) => choices(layer, size))
    const largest = Math.max(...logs)
    total += largest + Math.log10(logs.reduce((sum, x) => sum + 10 ** (x - largest), 0))
  }
  return total
}
