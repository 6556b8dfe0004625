import { integer, type Key, key, uniform } from '../kernel/numerics/random.js'
import { type FeedForwardChoices, feedForwardSize, randomFeedForward } from './feed-forward-space.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import type { Layer, NeuronModel, Readout, Signs, Topology } from './topology.js'
import { topologyIn } from './topology-in.js'

export { topologyIn } from './topology-in.js'

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
  /** `search`: whether the last motif neighbours the first is searched too, where there are lateral links. */
  readonly ring: boolean | 'search'
  readonly signs: Signs
  /** A candidate may end below this layer; all layers above it are optional too. */
  readonly optional?: true
  /** Of synapses and lateral links drawn at random; a third each when left out. */
  readonly probabilities?: TypeProbabilities
}

/** Candidate constants, each list with at least one; a candidate's neurons all start with the same ones. */
export interface NeuronChoices {
  /** In steps, as tauSyn. */
  readonly tauMem: readonly number[]
  readonly tauSyn: readonly number[]
  /** Absent where the space's neuron has none. */
  readonly resistance?: readonly number[]
}

/** The set of topologies a study may propose. */
export interface SearchSpace {
  /** With `neuronChoices`, the first of them. */
  readonly neuron: NeuronModel
  readonly neuronChoices?: NeuronChoices
  readonly inputs: number
  readonly readout: Readout
  /** Empty with `feedForward`. */
  readonly layers: readonly SpaceLayer[]
  readonly feedForward?: FeedForwardChoices
}

/** An SC-ML layer of this space with the given motif; a line where `ring` is searched and not given. */
export function motifLayer(layer: SpaceLayer, motif: Motif, ring = layer.ring === true): Layer {
  return {
    neurons: layer.neurons,
    input: { kind: 'full' },
    recurrent: { kind: 'motif', motif, ring, signs: layer.signs },
  }
}

/** Layers that every candidate has. */
export function requiredLayers({ layers }: SearchSpace): number {
  const optional = layers.findIndex((layer) => layer.optional)
  return optional < 0 ? layers.length : optional
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

/** Layer `index` of a topology drawn with the key: motif size and ring uniform, each type by the layer's probabilities. */
export function randomLayer(layer: SpaceLayer, index: number, k: Key): Layer {
  const size = layer.motifSizes[integer(key(k, 'motif-size'), index, layer.motifSizes.length)]
  const motif = randomMotif(layer, size, key(k, 'layer', index), layer.probabilities)
  return motifLayer(layer, motif, layer.ring === 'search' ? uniform(key(k, 'ring'), index) < 0.5 : layer.ring)
}

/** A topology drawn from the space, depth and time constants uniform. A function of the key. */
export function randomTopology(space: SearchSpace, k: Key): Topology {
  if (space.feedForward) return randomFeedForward(space, space.feedForward, randomNeuron(space, k), k)
  const required = requiredLayers(space)
  const depth = required + integer(key(k, 'depth'), 0, space.layers.length - required + 1)
  const layers = space.layers.slice(0, depth).map((layer, l) => randomLayer(layer, l, k))
  return topologyIn(space, layers, randomNeuron(space, k))
}

function randomNeuron({ neuron, neuronChoices }: SearchSpace, k: Key): NeuronModel {
  if (!neuronChoices) return neuron
  const { tauMem, tauSyn, resistance } = neuronChoices
  const neuronKey = key(k, 'neuron')
  return {
    ...neuron,
    tauMem: tauMem[integer(neuronKey, 0, tauMem.length)],
    tauSyn: tauSyn[integer(neuronKey, 1, tauSyn.length)],
    ...(resistance && { resistance: resistance[integer(neuronKey, 2, resistance.length)] }),
  }
}

/** log10 of the number of choices of one layer when its motif size is `size`. */
function choices(layer: SpaceLayer, size: number): number {
  const free = layer.synapses === 'search' ? size * (layer.selfConnections ? size : size - 1) : 0
  const motifs = layer.neurons / size
  // A single motif has no neighbour: its lateral pattern changes nothing.
  const links = layer.lateral === 'search' && motifs > 1 ? size : 0
  const rings = layer.ring === 'search' && links > 0 && motifs > 2 ? Math.log10(2) : 0
  return (free + links) * Math.log10(layer.signs === 'free' ? 2 : 3) + rings
}

/** log10 of a sum of numbers given by their log10, which may be far above what a number can hold. */
function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs)
  return largest + Math.log10(logs.reduce((sum, x) => sum + 10 ** (x - largest), 0))
}

/**
 * log10 of the number of topologies in the space, relabelled ones counted apart (up to the factorial of the motif size
 * of them are one network). For show: not bit-reproducible across engines.
 */
export function spaceSize(space: SearchSpace): number {
  const { tauMem = [0], tauSyn = [0], resistance = [0] }: Partial<NeuronChoices> = space.neuronChoices ?? {}
  const neurons = Math.log10(tauMem.length * tauSyn.length * resistance.length)
  if (space.feedForward) return feedForwardSize(space.feedForward) + neurons
  const required = requiredLayers(space)
  const depths: number[] = []
  let total = 0
  for (const [l, layer] of space.layers.entries()) {
    if (l >= required) depths.push(total)
    total += logSum(layer.motifSizes.map((size) => choices(layer, size)))
  }
  return logSum([...depths, total]) + neurons
}
