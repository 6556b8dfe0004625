import { eachRecurrentSynapse } from '../kernel/synapses.js'
import { compileTopology } from '../learning/compiled-network.js'
import { usedWeights } from '../learning/network-file.js'
import type { RunningNetwork } from './spike-trains.js'

/** One recurrent synapse of a layer, lateral links included; neurons by their index in the layer. */
export interface WeightedSynapse {
  readonly pre: number
  readonly post: number
  readonly weight: number
}

/** Of layer `layer`, those with a weight other than 0. */
export function recurrentSynapses(network: RunningNetwork, layer: number): WeightedSynapse[] {
  const weights = usedWeights(network)
  const found: WeightedSynapse[] = []
  eachRecurrentSynapse(compileTopology(network.topology).plan, layer, (pre, post, w) => {
    if (weights[w] !== 0) found.push({ pre, post, weight: weights[w] })
  })
  return found
}
