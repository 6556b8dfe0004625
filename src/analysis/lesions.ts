import type { EncodedDataset } from '../data/dataset.js'
import { measureActivity } from './activity.js'
import { layerStarts, type RunningNetwork } from './spike-trains.js'

export interface Lesion {
  readonly layer: number
  readonly motif: number
  /** Accuracy without this motif. */
  readonly accuracy: number
}

/**
 * Accuracy on the samples with one motif silenced at a time: its neurons get R = 0 and never spike, everything else is as it
 * was. Layers without motifs are left out.
 */
export function lesions(network: RunningNetwork, data: EncodedDataset, samples: ArrayLike<number>): Lesion[] {
  const starts = layerStarts(network)
  return network.topology.layers.flatMap(({ recurrent }, layer) => {
    if (recurrent.kind !== 'motif') return []
    const { size } = recurrent.motif
    const { first, neurons } = starts[layer]
    return Array.from({ length: neurons / size }, (_, motif): Lesion => {
      const resistance = network.resistance.slice().fill(0, first + motif * size, first + (motif + 1) * size)
      return { layer, motif, accuracy: measureActivity({ ...network, resistance }, data, samples).accuracy }
    })
  })
}
