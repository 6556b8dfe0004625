import { type ConnectionPlan, type NetworkPlan, planOffsets } from '../kernel/plan.js'
import { closesRing, type SynapseType } from '../topology/motif.js'
import type { SearchSpace, SpaceLayer } from '../topology/search-space.js'
import { UsageError } from '../usage-error.js'
import { NO_NEURON } from './adamw.js'
import { WEIGHT_LIMIT } from './compiled-network.js'

/**
 * The relaxed SC-ML network that holds every option of a search space (Zhang, Geng, Li 2024; DARTS-style mixture).
 *
 *     W(v)[n, k] = p_v (q_E mE - q_I mI)     p = softmax over motif sizes, q = softmax over (E, I, absent)
 *
 * with magnitudes mE, mI per synapse and motif size, separate or one for both, and the same for the lateral links of
 * same-index neurons in neighbouring motifs. The types are shared by all motifs, the magnitudes are not.
 */
export interface Supernet {
  readonly space: SearchSpace
  /** Of the effective network, whose weights `supernetWeights` fills. */
  readonly plan: NetworkPlan
  /** Neurons of the recurrent layers, which come first, and of all layers. */
  readonly hidden: number
  readonly neurons: number
  readonly parameters: number
  /** Of the effective network. */
  readonly weights: number
  readonly alphas: number
  readonly layers: readonly SupernetLayer[]
  /** [parameters] bounds and the hidden neuron each parameter leads to. */
  readonly low: Float32Array
  readonly high: Float32Array
  readonly targets: Uint32Array
  /** Copies of parameters that are weights themselves: input rows and the readout. */
  readonly plain: readonly { readonly parameter: number; readonly weight: number; readonly length: number }[]
}

export interface SupernetLayer {
  readonly space: SpaceLayer
  /** First alpha of the motif sizes, one each. */
  readonly sizeAlpha: number
  readonly options: readonly SizeOption[]
}

/** Whether an excitatory and an inhibitory synapse between the same neurons have a magnitude each, or one. */
export type Magnitudes = 'separate' | 'shared'

/** One candidate motif size. Gates are in the order of block weights: [pre][post] of a motif, then [index]. */
export interface SizeOption {
  readonly size: number
  readonly groups: readonly GateGroup[]
}

/** Weights that share a table of gates: a block connection, or lateral links. */
export interface GateGroup {
  readonly kind: 'block' | 'lateral'
  /** Weight w uses gate w % gates. */
  readonly gates: number
  /** Whether the weight exists: links at the ends of the line do not. Absent where all do. */
  readonly present?: (weight: number) => boolean
  /** First weight in the effective network, first mE and first mI in the parameters (the same where they are shared), first alpha. */
  readonly weight: number
  readonly excitatory: number
  readonly inhibitory: number
  readonly alpha: number
  readonly length: number
  /** Gates that are not searched: a fixed matrix, or the missing self-connections. */
  readonly fixed: readonly (SynapseType | undefined)[]
}

export function createSupernet(space: SearchSpace, magnitudes: Magnitudes = 'separate'): Supernet {
  refuseDiscreteChoices(space)
  const plan = supernetPlan(space)
  const offsets = planOffsets(plan)
  const layers: SupernetLayer[] = []
  const plain: { parameter: number; weight: number; length: number }[] = []
  const low: number[] = []
  const targets: number[] = []
  let alphas = 0
  let hidden = 0
  const takePlain = (weight: number, length: number, target: (i: number) => number) => {
    plain.push({ parameter: low.length, weight, length })
    for (let i = 0; i < length; i++) {
      low.push(-WEIGHT_LIMIT)
      targets.push(target(i))
    }
  }
  space.layers.forEach((layer, l) => {
    const { neurons } = layer
    const first = offsets.layers[l].neuron
    takePlain(offsets.layers[l].input, plan.layers[l].inputs * neurons, (i) => first + (i % neurons))
    const sizeAlpha = alphas
    alphas += layer.motifSizes.length
    let connection = 0
    const options = layer.motifSizes.map((size): SizeOption => {
      const kinds: GateGroup['kind'][] = layer.lateral === 'search' ? ['block', 'lateral'] : ['block']
      const groups = kinds.map((kind): GateGroup => {
        const weight = offsets.layers[l].connections[connection++]
        const shape = kind === 'block' ? blockGroup(layer, size) : lateralGroup(layer, size)
        const excitatory = low.length
        for (let part = 0; part < (magnitudes === 'shared' ? 1 : 2); part++) {
          for (let w = 0; w < shape.length; w++) {
            low.push(0)
            targets.push(first + shape.post(w))
          }
        }
        const inhibitory = magnitudes === 'shared' ? excitatory : excitatory + shape.length
        const group = { ...shape, kind, weight, excitatory, inhibitory, alpha: alphas }
        alphas += 3 * shape.gates
        return group
      })
      return { size, groups }
    })
    layers.push({ space: layer, sizeAlpha, options })
    hidden += neurons
  })
  if (plan.readout.kind === 'counts') {
    const top = plan.layers.length - 1
    const { inputs, neurons } = plan.layers[top]
    takePlain(offsets.layers[top].input, inputs * neurons, () => NO_NEURON)
  } else {
    takePlain(offsets.readout, offsets.weights - offsets.readout, () => NO_NEURON)
  }
  const high = new Float32Array(low.length).fill(WEIGHT_LIMIT)
  const common = {
    space,
    plan,
    hidden,
    neurons: offsets.neurons,
    parameters: low.length,
    weights: offsets.weights,
    alphas,
    layers,
    plain,
    high,
  }
  return { ...common, low: Float32Array.from(low), targets: Uint32Array.from(targets) }
}

