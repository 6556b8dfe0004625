import { normal } from '../../kernel/numerics/normal.js'
import { type Key, key } from '../../kernel/numerics/random.js'
import { type NetworkPlan, planOffsets } from '../../kernel/plan.js'
import { eachRecurrentSynapse } from '../../kernel/synapses.js'
import type { Topology } from '../../topology/topology.js'
import { compileTopology } from '../compiled-network.js'
import type { SuperSpikeRecipe } from '../super-spike-recipe.js'

/** Recurrent synapses by presynaptic neuron. */
export interface Recurrence {
  readonly rowStart: Uint32Array
  readonly target: Uint32Array
  /** [synapse] place among all weights. */
  readonly weight: Uint32Array
}

export interface WiredLayer {
  readonly inputs: number
  readonly neurons: number
  /** First of the weights [input][neuron]. */
  readonly start: number
  readonly recurrent: Recurrence | null
  /** Layers between it and the output: 0 for the output itself. */
  readonly depth: number
}

/** Which synapses there are, with the layout of the kernel's plans: hidden layers from below, the output last. */
export interface Wiring {
  readonly layers: readonly WiredLayer[]
  readonly weights: number
  /** [weight] bounds in mV; 0 and 0 where there is no synapse. */
  readonly low: Float64Array
  readonly high: Float64Array
}

export function wire(topology: Topology, { hidden, bound }: SuperSpikeRecipe): Wiring {
  const { plan, sign, low: least } = hidden === 'none' ? direct(topology) : compileTopology(topology)
  const { layers, weights } = planOffsets(plan)
  const low = new Float64Array(weights)
  const high = new Float64Array(weights)
  for (let w = 0; w < weights; w++) {
    if (sign[w] === 0) continue
    // A typed synapse keeps its sign.
    low[w] = least[w] === 0 && sign[w] > 0 ? 0 : -bound
    high[w] = least[w] === 0 && sign[w] < 0 ? 0 : bound
  }
  return {
    layers: plan.layers.map(({ inputs, neurons, connections }, l) => ({
      ...{ inputs, neurons, start: layers[l].input, depth: plan.layers.length - 1 - l },
      recurrent: connections.length === 0 ? null : recurrence(plan, l, sign),
    })),
    ...{ weights, low, high },
  }
}

/** Inputs straight onto the outputs. */
function direct({ inputs, readout, neuron }: Topology) {
  const plan: NetworkPlan = {
    layers: [{ inputs, neurons: readout.classes, connections: [] }],
    tauSyn: neuron.tauSyn,
    readout: { kind: 'counts' },
  }
  const { weights } = planOffsets(plan)
  return { plan, sign: new Float32Array(weights).fill(1), low: new Float32Array(weights).fill(-1) }
}

function recurrence(plan: NetworkPlan, l: number, sign: Float32Array): Recurrence {
  const rows: { post: number; weight: number }[][] = Array.from({ length: plan.layers[l].neurons }, () => [])
  eachRecurrentSynapse(plan, l, (pre, post, weight) => {
    if (sign[weight] !== 0) rows[pre].push({ post, weight })
  })
  const rowStart = new Uint32Array(rows.length + 1)
  for (const [pre, row] of rows.entries()) rowStart[pre + 1] = rowStart[pre] + row.length
  const flat = rows.flat()
  return {
    rowStart,
    target: Uint32Array.from(flat, ({ post }) => post),
    weight: Uint32Array.from(flat, ({ weight }) => weight),
  }
}

/**
 * initial x N(0, 1) / sqrt(synapses onto the neuron's population), within bounds. Of a replicate and a synapse's place alone, as the
 * other rules' are: topologies that share a synapse start it equal. Typed synapses take the draw's magnitude.
 */
export function initialWeights(wiring: Wiring, initial: number, replicate: Key): Float64Array {
  const weights = new Float64Array(wiring.weights)
  const { low, high } = wiring
  const put = (w: number, draw: number) => {
    const typed = low[w] === 0 ? Math.abs(draw) : high[w] === 0 ? -Math.abs(draw) : draw
    weights[w] = Math.min(high[w], Math.max(low[w], typed))
  }
  wiring.layers.forEach(({ inputs, neurons, start, recurrent }, l) => {
    const inputKey = key(replicate, 'input', l)
    const spread = initial / Math.sqrt(inputs)
    for (let w = 0; w < inputs * neurons; w++) put(start + w, spread * normal(inputKey, w))
    if (recurrent === null) return
    const { rowStart, target, weight } = recurrent
    const inDegree = new Uint32Array(neurons)
    for (const post of target) inDegree[post]++
    const recurrentKey = key(replicate, 'recurrent', l)
    for (let pre = 0; pre < neurons; pre++) {
      for (let s = rowStart[pre]; s < rowStart[pre + 1]; s++) {
        put(weight[s], (initial * normal(recurrentKey, target[s], pre)) / Math.sqrt(inDegree[target[s]]))
      }
    }
  })
  return weights
}

/** [layer below the output][neuron][output] fixed N(0, 1) feedback. */
export function randomFeedback({ layers }: Wiring, replicate: Key): Float64Array[] {
  const outputs = layers[layers.length - 1].neurons
  return layers.slice(0, -1).map(({ neurons }, l) => {
    const feedbackKey = key(replicate, 'feedback', l)
    return Float64Array.from({ length: neurons * outputs }, (_, i) => normal(feedbackKey, i))
  })
}
