import { deepFreeze } from './deep-freeze.js'
import type { Layer, NeuronModel, Readout, Topology } from './topology.js'

/** What all networks of a space have in common. */
export interface NetworkFrame {
  readonly neuron: NeuronModel
  readonly inputs: number
  readonly readout: Readout
}

/** A network of this space's inputs and readout, with the given layers and neuron. */
export function topologyIn(space: NetworkFrame, layers: readonly Layer[], neuron = space.neuron): Topology {
  const { inputs, readout } = space
  return deepFreeze({ neuron, inputs, layers, readout })
}
