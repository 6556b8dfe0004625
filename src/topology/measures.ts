import { fanOut } from './fan-out.js'
import { countTypes } from './motif.js'
import { parameterCount, synapseCount } from './size.js'
import type { Layer, Recurrent, Topology } from './topology.js'

/**
 * What can be told of a topology before anything is trained. `fanIn` is the largest number of synapses onto one neuron of
 * a recurrent layer, from below and within the layer; `fanOut` the largest number from one such neuron, onto its layer, the
 * one above and the readout; `excitatoryShare` that of the types among the present recurrent
 * synapses and links (1 where there are none).
 */
export const TOPOLOGY_MEASURES = ['synapses', 'parameters', 'neurons', 'fanIn', 'fanOut', 'excitatoryShare'] as const
export type TopologyMeasure = (typeof TOPOLOGY_MEASURES)[number]

const MEASURE: Readonly<Record<TopologyMeasure, (t: Topology) => number>> = {
  synapses: synapseCount,
  parameters: parameterCount,
  neurons: (t) => t.layers.reduce((sum, layer) => sum + layer.neurons, 0),
  fanIn: (t) => Math.max(...fanIns(t)),
  fanOut: (t) => fanOut(t).neurons.reduce((most, count) => Math.max(most, count), 0),
  excitatoryShare,
}

export const measureTopology = (t: Topology, measure: TopologyMeasure): number => MEASURE[measure](t)

/** [neuron, or one motif's, or one for all, of every layer] synapses onto it. */
export const fanIns = (t: Topology): number[] =>
  t.layers.flatMap((layer, l) => layerFanIns(layer, l === 0 ? t.inputs : t.layers[l - 1].neurons))

function layerFanIns({ neurons, input, recurrent }: Layer, below: number): number[] {
  const within = recurrentFanIn(recurrent, neurons)
  if (input.kind === 'full') return within.map((count) => below + count)
  return input.sources.map((sources, i) => sources.length + within[i % within.length])
}

/** [neuron, or one motif's, or one for all] recurrent synapses onto it, of a motif with neighbours on both sides. */
function recurrentFanIn(recurrent: Recurrent, neurons: number): number[] {
  switch (recurrent.kind) {
    case 'none':
      return [0]
    case 'motif': {
      const { motif } = recurrent
      const neighbours = Math.min(2, neurons / motif.size - 1)
      return motif.synapses.map((row, i) => {
        const links = motif.lateral[i] === 'absent' ? 0 : neighbours
        return row.filter((type) => type !== 'absent').length + links
      })
    }
    case 'sparse': {
      const count = new Array<number>(neurons).fill(0)
      for (const { to } of recurrent.synapses) count[to]++
      return count
    }
    case 'dense':
      return [recurrent.selfConnections ? neurons : neurons - 1]
  }
}

function excitatoryShare(t: Topology): number {
  let excitatory = 0
  let present = 0
  for (const { recurrent, neurons } of t.layers) {
    const types = presentTypes(recurrent, neurons)
    excitatory += types.excitatory
    present += types.excitatory + types.inhibitory
  }
  return present === 0 ? 1 : excitatory / present
}

/** Synapses of one motif, or of a whole layer that has none. */
function presentTypes(recurrent: Recurrent, neurons: number): { excitatory: number; inhibitory: number } {
  switch (recurrent.kind) {
    case 'none':
      return { excitatory: 0, inhibitory: 0 }
    case 'motif':
      return countTypes([...recurrent.motif.synapses.flat(), ...recurrent.motif.lateral])
    case 'sparse':
      return countTypes(recurrent.synapses.map(({ type }) => type))
    case 'dense': {
      const inhibitory = recurrent.inhibitoryNeurons.length
      return { excitatory: neurons - inhibitory, inhibitory }
    }
  }
}
