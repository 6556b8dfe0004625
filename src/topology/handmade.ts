import { integer, type Key, key, permutation } from '../kernel/numerics/random.js'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import {
  EQUAL_PROBABILITIES,
  motifLayer,
  randomMotif,
  type SearchSpace,
  type SpaceLayer,
  topologyIn,
} from './search-space.js'
import type { Layer, SparseSynapse, Topology } from './topology.js'

/** Topologies nobody searched for: what a discovered one has to beat. */
export interface HandmadeSettings {
  /** Seeds the random ones; the others ignore it. */
  readonly key: Key
  /** Of the motif arms; each layer's first candidate size when left out. */
  readonly motifSize?: number
  /** Recurrent synapses of `random-sparse`: of every layer, or one number per layer. */
  readonly synapses?: number | readonly number[]
}

type LayerMaker = (layer: SpaceLayer, index: number, settings: HandmadeSettings) => Layer

const INHIBITORY_NEURONS = 0.2
const INHIBITORY_SYNAPSES = 1 / 3

function sizeOf(layer: SpaceLayer, index: number, { motifSize }: HandmadeSettings): number {
  const size = motifSize ?? layer.motifSizes[0]
  if (Number.isInteger(size) && size >= 1 && layer.neurons % size === 0) return size
  throw new UsageError(`motifSize must divide the neurons of layer ${index} (${layer.neurons}), but got ${size}`)
}

/** A motif with lateral links of one type, where the space has lateral links and self-connections at all. */
function plainMotif(
  layer: SpaceLayer,
  size: number,
  synapse: (post: number, pre: number) => SynapseType,
  lateral: (index: number) => SynapseType,
): Motif {
  return createMotif(
    size,
    (post, pre) => (post === pre && !layer.selfConnections ? 'absent' : synapse(post, pre)),
    (i) => (layer.lateral === 'search' ? lateral(i) : 'absent'),
  )
}

const excitatory = (): SynapseType => 'excitatory'

/** [place] types of which exactly a third (rounded) is inhibitory, in an order of the key's. */
function shuffledTypes(k: Key, count: number): SynapseType[] {
  const inhibitory = Math.round(count * INHIBITORY_SYNAPSES)
  return Array.from(permutation(k, count), (rank) => (rank < inhibitory ? 'inhibitory' : 'excitatory'))
}

function denseMotif(layer: SpaceLayer, size: number, k: Key): Motif {
  const width = layer.selfConnections ? size : size - 1
  const types = shuffledTypes(key(k, 'synapse'), size * width)
  const lateral = shuffledTypes(key(k, 'lateral'), size)
  const column = (post: number, pre: number): number => (layer.selfConnections || pre < post ? pre : pre - 1)
  return plainMotif(
    layer,
    size,
    (post, pre) => types[post * width + column(post, pre)],
    (i) => lateral[i],
  )
}

/** `count` different numbers below `n`, ascending, every set equally likely (Floyd's algorithm; Bentley, CACM 30, 1987). */
function sampleWithout(k: Key, count: number, n: number): number[] {
  const chosen = new Set<number>()
  for (let j = n - count; j < n; j++) {
    const t = integer(k, j, j + 1)
    chosen.add(chosen.has(t) ? j : t)
  }
  return [...chosen].sort((a, b) => a - b)
}

function sparseCount(layer: SpaceLayer, index: number, settings: HandmadeSettings): number {
  const { synapses } = settings
  const count = typeof synapses === 'object' ? synapses[index] : synapses
  const most = layer.neurons * (layer.selfConnections ? layer.neurons : layer.neurons - 1)
  if (count !== undefined && Number.isInteger(count) && count >= 0 && count <= most) return count
  const rule = `must be an integer from 0 to ${most} for layer ${index}`
  throw new UsageError(
    `synapses of random-sparse ${rule}, but got ${count ?? 'nothing: give the synapse count to match'}`,
  )
}

/** Erdos-Renyi graph with a given number of synapses; a fifth of the neurons, drawn at random, is inhibitory. */
function sparseSynapses(layer: SpaceLayer, count: number, k: Key): SparseSynapse[] {
  const { neurons, selfConnections } = layer
  const width = selfConnections ? neurons : neurons - 1
  const rank = permutation(key(k, 'inhibitory'), neurons)
  const inhibitory = Math.round(neurons * INHIBITORY_NEURONS)
  return sampleWithout(key(k, 'pair'), count, neurons * width).map((pair) => {
    const to = Math.floor(pair / width)
    const column = pair % width
    const from = selfConnections || column < to ? column : column + 1
    return { from, to, type: rank[from] < inhibitory ? 'inhibitory' : 'excitatory' }
  })
}

const LAYERS = {
  'feed-forward': ({ neurons }) => ({ neurons, input: { kind: 'full' }, recurrent: { kind: 'none' } }),

  'all-excitatory': (layer, index, settings) =>
    motifLayer(layer, plainMotif(layer, sizeOf(layer, index, settings), excitatory, excitatory)),

  /** Every neuron excites the next one, round and round. */
  ring: (layer, index, settings) => {
    const size = sizeOf(layer, index, settings)
    const next = (post: number, pre: number): SynapseType => (post === (pre + 1) % size ? 'excitatory' : 'absent')
    return motifLayer(layer, plainMotif(layer, size, next, excitatory))
  },

  /** Types a third each, whatever the space's probabilities are. */
  random: (layer, index, settings) => {
    const open: SpaceLayer = { ...layer, synapses: 'search' }
    const size = sizeOf(layer, index, settings)
    return motifLayer(layer, randomMotif(open, size, key(settings.key, 'random', index), EQUAL_PROBABILITIES))
  },

  /** Every synapse present, excitatory to inhibitory as 2 to 1. */
  'dense-ei': (layer, index, settings) =>
    motifLayer(layer, denseMotif(layer, sizeOf(layer, index, settings), key(settings.key, 'dense-ei', index))),

  /** All pairs with free signs: the usual recurrent layer. */
  'fully-connected': ({ neurons, selfConnections }) => ({
    neurons,
    input: { kind: 'full' },
    recurrent: { kind: 'dense', inhibitoryNeurons: [], selfConnections, signs: 'free' },
  }),

  'random-sparse': (layer, index, settings) => {
    const count = sparseCount(layer, index, settings)
    const synapses = sparseSynapses(layer, count, key(settings.key, 'random-sparse', index))
    return {
      neurons: layer.neurons,
      input: { kind: 'full' },
      recurrent: { kind: 'sparse', synapses, signs: layer.signs },
    }
  },
} as const satisfies Record<string, LayerMaker>

export type HandmadeName = keyof typeof LAYERS

const isHandmadeName = (name: string): name is HandmadeName => Object.hasOwn(LAYERS, name)

export const handmadeNames: readonly HandmadeName[] = Object.freeze(Object.keys(LAYERS).filter(isHandmadeName))

/**
 * The handmade topology of that name, with the space's neuron, inputs, readout and layer widths. Lateral links and
 * self-connections exist where the space has them. Throws a UsageError for an unknown name, a motif size that does not
 * divide a layer, or a synapse count that does not fit one.
 */
export function handmadeTopology(name: string, space: SearchSpace, settings: HandmadeSettings): Topology {
  if (!isHandmadeName(name)) {
    const hint = didYouMean(name, handmadeNames) || `; known are ${handmadeNames.join(', ')}`
    throw new UsageError(`"${name}" is no handmade topology${hint}`)
  }
  const make: LayerMaker = LAYERS[name]
  return topologyIn(
    space,
    space.layers.map((layer, index) => make(layer, index, settings)),
  )
}
