/**
 * How a network lies in memory. Weights are one flat Float32Array: for each layer its input rows, then its recurrent
 * connections in order; at the end the rows of a `count` readout. All rows are presynaptic-major, so that an event
 * adds one contiguous row.
 */
export type ConnectionPlan =
  /** Neurons in blocks of `size`, all-to-all inside. [neurons][size]: row k holds k's synapses onto its own block. */
  | { readonly kind: 'block'; readonly size: number }
  /** Links k -> k + distance (first [neurons] weights) and k -> k - distance (the next [neurons]). */
  | { readonly kind: 'lateral'; readonly distance: number; readonly ring: boolean }
  /** [neurons][neurons] */
  | { readonly kind: 'dense' }
  /** [synapses]; row k is rowStart[k] .. rowStart[k + 1], sorted by target. */
  | { readonly kind: 'csr'; readonly rowStart: Uint32Array; readonly target: Uint32Array }

export interface LayerPlan {
  readonly inputs: number
  readonly neurons: number
  readonly connections: readonly ConnectionPlan[]
}

export interface NetworkPlan {
  readonly layers: readonly LayerPlan[]
  /** Synaptic time constant in steps, one for the whole network. */
  readonly tauSyn: number
  /** `linear`: output c = sum over neurons of count x weight. `counts`: the last layer's spike counts themselves. */
  readonly readout: { readonly kind: 'linear'; readonly classes: number } | { readonly kind: 'counts' }
}

export function connectionLength(connection: ConnectionPlan, neurons: number): number {
  switch (connection.kind) {
    case 'block':
      return neurons * connection.size
    case 'lateral':
      return 2 * neurons
    case 'dense':
      return neurons * neurons
    case 'csr':
      return connection.target.length
  }
}

export interface LayerOffsets {
  /** First weight of the input rows. */
  readonly input: number
  /** First weight of each connection. */
  readonly connections: readonly number[]
  /** First neuron of the layer in per-neuron arrays (R, tau, counts). */
  readonly neuron: number
}

export interface PlanOffsets {
  readonly layers: readonly LayerOffsets[]
  readonly readout: number
  readonly weights: number
  readonly neurons: number
  readonly outputs: number
}

/** Where everything starts in the flat arrays of a plan. */
export function planOffsets(plan: NetworkPlan): PlanOffsets {
  let weight = 0
  let neuron = 0
  const layers = plan.layers.map((layer) => {
    const input = weight
    weight += layer.inputs * layer.neurons
    const connections = layer.connections.map((connection) => {
      const at = weight
      weight += connectionLength(connection, layer.neurons)
      return at
    })
    const offsets = { input, connections, neuron }
    neuron += layer.neurons
    return offsets
  })
  const last = plan.layers[plan.layers.length - 1].neurons
  const outputs = plan.readout.kind === 'linear' ? plan.readout.classes : last
  const readout = weight
  if (plan.readout.kind === 'linear') weight += last * outputs
  return { layers, readout, weights: weight, neurons: neuron, outputs }
}
