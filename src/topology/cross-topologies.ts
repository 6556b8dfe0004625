import { type Key, key, uniform } from '../kernel/numerics/random.js'
import { deepFreeze } from './deep-freeze.js'
import { createMotif } from './motif.js'
import type { Layer, Topology } from './topology.js'

/**
 * The first topology with, in every layer whose motif has the same size in both, each neuron's row of synapses and lateral
 * link from either parent with equal probability. A function of the key.
 */
export function crossTopologies(first: Topology, second: Topology, k: Key): Topology {
  const layers = first.layers.map((layer, l): Layer => {
    const other = second.layers.at(l)?.recurrent
    const { recurrent } = layer
    if (recurrent.kind !== 'motif' || other?.kind !== 'motif' || other.motif.size !== recurrent.motif.size) return layer
    const layerKey = key(k, 'layer', l)
    const source = (i: number) => (uniform(layerKey, i) < 0.5 ? recurrent.motif : other.motif)
    const motif = createMotif(
      recurrent.motif.size,
      (post, pre) => source(post).synapses[post][pre],
      (i) => source(i).lateral[i],
    )
    return { ...layer, recurrent: { ...recurrent, motif } }
  })
  return deepFreeze({ ...first, layers })
}
