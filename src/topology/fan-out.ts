import { neighbourMotifs } from './motif.js'
import type { Layer, Recurrent, Topology } from './topology.js'

/** How many synapses a spike of each source travels over: what an event-driven chip has to do for it. */
export interface FanOut {
  /** [input] */
  readonly inputs: Float64Array
  /** [neuron of the recurrent layers, lowest layer first] onto its own layer, the layer above and the readout. */
  readonly neurons: Float64Array
}

export function fanOut(t: Topology): FanOut {
  const inputs = new Float64Array(t.inputs)
  const perLayer = t.layers.map((layer) => Float64Array.from(recurrentFanOut(layer.recurrent, layer.neurons)))
  for (const [l, layer] of t.layers.entries()) addIncoming(l === 0 ? inputs : perLayer[l - 1], layer)
  const top = perLayer[perLayer.length - 1]
  for (let i = 0; i < top.length; i++) top[i] += t.readout.classes
  const neurons = new Float64Array(perLayer.reduce((sum, counts) => sum + counts.length, 0))
  let at = 0
  for (const counts of perLayer) {
    neurons.set(counts, at)
    at += counts.length
  }
  return { inputs, neurons }
}

function addIncoming(sources: Float64Array, { input, neurons }: Layer): void {
  if (input.kind === 'full') for (let i = 0; i < sources.length; i++) sources[i] += neurons
  else for (const list of input.sources) for (const source of list) sources[source]++
}

/** [neuron] */
function recurrentFanOut(recurrent: Recurrent, neurons: number): number[] {
  switch (recurrent.kind) {
    case 'none':
      return new Array<number>(neurons).fill(0)
    case 'motif': {
      const { motif, ring } = recurrent
      const motifs = neurons / motif.size
      const inside = motif.synapses.map((_, pre) => motif.synapses.filter((row) => row[pre] !== 'absent').length)
      return Array.from({ length: neurons }, (_, neuron) => {
        const index = neuron % motif.size
        const links = motif.lateral[index] === 'absent' ? 0 : 1
        return inside[index] + links * neighbourMotifs(Math.floor(neuron / motif.size), motifs, ring).length
      })
    }
    case 'sparse': {
      const counts = new Array<number>(neurons).fill(0)
      for (const { from } of recurrent.synapses) counts[from]++
      return counts
    }
    case 'dense':
      return new Array<number>(neurons).fill(recurrent.selfConnections ? neurons : neurons - 1)
  }
}
