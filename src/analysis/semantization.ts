import {
  type ActiveSets,
  type AssemblyMeasures,
  assemblyMeasures,
  classAssemblies,
  meanInformation,
  type SetOverlap,
  setOverlap,
} from './active-sets.js'
import { leaveOneOutAccuracy } from './decodability.js'
import { chosenSpikes, type LayerRecord, type SpikeChoice, type SpikeRecord } from './spike-record.js'

/** How much a layer's activity tells of the class. */
export interface LayerSemantics {
  readonly layer: string
  /** Of excitatory neurons, of all where they are not told apart. */
  readonly overlap: SetOverlap
  readonly assemblies: AssemblyMeasures
  /** Bits, mean over all neurons. */
  readonly information: number
  /** Nearest centroid on which neurons were active, and on when: min(t, decision). */
  readonly decodable: number
  readonly decodableByTime: number
}

export function semantization(record: SpikeRecord, choice: SpikeChoice): LayerSemantics[] {
  return record.layers.map((layer) => layerSemantics(record, layer, choice))
}

function layerSemantics(record: SpikeRecord, layer: LayerRecord, choice: SpikeChoice): LayerSemantics {
  const { labels, classNames } = record
  const all = activeSets(record, layer, choice)
  const { excitatory } = layer
  const own = excitatory === null ? all : all.map((set) => set.filter((_, i) => excitatory[i] === 1))
  return {
    layer: layer.name,
    overlap: setOverlap(own, labels),
    assemblies: assemblyMeasures(classAssemblies(own, labels, classNames.length)),
    information: meanInformation(all, labels, classNames.length),
    decodable: leaveOneOutAccuracy(all, labels, classNames.length),
    decodableByTime: leaveOneOutAccuracy(firstTimes(record, layer, choice), labels, classNames.length),
  }
}

/** Which neurons of a layer were active in each sample. */
export function activeSets(record: SpikeRecord, layer: LayerRecord, choice: SpikeChoice): ActiveSets {
  return chosenSpikes(record, layer, choice).map(({ neurons }) => {
    const set = new Uint8Array(layer.neurons)
    for (const neuron of neurons) set[neuron] = 1
    return set
  })
}

/** [sample][neuron] time of the first chosen spike; of neurons without one that of the decision, or of the layer's last spike. */
function firstTimes(record: SpikeRecord, layer: LayerRecord, choice: SpikeChoice): Float64Array[] {
  return chosenSpikes(record, layer, choice).map(({ times, neurons }, n) => {
    const decision = record.decisions[n]
    const last = times.length === 0 ? 0 : times[times.length - 1]
    const late = choice === 'causal' && decision < Number.POSITIVE_INFINITY ? decision : last
    const first = new Float64Array(layer.neurons).fill(late)
    for (let s = times.length - 1; s >= 0; s--) first[neurons[s]] = Math.min(late, times[s])
    return first
  })
}
