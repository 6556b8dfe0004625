import type { ConnectionPlan, LayerPlan, NetworkPlan } from '../kernel/plan.js'
import { planOffsets } from '../kernel/plan.js'
import { closesRing, SIGN } from '../topology/motif.js'
import type { Layer, Recurrent, Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'

/** TSSL-BP clips all weights to [-4, 4] after each step (authors' code). */
export const WEIGHT_LIMIT = 4

/**
 * A topology ready to be trained. Trained parameters have the layout of the plan's weights; a typed synapse trains
 * its magnitude m >= 0 and has the weight sign x m, so that weight decay acts on m and a synapse at 0 can grow again.
 */
export interface CompiledNetwork {
  readonly plan: NetworkPlan
  /** [weights] +1 or -1; 0 where there is no synapse. */
  readonly sign: Float32Array
  /** [weights] bounds of the trained parameter. */
  readonly low: Float32Array
  readonly high: Float32Array
}

/** `count` readouts are linear in spike counts; a `spiking` one is a last layer of one LIF neuron per class. */
export function compileTopology(topology: Topology): CompiledNetwork {
  const layers = topology.layers.map((layer, l) =>
    layerPlan(layer, l === 0 ? topology.inputs : topology.layers[l - 1].neurons),
  )
  const { classes, kind } = topology.readout
  const last = topology.layers[topology.layers.length - 1].neurons
  if (kind === 'spiking') layers.push({ inputs: last, neurons: classes, connections: [] })
  const plan: NetworkPlan = {
    layers,
    tauSyn: topology.neuron.tauSyn,
    readout: kind === 'spiking' ? { kind: 'counts' } : { kind: 'linear', classes },
  }
  const offsets = planOffsets(plan)
  const sign = new Float32Array(offsets.weights).fill(1)
  const low = new Float32Array(offsets.weights).fill(-WEIGHT_LIMIT)
  const high = new Float32Array(offsets.weights).fill(WEIGHT_LIMIT)
  topology.layers.forEach((layer, l) => {
    maskInput(layer, plan.layers[l].inputs, sign.subarray(offsets.layers[l].input))
    const start = offsets.layers[l].connections[0]
    if (start === undefined) return
    const signs = synapseSigns(layer.recurrent, layer.neurons)
    sign.set(signs, start)
    if ('signs' in layer.recurrent && layer.recurrent.signs === 'typed') low.fill(0, start, start + signs.length)
  })
  for (let w = 0; w < sign.length; w++) {
    if (sign[w] === 0) low[w] = high[w] = 0
  }
  return { plan, sign, low, high }
}

function layerPlan(layer: Layer, inputs: number): LayerPlan {
  return { inputs, neurons: layer.neurons, connections: connectionPlans(layer.recurrent, layer.neurons) }
}

function connectionPlans(recurrent: Recurrent, neurons: number): ConnectionPlan[] {
  switch (recurrent.kind) {
    case 'none':
      if (recurrent.inhibitory !== undefined)
        throw new UsageError('layers with inhibitory neurons and no recurrence are learnt by rule first-spike alone')
      return []
    case 'motif': {
      const { size, lateral } = recurrent.motif
      const block: ConnectionPlan = { kind: 'block', size }
      if (lateral.every((type) => type === 'absent')) return [block]
      return [block, { kind: 'lateral', distance: size, ring: closesRing(recurrent.ring, neurons / size) }]
    }
    case 'sparse':
      return [csrPlan(recurrent.synapses, neurons)]
    case 'dense':
      return [{ kind: 'dense' }]
  }
}

/** Synapses as a CSR connection holds them: by presynaptic, then postsynaptic neuron. */
function inRowOrder<S extends { readonly from: number; readonly to: number }>(synapses: readonly S[]): S[] {
  return [...synapses].sort((a, b) => a.from - b.from || a.to - b.to)
}

function csrPlan(synapses: readonly { from: number; to: number }[], neurons: number): ConnectionPlan {
  const sorted = inRowOrder(synapses)
  const rowStart = new Uint32Array(neurons + 1)
  for (const { from } of sorted) rowStart[from + 1]++
  for (let k = 0; k < neurons; k++) rowStart[k + 1] += rowStart[k]
  return { kind: 'csr', rowStart, target: Uint32Array.from(sorted, (s) => s.to) }
}

function maskInput(layer: Layer, inputs: number, sign: Float32Array): void {
  if (layer.input.kind === 'full') return
  sign.fill(0, 0, inputs * layer.neurons)
  layer.input.sources.forEach((sources, neuron) => {
    for (const source of sources) sign[source * layer.neurons + neuron] = 1
  })
}

/** Signs of all recurrent weights of a layer in plan order. */
function synapseSigns(recurrent: Recurrent, neurons: number): Float32Array {
  switch (recurrent.kind) {
    case 'none':
      return new Float32Array(0)
    case 'motif':
      return motifSigns(recurrent, neurons)
    case 'sparse': {
      return Float32Array.from(inRowOrder(recurrent.synapses), ({ type }) =>
        recurrent.signs === 'typed' ? SIGN[type] : 1,
      )
    }
    case 'dense': {
      const inhibitory = new Set(recurrent.signs === 'typed' ? recurrent.inhibitoryNeurons : [])
      return Float32Array.from({ length: neurons * neurons }, (_, w) => {
        const from = Math.floor(w / neurons)
        if (!recurrent.selfConnections && from === w % neurons) return 0
        return inhibitory.has(from) ? -1 : 1
      })
    }
  }
}

function motifSigns(recurrent: Extract<Recurrent, { kind: 'motif' }>, neurons: number): Float32Array {
  const { motif, ring, signs } = recurrent
  const { size } = motif
  const sign = (type: keyof typeof SIGN) => (signs === 'typed' ? SIGN[type] : Math.abs(SIGN[type]))
  const hasLateral = motif.lateral.some((type) => type !== 'absent')
  const all = new Float32Array(neurons * size + (hasLateral ? 2 * neurons : 0))
  for (let k = 0; k < neurons; k++) {
    for (let i = 0; i < size; i++) all[k * size + i] = sign(motif.synapses[i][k % size])
  }
  if (hasLateral) {
    const closed = closesRing(ring, neurons / size)
    for (let k = 0; k < neurons; k++) {
      if (closed || k + size < neurons) all[neurons * size + k] = sign(motif.lateral[k % size])
      if (closed || k - size >= 0) all[neurons * size + neurons + k] = sign(motif.lateral[k % size])
    }
  }
  return all
}

/** Weights of trained parameters: sign x parameter. */
export function expandWeights(network: CompiledNetwork, parameters: Float32Array, weights: Float32Array): void {
  const { sign } = network
  for (let w = 0; w < sign.length; w++) weights[w] = sign[w] * parameters[w]
}

/** dL/d(parameter) of dL/d(weight). */
export function pullBack(network: CompiledNetwork, weightGradient: Float32Array, gradient: Float32Array): void {
  expandWeights(network, weightGradient, gradient)
}
