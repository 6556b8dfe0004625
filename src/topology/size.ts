import { countTypes, neighbourMotifs } from './motif.js'
import type { Layer, Recurrent, Topology } from './topology.js'

type MotifRecurrent = Extract<Recurrent, { kind: 'motif' }>

function motifSynapses({ motif, ring }: MotifRecurrent, neurons: number): number {
  const motifs = neurons / motif.size
  let neighbours = 0
  for (let m = 0; m < motifs; m++) neighbours += neighbourMotifs(m, motifs, ring).length
  const present = motif.size ** 2 - countTypes(motif.synapses.flat()).absent
  const links = motif.size - countTypes(motif.lateral).absent
  return motifs * present + neighbours * links
}

/** Recurrent synapses of one layer, lateral links included (each direction is one). */
export function layerSynapseCount({ neurons, recurrent }: Layer): number {
  switch (recurrent.kind) {
    case 'none':
      return 0
    case 'motif':
      return motifSynapses(recurrent, neurons)
    case 'sparse':
      return recurrent.synapses.length
    case 'dense':
      return recurrent.selfConnections ? neurons * neurons : neurons * (neurons - 1)
  }
}

/** Recurrent synapses of all layers. */
export function synapseCount(t: Topology): number {
  return t.layers.reduce((sum, layer) => sum + layerSynapseCount(layer), 0)
}

function layerParameterCount(t: Topology, index: number): number {
  const layer = t.layers[index]
  const width = index === 0 ? t.inputs : t.layers[index - 1].neurons
  const { input } = layer
  const incoming = input.kind === 'full' ? layer.neurons * width : input.sources.reduce((n, list) => n + list.length, 0)
  return incoming + layerSynapseCount(layer)
}

/** Trained weights: input, present recurrent synapses, readout. */
export function parameterCount(t: Topology): number {
  const hidden = t.layers.reduce((sum, _, index) => sum + layerParameterCount(t, index), 0)
  return hidden + (t.layers.at(-1)?.neurons ?? t.inputs) * t.readout.classes
}

/** Weight, gradient, two moments of Adam, and one copy each for the shards' sum and the snapshot. */
const FLOATS_PER_WEIGHT = 6
/** Potential, synaptic output and input current, kept per step for the way back. */
const FLOATS_PER_NEURON_STEP = 3
const BYTES_PER_FLOAT = 4

/** Rough upper estimate of the bytes one training needs, for samples of `steps` steps; before anything is allocated. */
export function bytesNeeded(t: Topology, steps: number): number {
  const neurons = t.layers.reduce((sum, layer) => sum + layer.neurons, t.readout.classes)
  return BYTES_PER_FLOAT * (FLOATS_PER_WEIGHT * parameterCount(t) + FLOATS_PER_NEURON_STEP * neurons * steps)
}
