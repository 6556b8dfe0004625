import { exp, log } from '../kernel/numerics/elementary.js'
import { normal } from '../kernel/numerics/normal.js'
import { type Key, key } from '../kernel/numerics/random.js'
import { type ConnectionPlan, type NetworkPlan, planOffsets } from '../kernel/plan.js'
import { createMotif, type SynapseType } from '../topology/motif.js'
import { motifLayer, type SearchSpace, type SpaceLayer, topologyIn } from '../topology/search-space.js'
import type { Topology } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { NO_NEURON } from './adamw.js'
import { WEIGHT_LIMIT } from './compiled-network.js'
import type { Recipe } from './recipe.js'

/**
 * The relaxed SC-ML network that holds every option of a search space (Zhang, Geng, Li 2024; DARTS-style mixture).
 *
 *     W(v)[n, k] = p_v (q_E mE - q_I mI)     p = softmax over motif sizes, q = softmax over (E, I, absent)
 *
 * with separate magnitudes mE, mI per synapse and motif size, and the same for the lateral links of same-index
 * neurons in neighbouring motifs. The types are shared by all motifs, the magnitudes are not.
 */
export interface Supernet {
  readonly space: SearchSpace
  /** Of the effective network, whose weights `supernetWeights` fills. */
  readonly plan: NetworkPlan
  readonly hidden: number
  readonly parameters: number
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

/** One candidate motif size. Gates are in the order of block weights: [pre][post] of a motif, then [index]. */
export interface SizeOption {
  readonly size: number
  readonly groups: readonly GateGroup[]
}

/** Weights that share a table of gates: a block connection, or lateral links. */
export interface GateGroup {
  readonly kind: 'block' | 'lateral'
  readonly gates: number
  /** Which gate a weight of the group uses. */
  readonly gateOf: (weight: number) => number
  /** Whether the weight exists: links at the ends of the line do not. */
  readonly present: (weight: number) => boolean
  /** First weight in the effective network, first mE and first mI in the parameters, first alpha. */
  readonly weight: number
  readonly excitatory: number
  readonly inhibitory: number
  readonly alpha: number
  readonly length: number
  /** Gates that are not searched: a fixed matrix, or the missing self-connections. */
  readonly fixed: readonly (SynapseType | undefined)[]
}

const TYPES: readonly SynapseType[] = ['excitatory', 'inhibitory', 'absent']

export function createSupernet(space: SearchSpace): Supernet {
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
        for (let half = 0; half < 2; half++) {
          for (let w = 0; w < shape.length; w++) {
            low.push(0)
            targets.push(first + shape.post(w))
          }
        }
        const group = { ...shape, kind, weight, excitatory, inhibitory: excitatory + shape.length, alpha: alphas }
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
  const common = { space, plan, hidden, parameters: low.length, alphas, layers, plain, high }
  return { ...common, low: Float32Array.from(low), targets: Uint32Array.from(targets) }
}

function supernetPlan(space: SearchSpace): NetworkPlan {
  const layers = space.layers.map((layer, l) => {
    if (layer.signs === 'free') {
      throw new UsageError(`hrmas searches synapse types: space.layers[${l}].signs must be typed, but got free`)
    }
    const connections = layer.motifSizes.flatMap((size): ConnectionPlan[] => {
      const block: ConnectionPlan = { kind: 'block', size }
      if (layer.lateral === 'none') return [block]
      return [block, { kind: 'lateral', distance: size, ring: layer.ring && layer.neurons / size > 2 }]
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
    gateOf: (w: number) => w % (size * size),
    present: () => true,
    post: (w: number) => Math.floor(w / (size * size)) * size + (w % size),
    fixed,
  }
}

function lateralGroup(layer: SpaceLayer, size: number) {
  const { neurons } = layer
  const ring = layer.ring && neurons / size > 2
  return {
    gates: size,
    length: 2 * neurons,
    gateOf: (w: number) => w % size,
    present: (w: number) => ring || (w < neurons ? w + size < neurons : w - neurons >= size),
    post: (w: number) => (w < neurons ? (w + size) % neurons : (w - size) % neurons),
    fixed: Array.from({ length: size }, (): SynapseType | undefined => undefined),
  }
}

/** Standard deviation of |N1| - |N2| for standard normal N1, N2: sqrt(2 (1 - 2 / pi)). */
const SPREAD_OF_DIFFERENCE = 0.8525

/**
 * Magnitudes start so that the EFFECTIVE recurrent matrix at uniform probabilities has variance g^2 / v, shared among
 * the candidate sizes: otherwise the supernet begins, and its warm-up trains, a feed-forward network (computed).
 * The bound of magnitudes cuts into this for small sizes: 0.94 g is left of g for size 4, 0.88 g for sizes 4, 8, 16.
 */
export function initialSupernetParameters(net: Supernet, recipe: Recipe, replicate: Key): Float32Array {
  const parameters = new Float32Array(net.parameters)
  net.layers.forEach(({ options }, l) => {
    const inputs = net.plan.layers[l].inputs
    drawPlain(parameters, net.plain[l], recipe.initial.input * Math.sqrt(2 / inputs), key(replicate, 'input', l))
    options.forEach((option) => {
      const p = 1 / options.length
      const spread = recipe.initial.recurrent / Math.sqrt(option.size * options.length)
      for (const group of option.groups) {
        const searched = group.fixed.some((type) => type === undefined)
        const scale = searched ? (3 * spread) / (p * SPREAD_OF_DIFFERENCE) : spread / p
        const k = key(replicate, 'supernet', l, option.size, group.kind)
        for (let w = 0; w < 2 * group.length; w++) {
          parameters[group.excitatory + w] = Math.min(WEIGHT_LIMIT, scale * Math.abs(normal(k, w)))
        }
      }
    })
  })
  const readout = net.plain[net.plain.length - 1]
  const spiking = net.plan.readout.kind === 'counts'
  const top = net.plan.layers[net.plan.layers.length - 1].inputs
  const spread = spiking ? recipe.initial.input * Math.sqrt(2 / top) : recipe.initial.readout
  drawPlain(
    parameters,
    readout,
    spread,
    spiking ? key(replicate, 'input', net.plan.layers.length - 1) : key(replicate, 'readout'),
  )
  return parameters
}

function drawPlain(parameters: Float32Array, part: Supernet['plain'][number], spread: number, k: Key): void {
  for (let i = 0; i < part.length; i++) parameters[part.parameter + i] = spread * normal(k, i)
}

/** alpha ~ N(0, 1e-3): every option almost equally likely at start. */
export function initialAlpha(net: Supernet, k: Key): Float64Array {
  return Float64Array.from({ length: net.alphas }, (_, i) => 1e-3 * normal(k, i))
}

function softmax(alpha: Float64Array, start: number, length: number, into: Float64Array): void {
  let top = -Infinity
  for (let i = 0; i < length; i++) top = Math.max(top, alpha[start + i])
  let sum = 0
  for (let i = 0; i < length; i++) {
    into[start + i] = exp(alpha[start + i] - top)
    sum += into[start + i]
  }
  for (let i = 0; i < length; i++) into[start + i] /= sum
}

/** Selection probabilities in the layout of alpha. */
export function probabilities(net: Supernet, alpha: Float64Array): Float64Array {
  const all = new Float64Array(net.alphas)
  for (const layer of net.layers) {
    softmax(alpha, layer.sizeAlpha, layer.options.length, all)
    for (const { groups } of layer.options) {
      for (const group of groups) {
        for (let gate = 0; gate < group.gates; gate++) {
          const type = group.fixed[gate]
          const at = group.alpha + 3 * gate
          if (type === undefined) softmax(alpha, at, 3, all)
          else all[at + TYPES.indexOf(type)] = 1
        }
      }
    }
  }
  return all
}

/** Fills the effective network's weights: into the plan's layout. */
export function supernetWeights(
  net: Supernet,
  parameters: Float32Array,
  chances: Float64Array,
  weights: Float32Array,
): void {
  for (const part of net.plain) {
    weights.set(parameters.subarray(part.parameter, part.parameter + part.length), part.weight)
  }
  eachGated(net, chances, (group, w, p, qE, qI) => {
    weights[group.weight + w] = p * (qE * parameters[group.excitatory + w] - qI * parameters[group.inhibitory + w])
  })
}

/** dL/d(parameters) from dL/d(effective weights). */
export function supernetParameterGradient(
  net: Supernet,
  weightGradient: Float32Array,
  chances: Float64Array,
  gradient: Float32Array,
): void {
  for (const part of net.plain) {
    gradient.set(weightGradient.subarray(part.weight, part.weight + part.length), part.parameter)
  }
  eachGated(net, chances, (group, w, p, qE, qI) => {
    const g = weightGradient[group.weight + w]
    gradient[group.excitatory + w] = p * qE * g
    gradient[group.inhibitory + w] = -p * qI * g
  })
}

function eachGated(
  net: Supernet,
  chances: Float64Array,
  visit: (group: GateGroup, weight: number, p: number, qE: number, qI: number) => void,
): void {
  for (const layer of net.layers) {
    layer.options.forEach(({ groups }, o) => {
      const p = chances[layer.sizeAlpha + o]
      for (const group of groups) {
        for (let w = 0; w < group.length; w++) {
          if (!group.present(w)) continue
          const at = group.alpha + 3 * group.gateOf(w)
          visit(group, w, p, chances[at], chances[at + 1])
        }
      }
    })
  }
}

/**
 * dL/dalpha from dL/d(effective weights), both softmaxes included. `sparsity` adds lambda x the mean probability of
 * being present to the loss of every searched gate.
 */
export function alphaGradient(
  net: Supernet,
  weightGradient: Float32Array,
  parameters: Float32Array,
  chances: Float64Array,
  sparsity = 0,
): Float64Array {
  const byChance = new Float64Array(net.alphas)
  for (const layer of net.layers) {
    layer.options.forEach(({ groups }, o) => {
      const size = layer.sizeAlpha + o
      const p = chances[size]
      for (const group of groups) {
        for (let w = 0; w < group.length; w++) {
          if (!group.present(w)) continue
          const g = weightGradient[group.weight + w]
          const at = group.alpha + 3 * group.gateOf(w)
          const mE = parameters[group.excitatory + w]
          const mI = parameters[group.inhibitory + w]
          byChance[at] += g * p * mE
          byChance[at + 1] -= g * p * mI
          byChance[size] += g * (chances[at] * mE - chances[at + 1] * mI)
        }
        for (let gate = 0; gate < group.gates; gate++) byChance[group.alpha + 3 * gate + 2] -= sparsity / group.gates
      }
    })
  }
  const gradient = new Float64Array(net.alphas)
  const pull = (start: number, length: number) => {
    let mean = 0
    for (let i = start; i < start + length; i++) mean += chances[i] * byChance[i]
    for (let i = start; i < start + length; i++) gradient[i] = chances[i] * (byChance[i] - mean)
  }
  for (const layer of net.layers) {
    pull(layer.sizeAlpha, layer.options.length)
    for (const { groups } of layer.options) {
      for (const group of groups) {
        for (let gate = 0; gate < group.gates; gate++) {
          if (group.fixed[gate] === undefined) pull(group.alpha + 3 * gate, 3)
        }
      }
    }
  }
  return gradient
}

/** The most probable type; ties go to absent, then excitatory. */
function mostProbable(chances: Float64Array, at: number): SynapseType {
  const [e, i, absent] = [chances[at], chances[at + 1], chances[at + 2]]
  if (absent >= e && absent >= i) return 'absent'
  return e >= i ? 'excitatory' : 'inhibitory'
}

function chosenOption(layer: SupernetLayer, chances: Float64Array): SizeOption {
  let best = 0
  layer.options.forEach((_, o) => {
    if (chances[layer.sizeAlpha + o] > chances[layer.sizeAlpha + best]) best = o
  })
  return layer.options[best]
}

/** The discrete topology of highest selection probability. */
export function discretise(net: Supernet, chances: Float64Array): Topology {
  const layers = net.layers.map((layer) => {
    const { size, groups } = chosenOption(layer, chances)
    const type = (kind: GateGroup['kind'], gate: number): SynapseType => {
      const group = groups.find((g) => g.kind === kind)
      return group ? mostProbable(chances, group.alpha + 3 * gate) : 'absent'
    }
    const motif = createMotif(
      size,
      (post, pre) => type('block', pre * size + post),
      (index) => type('lateral', index),
    )
    return motifLayer(layer.space, motif)
  })
  return topologyIn(net.space, layers)
}

/**
 * How far the search of alpha has come: entropy in [0, 1], the link types an argmax would choose now, and the share of
 * argmax choices that differ from those at `start`.
 */
export function alphaMetrics(net: Supernet, chances: Float64Array, start: Float64Array): Record<string, number> {
  let entropy = 0
  let changed = 0
  let gates = 0
  const links: Record<SynapseType, number> = { excitatory: 0, inhibitory: 0, absent: 0 }
  for (const layer of net.layers) {
    for (const { groups } of layer.options) {
      for (const group of groups) {
        for (let gate = 0; gate < group.gates; gate++) {
          if (group.fixed[gate] !== undefined) continue
          entropy += normalisedEntropy(chances, group.alpha + 3 * gate, 3)
          if (mostProbable(chances, group.alpha + 3 * gate) !== mostProbable(start, group.alpha + 3 * gate)) changed++
          gates++
        }
      }
    }
    for (const group of chosenOption(layer, chances).groups) {
      for (let gate = 0; gate < group.gates; gate++) links[mostProbable(chances, group.alpha + 3 * gate)]++
    }
  }
  const sizes = net.layers.map((layer) => normalisedEntropy(chances, layer.sizeAlpha, layer.options.length))
  return {
    entropy: gates === 0 ? 0 : entropy / gates,
    changed: gates === 0 ? 0 : changed / gates,
    sizeEntropy: sizes.reduce((a, b) => a + b, 0) / sizes.length,
    ...links,
  }
}

function normalisedEntropy(chances: Float64Array, start: number, length: number): number {
  if (length < 2) return 0
  let sum = 0
  for (let i = start; i < start + length; i++) if (chances[i] > 0) sum -= chances[i] * log(chances[i])
  return sum / log(length)
}
