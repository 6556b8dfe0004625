import { integer, type Key, key, uniform } from '../kernel/numerics/random.js'
import { feedForwardEdits } from './feed-forward-space.js'
import { createMotif, type Motif, type SynapseType } from './motif.js'
import {
  motifLayer,
  randomLayer,
  randomMotif,
  requiredLayers,
  type SearchSpace,
  type SpaceLayer,
  topologyIn,
} from './search-space.js'
import type { Layer, Topology } from './topology.js'

/** One small change of a topology, in words: what a lineage shows. */
export interface TopologyEdit {
  readonly topology: Topology
  /** Such as `layer 0: synapse 3 <- 1 becomes inhibitory`. */
  readonly change: string
}

type Edit = (k: Key) => TopologyEdit
interface MotifLayer {
  readonly motif: Motif
  readonly ring: boolean
}

/** An SC-ML layer's motif. Throws when the layer is none: such a topology is not of the space. */
function motifOf(layer: Layer): MotifLayer {
  if (layer.recurrent.kind !== 'motif') throw new RangeError(`not of the space: a layer is ${layer.recurrent.kind}`)
  return layer.recurrent
}

/** The other types a synapse may become; with free signs a type only says present or absent. */
function otherTypes(type: SynapseType, layer: SpaceLayer): readonly SynapseType[] {
  if (layer.signs === 'free') return [type === 'absent' ? 'excitatory' : 'absent']
  return (['excitatory', 'inhibitory', 'absent'] as const).filter((other) => other !== type)
}

/**
 * A topology of the space that differs from `topology` in one edit: a synapse or a lateral link that is added, removed
 * or flipped; or, with probability `structural` where the space has such choices, the motif grown or shrunk to a
 * neighbouring size, the ring closed or opened, a layer added or removed, a time constant moved to its neighbour.
 * A function of the key. Throws RangeError when nothing can be edited, or when the topology is not of the space.
 */
export function editTopology(topology: Topology, space: SearchSpace, k: Key, structural = 0.2): TopologyEdit {
  if (space.feedForward) {
    const edits = [
      ...feedForwardEdits(topology, space, space.feedForward),
      ...neuronEdits(topology, space).map((edit) => edit(k)),
    ]
    if (edits.length === 0) throw new RangeError('nothing of this space can be edited')
    return edits[integer(key(k, 'choice'), 1, edits.length)]
  }
  const large = structuralEdits(topology, space)
  const small = typeEdits(topology, space)
  if (large.length + small.count === 0) throw new RangeError('nothing of this space can be edited')
  const choice = key(k, 'choice')
  if (small.count === 0 || (large.length > 0 && uniform(choice, 0) < structural)) {
    return large[integer(choice, 1, large.length)](k)
  }
  return small.edit(integer(choice, 1, small.count), k)
}

/** Every searched synapse and every lateral link, numbered over all layers. */
function typeEdits(
  topology: Topology,
  space: SearchSpace,
): { count: number; edit: (n: number, k: Key) => TopologyEdit } {
  const places = topology.layers.flatMap((layer, l) => {
    const { motif } = motifOf(layer)
    const open = space.layers[l]
    const synapses = open.synapses === 'search' ? motif.size * motif.size : 0
    const found: { layer: number; post: number; pre: number | 'lateral' }[] = []
    for (let i = 0; i < synapses; i++) {
      const post = Math.floor(i / motif.size)
      const pre = i % motif.size
      if (post !== pre || open.selfConnections) found.push({ layer: l, post, pre })
    }
    if (open.lateral === 'search' && open.neurons > motif.size) {
      for (let post = 0; post < motif.size; post++) found.push({ layer: l, post, pre: 'lateral' })
    }
    return found
  })
  return {
    count: places.length,
    edit: (n, k) => {
      const { layer, post, pre } = places[n]
      const { motif, ring } = motifOf(topology.layers[layer])
      const types = otherTypes(pre === 'lateral' ? motif.lateral[post] : motif.synapses[post][pre], space.layers[layer])
      const type = types[integer(key(k, 'type'), 0, types.length)]
      const changed = createMotif(
        motif.size,
        (i, j) => (i === post && j === pre ? type : motif.synapses[i][j]),
        (i) => (i === post && pre === 'lateral' ? type : motif.lateral[i]),
      )
      const what = pre === 'lateral' ? `lateral link ${post}` : `synapse ${post} <- ${pre}`
      const edited = motifLayer(space.layers[layer], changed, ring)
      return withLayer(topology, space, layer, edited, `${what} becomes ${type}`)
    },
  }
}

