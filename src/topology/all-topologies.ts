import { UsageError } from '../usage-error.js'
import { canonicalTopology, topologyHash } from './canonical-form.js'
import { allFeedForward } from './feed-forward-space.js'
import { createMotif, type SynapseType } from './motif.js'
import { motifLayer, requiredLayers, type SearchSpace, type SpaceLayer, spaceSize, topologyIn } from './search-space.js'
import type { Layer, NeuronModel, Topology } from './topology.js'

/**
 * Every topology of a space in its canonical form, each once, in the order in which enumeration meets them. Throws
 * UsageError when the space has more than `limit`, relabelled ones counted apart.
 */
export function allTopologies(space: SearchSpace, limit: number): Topology[] {
  const size = 10 ** spaceSize(space)
  // The size comes from logarithms.
  if (size > limit * (1 + 1e-9)) {
    throw new UsageError(
      `the space has about ${size.toPrecision(2)} topologies, more than ${limit}: shrink it, raise strategy.limit, or use strategy evolution`,
    )
  }
  const seen = new Set<string>()
  const found: Topology[] = []
  for (const neuron of neurons(space)) {
    if (space.feedForward) {
      for (const layers of allFeedForward(space.feedForward)) {
        const topology = topologyIn(space, layers, neuron)
        const hash = topologyHash(topology)
        if (!seen.has(hash)) found.push(topology)
        seen.add(hash)
      }
    }
    for (let depth = Math.max(1, requiredLayers(space)); depth <= space.layers.length; depth++) {
      for (const layers of stacks(space.layers.slice(0, depth))) {
        const { topology } = canonicalTopology(topologyIn(space, layers, neuron))
        const hash = topologyHash(topology)
        if (!seen.has(hash)) found.push(topology)
        seen.add(hash)
      }
    }
  }
  return found
}

function neurons({ neuron, neuronChoices }: SearchSpace): NeuronModel[] {
  if (!neuronChoices) return [neuron]
  const { tauMem, tauSyn, resistance = [undefined] } = neuronChoices
  return tauMem.flatMap((mem) =>
    tauSyn.flatMap((syn) =>
      resistance.map((r) => ({ ...neuron, tauMem: mem, tauSyn: syn, ...(r !== undefined && { resistance: r }) })),
    ),
  )
}

function* stacks(layers: readonly SpaceLayer[]): Generator<Layer[]> {
  if (layers.length === 0) {
    yield []
    return
  }
  const [first, ...rest] = layers
  for (const layer of layersOf(first)) for (const above of stacks(rest)) yield [layer, ...above]
}

function* layersOf(layer: SpaceLayer): Generator<Layer> {
  const types: readonly SynapseType[] =
    layer.signs === 'free' ? ['absent', 'excitatory'] : ['absent', 'excitatory', 'inhibitory']
  for (const size of layer.motifSizes) {
    const linked = layer.lateral === 'search' && layer.neurons > size
    const synapses = layer.synapses === 'search' ? freePlaces(size, layer.selfConnections) : []
    const places = synapses.length + (linked ? size : 0)
    const rings = layer.ring === 'search' ? [false, true] : [layer.ring]
    for (let n = 0; n < types.length ** places; n++) {
      const digits = Array.from({ length: places }, (_, i) => types[Math.floor(n / types.length ** i) % types.length])
      const place = new Map(synapses.map((at, i) => [at, digits[i]]))
      const { synapses: given } = layer
      const motif = createMotif(
        size,
        (post, pre) => (given === 'search' ? (place.get(post * size + pre) ?? 'absent') : given.fixed[post][pre]),
        (i) => (linked ? digits[synapses.length + i] : 'absent'),
      )
      for (const ring of rings) yield motifLayer(layer, motif, ring)
    }
  }
}

function freePlaces(size: number, selfConnections: boolean): number[] {
  const places = Array.from({ length: size * size }, (_, i) => i)
  return selfConnections ? places : places.filter((i) => Math.floor(i / size) !== i % size)
}
