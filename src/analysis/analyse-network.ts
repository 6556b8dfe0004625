import type { EncodedDataset } from '../data/dataset.js'
import { type Activity, type Balance, balance, type LayerRates, layerRates, measureActivity } from './activity.js'
import { type Lesion, lesions } from './lesions.js'
import { type MemoryCurve, type MemorySettings, memoryCurve } from './memory-curve.js'
import { spectralRadius } from './spectral-radius.js'
import type { RunningNetwork } from './spike-trains.js'

export interface LayerAnalysis {
  /** Index; a spiking readout comes after the recurrent layers. */
  readonly layer: number
  readonly kind: 'recurrent' | 'readout'
  readonly rates: LayerRates
  /** Null where the layer has no recurrent synapses. */
  readonly balance: Balance | null
  readonly spectralRadius: number | null
}

export interface NetworkAnalysis {
  readonly samples: number
  readonly accuracy: number
  readonly spikesPerSample: number
  readonly synapticOperations: number
  readonly layers: readonly LayerAnalysis[]
  readonly lesions: readonly Lesion[]
  readonly memory: MemoryCurve
}

export interface AnalysisOptions {
  /** Positions in the data. */
  readonly samples: ArrayLike<number>
  readonly memory?: Partial<MemorySettings>
}

/** What a trained network does: on samples of its data, and on a random signal. */
export function analyseNetwork(
  network: RunningNetwork,
  data: EncodedDataset,
  { samples, memory }: AnalysisOptions,
): NetworkAnalysis {
  const activity = measureActivity(network, data, samples)
  const { accuracy, spikesPerSample, synapticOperations } = activity
  return {
    ...{ samples: activity.samples, accuracy, spikesPerSample, synapticOperations },
    layers: layerAnalyses(network, activity),
    lesions: lesions(network, data, samples),
    memory: memoryCurve(network, memory),
  }
}

function layerAnalyses(network: RunningNetwork, activity: Activity): LayerAnalysis[] {
  const { layers } = network.topology
  return layerRates(network, activity).map((rates, layer): LayerAnalysis => {
    if (layer >= layers.length) return { layer, kind: 'readout', rates, balance: null, spectralRadius: null }
    const recurs = layers[layer].recurrent.kind !== 'none'
    return {
      ...{ layer, kind: 'recurrent', rates },
      balance: recurs ? balance(network, layer, activity) : null,
      spectralRadius: recurs ? spectralRadius(network, layer) : null,
    }
  })
}
