import { type Key, key, permutation } from '../kernel/numerics/random.js'
import { UsageError } from '../usage-error.js'
import { type LayerMaker, motifSizeOf } from './handmade-layer.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import { EQUAL_PROBABILITIES, motifLayer, randomMotif, type SpaceLayer } from './search-space.js'

/** SC-ML layers by hand. Lateral links and self-connections exist where the space has them. */

const INHIBITORY_SYNAPSES = 1 / 3

const excitatory = (): SynapseType => 'excitatory'

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

export const allExcitatory: LayerMaker = (layer, index, settings) =>
  motifLayer(layer, plainMotif(layer, motifSizeOf(layer, index, settings), excitatory, excitatory))

/** Every neuron excites the next one, round and round. */
export const ring: LayerMaker = (layer, index, settings) => {
  const size = motifSizeOf(layer, index, settings)
  const next = (post: number, pre: number): SynapseType => (post === (pre + 1) % size ? 'excitatory' : 'absent')
  return motifLayer(layer, plainMotif(layer, size, next, excitatory))
}

/** Types a third each, whatever the space's probabilities are. */
export const random: LayerMaker = (layer, index, settings) => {
  const open: SpaceLayer = { ...layer, synapses: 'search' }
  const size = motifSizeOf(layer, index, settings)
  return motifLayer(layer, randomMotif(open, size, key(settings.key, 'random', index), EQUAL_PROBABILITIES))
}

/** Every synapse present, excitatory to inhibitory as 2 to 1. */
export const denseEI: LayerMaker = (layer, index, settings) =>
  motifLayer(layer, denseMotif(layer, motifSizeOf(layer, index, settings), key(settings.key, 'dense-ei', index)))

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

/** The types of a given motif in another order: as many of each, inside and among the lateral links. */
export const eiMatched: LayerMaker = (layer, index, settings) => {
  const given = settings.like?.layers[index]?.recurrent
  if (given?.kind !== 'motif') {
    throw new UsageError(`ei-matched redraws the motif of another topology, but layer ${index} of it has none`)
  }
  const { motif, ring: closed, signs } = given
  const { size } = motif
  const k = key(settings.key, 'ei-matched', index)
  const places = motif.synapses.flatMap((row, post) =>
    row.flatMap((type, pre) => (post === pre && !layer.selfConnections ? [] : [{ type, place: post * size + pre }])),
  )
  const order = permutation(key(k, 'synapse'), places.length)
  const typeAt = new Map(places.map(({ place }, i) => [place, places[order[i]].type]))
  const links = permutation(key(k, 'lateral'), size)
  const redrawn = createMotif(
    size,
    (post, pre) => typeAt.get(post * size + pre) ?? 'absent',
    (i) => motif.lateral[links[i]],
  )
  const { neurons } = layer
  return { neurons, input: { kind: 'full' }, recurrent: { kind: 'motif', motif: redrawn, ring: closed, signs } }
}