/** What one relaxed network cannot hold; strategies that judge candidates one by one can search it. */
function refuseDiscreteChoices({ layers, neuronChoices }: SearchSpace): void {
  const refuse = (where: string, rule: string) => {
    throw new UsageError(`hrmas: space.${where} must be ${rule}; strategies evolution and random can search it`)
  }
  if (neuronChoices) refuse('neuron', 'one value of tauMem, tauSyn and resistance, not lists')
  for (const [l, { optional, ring }] of layers.entries()) {
    if (optional) refuse(`layers[${l}].optional`, 'false')
    if (ring === 'search') refuse(`layers[${l}].ring`, 'true or false, not search')
  }
}

function supernetPlan(space: SearchSpace): NetworkPlan {
  if (space.feedForward)
    throw new UsageError('hrmas searches motifs, but the space has feedForward: use evolution or random')
  const layers = space.layers.map((layer, l) => {
    if (layer.signs === 'free') {
      throw new UsageError(`hrmas searches synapse types: space.layers[${l}].signs must be typed, but got free`)
    }
    const connections = layer.motifSizes.flatMap((size): ConnectionPlan[] => {
      const block: ConnectionPlan = { kind: 'block', size }
      if (layer.lateral === 'none') return [block]
      return [block, { kind: 'lateral', distance: size, ring: closesRing(layer.ring === true, layer.neurons / size) }]
    })
    return { inputs: l === 0 ? space.inputs : space.layers[l - 1].neurons, neurons: layer.neurons, connections }
  })
  const { kind, classes } = space.readout
  const { tauSyn } = space.neuron
  if (kind === 'count') return { layers, tauSyn, readout: { kind: 'linear', classes } }
  const last = space.layers[space.layers.length - 1].neurons
  return {
    layers: [...layers, { inputs: last, neurons: classes, connections: [] }],
    tauSyn,
    readout: { kind: 'counts' },
  }
}

function blockGroup(layer: SpaceLayer, size: number) {
  const { synapses } = layer
  const fixed = Array.from({ length: size * size }, (_, gate): SynapseType | undefined => {
    const pre = Math.floor(gate / size)
    const post = gate % size
    if (pre === post && !layer.selfConnections) return 'absent'
    return synapses === 'search' ? undefined : synapses.fixed[post][pre]
  })
  return {
    gates: size * size,
    length: layer.neurons * size,
    post: (w: number) => Math.floor(w / (size * size)) * size + (w % size),
    fixed,
  }
}

function lateralGroup(layer: SpaceLayer, size: number) {
  const { neurons } = layer
  const ring = closesRing(layer.ring === true, neurons / size)
  return {
    gates: size,
    length: 2 * neurons,
    ...(!ring && { present: (w: number) => (w < neurons ? w + size < neurons : w - neurons >= size) }),
    post: (w: number) => (w < neurons ? (w + size) % neurons : (w - size) % neurons),
    fixed: Array.from({ length: size }, (): SynapseType | undefined => undefined),
  }
}
