import { type ConnectionPlan, type NetworkPlan, planOffsets } from './plan.js'

/**
 * The synapses of presynaptic neuron k in the order of its row: target and weight within the connection. Weights of
 * lateral links beyond the ends of a line exist in memory but are no synapses, and are left out.
 */
export function eachSynapse(
  connection: ConnectionPlan,
  neurons: number,
  k: number,
  visit: (target: number, weight: number) => void,
): void {
  switch (connection.kind) {
    case 'block': {
      const start = k - (k % connection.size)
      for (let i = 0; i < connection.size; i++) visit(start + i, k * connection.size + i)
      break
    }
    case 'lateral': {
      const up = k + connection.distance
      const down = k - connection.distance
      if (up < neurons) visit(up, k)
      else if (connection.ring) visit(up - neurons, k)
      if (down >= 0) visit(down, neurons + k)
      else if (connection.ring) visit(down + neurons, neurons + k)
      break
    }
    case 'dense':
      for (let i = 0; i < neurons; i++) visit(i, k * neurons + i)
      break
    case 'csr':
      for (let e = connection.rowStart[k]; e < connection.rowStart[k + 1]; e++) visit(connection.target[e], e)
  }
}

/** Every recurrent synapse of layer `l`: presynaptic and postsynaptic neuron of the layer, weight in the whole plan. */
export function eachRecurrentSynapse(
  plan: NetworkPlan,
  l: number,
  visit: (pre: number, post: number, weight: number) => void,
): void {
  const { neurons, connections } = plan.layers[l]
  const starts = planOffsets(plan).layers[l].connections
  connections.forEach((connection, c) => {
    for (let pre = 0; pre < neurons; pre++) {
      eachSynapse(connection, neurons, pre, (post, w) => visit(pre, post, starts[c] + w))
    }
  })
}
