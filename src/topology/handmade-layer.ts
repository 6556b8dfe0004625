import type { Key } from '../kernel/numerics/random.js'
import { UsageError } from '../usage-error.js'
import type { SpaceLayer } from './search-space.js'
import type { Layer, Topology } from './topology.js'

/** What a handmade topology takes besides the space. */
export interface HandmadeSettings {
  /** Seeds the random ones; the others ignore it. */
  readonly key: Key
  /** Of the motif arms; each layer's first candidate size when left out. */
  readonly motifSize?: number
  /** Recurrent synapses of `random-sparse` and `small-world`: of every layer, or one number per layer. */
  readonly synapses?: number | readonly number[]
  /** The topology whose motifs `ei-matched` redraws. */
  readonly like?: Topology
}

export type LayerMaker = (layer: SpaceLayer, index: number, settings: HandmadeSettings) => Layer

/** Of the neurons, in networks whose neurons are of one type (Dale's law). */
export const INHIBITORY_NEURONS = 0.2

export function motifSizeOf(layer: SpaceLayer, index: number, { motifSize }: HandmadeSettings): number {
  const size = motifSize ?? layer.motifSizes[0]
  if (Number.isInteger(size) && size >= 1 && layer.neurons % size === 0) return size
  throw new UsageError(`motifSize must divide the neurons of layer ${index} (${layer.neurons}), but got ${size}`)
}

/** Synapses that a layer is to have, of at most `most`. */
export function synapsesOf(name: string, most: number, index: number, { synapses }: HandmadeSettings): number {
  const count = typeof synapses === 'object' ? synapses[index] : synapses
  if (count !== undefined && Number.isInteger(count) && count >= 0 && count <= most) return count
  const rule = `must be an integer from 0 to ${most} for layer ${index}`
  throw new UsageError(`synapses of ${name} ${rule}, but got ${count ?? 'nothing: give the synapse count to match'}`)
}