function structuralEdits(topology: Topology, space: SearchSpace): Edit[] {
  const inLayers = topology.layers.flatMap((layer, l): Edit[] => {
    const { motif, ring } = motifOf(layer)
    const open = space.layers[l]
    const sizes = [...open.motifSizes].sort((a, b) => a - b)
    const at = sizes.indexOf(motif.size)
    if (at < 0) throw new RangeError(`not of the space: layer ${l} has motifs of ${motif.size}`)
    const resized = [sizes[at - 1], sizes[at + 1]].filter((size) => size !== undefined)
    const edits = resized.map(
      (size): Edit =>
        (k) => {
          const change = `motif ${size > motif.size ? 'grows' : 'shrinks'} to ${size}`
          return withLayer(topology, space, l, motifLayer(open, resizeMotif(motif, size, open, k), ring), change)
        },
    )
    if (open.ring === 'search' && open.lateral === 'search' && open.neurons / motif.size > 2) {
      const change = ring ? 'ring opens' : 'ring closes'
      edits.push(() => withLayer(topology, space, l, motifLayer(open, motif, !ring), change))
    }
    return edits
  })
  return [...inLayers, ...depthEdits(topology, space), ...neuronEdits(topology, space)]
}

function depthEdits(topology: Topology, space: SearchSpace): Edit[] {
  const { layers, neuron } = topology
  const depth = layers.length
  const edits: Edit[] = []
  if (depth > requiredLayers(space)) {
    edits.push(() => ({
      topology: topologyIn(space, layers.slice(0, -1), neuron),
      change: `layer ${depth - 1} removed`,
    }))
  }
  if (depth < space.layers.length) {
    edits.push((k) => ({
      topology: topologyIn(space, [...layers, randomLayer(space.layers[depth], depth, key(k, 'new-layer'))], neuron),
      change: `layer ${depth} added`,
    }))
  }
  return edits
}

function neuronEdits(topology: Topology, space: SearchSpace): Edit[] {
  const { neuronChoices } = space
  if (!neuronChoices) return []
  return (['tauMem', 'tauSyn', 'resistance'] as const).flatMap((name) => {
    const values = [...(neuronChoices[name] ?? [])].sort((a, b) => a - b)
    const at = values.indexOf(topology.neuron[name] ?? Number.NaN)
    if (at < 0) return []
    const neighbours = [values[at - 1], values[at + 1]].filter((value) => value !== undefined)
    return neighbours.map(
      (value): Edit =>
        () => ({
          topology: topologyIn(space, topology.layers, { ...topology.neuron, [name]: value }),
          change: `${name} becomes ${value}`,
        }),
    )
  })
}

/** Grown: the old motif with new neurons drawn at random. Shrunk: neurons that the key chooses are left out. */
function resizeMotif(motif: Motif, size: number, layer: SpaceLayer, k: Key): Motif {
  if (size > motif.size) {
    const drawn = randomMotif(layer, size, key(k, 'grown'), layer.probabilities)
    const old = motif.size
    return createMotif(
      size,
      (post, pre) => (post < old && pre < old ? motif.synapses[post][pre] : drawn.synapses[post][pre]),
      (i) => (i < old ? motif.lateral[i] : drawn.lateral[i]),
    )
  }
  const kept = Array.from({ length: motif.size }, (_, i) => i)
  for (let left = motif.size; left > size; left--) kept.splice(integer(key(k, 'left-out'), left, left), 1)
  return createMotif(
    size,
    (post, pre) => motif.synapses[kept[post]][kept[pre]],
    (i) => motif.lateral[kept[i]],
  )
}

function withLayer(topology: Topology, space: SearchSpace, index: number, layer: Layer, change: string): TopologyEdit {
  const layers = topology.layers.map((old, l) => (l === index ? layer : old))
  return { topology: topologyIn(space, layers, topology.neuron), change: `layer ${index}: ${change}` }
}
