import { UsageError } from '../usage-error.js'
import { canonicalMotif } from './canonical-form.js'
import { brokenFeedForwardRule } from './feed-forward-space.js'
import { closesRing, type Motif } from './motif.js'
import { motifLayer, requiredLayers, type SearchSpace, type SpaceLayer, topologyIn } from './search-space.js'
import type { Layer, NeuronModel, Recurrent, Topology } from './topology.js'

type MotifRecurrent = Extract<Recurrent, { kind: 'motif' }>

/**
 * The topology's motifs in layers of the space's neurons, inputs, readout and constants: what the space searches does not
 * matter, and signs and ring are the topology's. A space with more layers has the motif of the top layer in those above.
 * Throws UsageError where a motif does not fit.
 */
export function carryTopology(topology: Topology, space: SearchSpace, where: string): Topology {
  const motifs = topology.layers.map((layer, l) => motifOf(layer, `${where}: layer ${l}`))
  if (motifs.length > space.layers.length) {
    throw new UsageError(`${where} has ${motifs.length} layers, but the study has ${space.layers.length}`)
  }
  const layers = space.layers.map((layer, l): Layer => {
    const recurrent = motifs[Math.min(l, motifs.length - 1)]
    const { size } = recurrent.motif
    if (layer.neurons % size === 0) return { neurons: layer.neurons, input: { kind: 'full' }, recurrent }
    throw new UsageError(`${where}: its motif size (${size}) must divide the ${layer.neurons} neurons of layer ${l}`)
  })
  return topologyIn(space, layers)
}

/**
 * The topology as one of the space, which a search may start from: its motifs with the space's neurons, inputs and readout;
 * ring and constants are its own only where the space searches them, neurons are numbered canonically. Throws UsageError where the space has no such motif.
 */
export function topologyInSpace(topology: Topology, space: SearchSpace, where: string): Topology {
  if (space.feedForward) {
    const broken = brokenFeedForwardRule(topology, space.feedForward)
    if (broken) throw new UsageError(`${where} must have ${broken}, as the space of the study says`)
    return topologyIn(space, topology.layers, neuronIn(topology.neuron, space))
  }
  const [least, most] = [requiredLayers(space), space.layers.length]
  const depth = topology.layers.length
  if (depth < least || depth > most) {
    const rule = least === most ? String(most) : `${least} to ${most}`
    throw new UsageError(`${where} must have ${rule} ${most === 1 ? 'layer' : 'layers'}, but has ${depth}`)
  }
  const layers = topology.layers.map((layer, l) => {
    const at = `${where}: layer ${l}`
    const { motif, ring, signs } = motifOf(layer, at)
    const open = space.layers[l]
    const broken = brokenRule(motif, signs, open)
    if (broken) throw new UsageError(`${at} must have ${broken}, as the space of the study says`)
    const numbered = open.synapses === 'search' ? canonicalMotif(motif).motif : motif
    return motifLayer(open, numbered, open.ring === 'search' ? closesRing(ring, open.neurons / motif.size) : open.ring)
  })
  return topologyIn(space, layers, neuronIn(topology.neuron, space))
}

function motifOf({ recurrent }: Layer, where: string): MotifRecurrent {
  if (recurrent.kind === 'motif') return recurrent
  throw new UsageError(`${where} must have a motif, but its recurrence is ${recurrent.kind}`)
}

/** What the motif would have to be, or undefined. */
function brokenRule(motif: Motif, signs: SpaceLayer['signs'], layer: SpaceLayer): string | undefined {
  const { motifSizes, synapses, lateral, selfConnections } = layer
  if (!motifSizes.includes(motif.size)) return `motifs of ${motifSizes.join(' or ')} neurons (it has ${motif.size})`
  if (signs !== layer.signs) return `${layer.signs} signs (it has ${signs})`
  const isLinked = motif.lateral.some((type) => type !== 'absent')
  if (lateral === 'none' && isLinked) return 'no lateral links'
  if (!selfConnections && motif.synapses.some((row, i) => row[i] !== 'absent')) return 'no self-connections'
  if (synapses !== 'search' && motif.synapses.some((row, i) => row.some((type, j) => type !== synapses.fixed[i][j]))) {
    return 'the fixed synapses'
  }
  return undefined
}

function neuronIn(neuron: NeuronModel, { neuron: own, neuronChoices }: SearchSpace): NeuronModel {
  if (!neuronChoices) return own
  const { tauMem, tauSyn, resistance: choices } = neuronChoices
  const { resistance } = neuron
  const isChoice =
    tauMem.includes(neuron.tauMem) &&
    tauSyn.includes(neuron.tauSyn) &&
    (resistance === undefined ? choices === undefined : choices?.includes(resistance) === true)
  return isChoice ? { ...own, ...neuron } : own
}
