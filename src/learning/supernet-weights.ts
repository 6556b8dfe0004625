import { normal } from '../kernel/numerics/normal.js'
import { type Key, key } from '../kernel/numerics/random.js'
import { WEIGHT_LIMIT } from './compiled-network.js'
import type { GradientRecipe } from './gradient-recipe.js'
import type { GateGroup, Supernet } from './supernet.js'

/** Standard deviation of |N1| - |N2| for standard normal N1, N2: sqrt(2 (1 - 2 / pi)). */
const SPREAD_OF_DIFFERENCE = 0.8525

/** What a supernet is in one iteration: the mixture of all options by their probabilities, or one draw by them. */
export type Relaxation = 'mixture' | 'sampled'

/** Share of a searched gate's types that are synapses, at uniform probabilities. */
const PRESENT = 2 / 3

/** Standard deviation of magnitudes before their sign is dropped, from g, the motif size and the number of sizes. */
const magnitudeScale: Record<Relaxation, (g: number, size: number, sizes: number, searched: boolean) => number> = {
  mixture(g, size, sizes, searched) {
    const p = 1 / sizes
    const spread = g / Math.sqrt(size * sizes)
    return searched ? (3 * spread) / (p * SPREAD_OF_DIFFERENCE) : spread / p
  },
  sampled: (g, size, _sizes, searched) => g / Math.sqrt(size * (searched ? PRESENT : 1)),
}

/**
 * Magnitudes start so that the EFFECTIVE recurrent matrix at uniform probabilities has variance g^2 / v, shared among
 * the candidate sizes: otherwise the supernet begins, and its warm-up trains, a feed-forward network (computed). A draw has one
 * size, whose matrix has that variance over draws. Shared magnitudes start as a draw's: at uniform probabilities they cancel whatever they
 * are, and only alpha, as it leaves zero, lets them through. The bound of magnitudes cuts into this for small sizes: 0.94 g is left of g for size 4, 0.88 g for sizes 4, 8, 16.
 */
export function initialSupernetParameters(
  net: Supernet,
  recipe: GradientRecipe,
  replicate: Key,
  relaxation: Relaxation = 'mixture',
): Float32Array {
  const parameters = new Float32Array(net.parameters)
  net.layers.forEach(({ options }, l) => {
    const inputs = net.plan.layers[l].inputs
    drawPlain(parameters, net.plain[l], recipe.initial.input * Math.sqrt(2 / inputs), key(replicate, 'input', l))
    options.forEach((option) => {
      for (const group of option.groups) {
        const searched = group.fixed.some((type) => type === undefined)
        const magnitudes = group.inhibitory - group.excitatory + group.length
        const scale = magnitudeScale[isShared(group) ? 'sampled' : relaxation](
          recipe.initial.recurrent,
          option.size,
          options.length,
          searched,
        )
        const k = key(replicate, 'supernet', l, option.size, group.kind)
        for (let w = 0; w < magnitudes; w++) {
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

const isShared = ({ excitatory, inhibitory }: GateGroup): boolean => excitatory === inhibitory

function drawPlain(parameters: Float32Array, part: Supernet['plain'][number], spread: number, k: Key): void {
  for (let i = 0; i < part.length; i++) parameters[part.parameter + i] = spread * normal(k, i)
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
  eachGroup(net, chances, (group, p, qE, qI) => {
    const { weight, length, excitatory, inhibitory } = group
    const part = (start: number) => parameters.subarray(start, start + length)
    mix(group, p, qE, qI, part(excitatory), part(inhibitory), weights.subarray(weight, weight + length))
  })
}

/** [length] each: W = p (q_E mE - q_I mI). */
function mix(
  { gates, present }: GateGroup,
  p: number,
  qE: Float64Array,
  qI: Float64Array,
  mE: Float32Array,
  mI: Float32Array,
  into: Float32Array,
): void {
  for (let w = 0, gate = 0; w < into.length; w++, gate = gate + 1 === gates ? 0 : gate + 1) {
    if (present === undefined || present(w)) into[w] = p * (qE[gate] * mE[w] - qI[gate] * mI[w])
  }
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
  eachGroup(net, chances, (group, p, qE, qI) => {
    const { weight, length, excitatory, inhibitory } = group
    const part = (start: number) => gradient.subarray(start, start + length)
    pull(group, p, qE, qI, weightGradient.subarray(weight, weight + length), part(excitatory), part(inhibitory))
  })
}

/** [length] each: dL/dmE = p q_E dL/dW, dL/dmI = -p q_I dL/dW; their sum where the magnitudes are shared. */
function pull(
  group: GateGroup,
  p: number,
  qE: Float64Array,
  qI: Float64Array,
  from: Float32Array,
  byE: Float32Array,
  byI: Float32Array,
): void {
  const { gates, present } = group
  const shared = isShared(group)
  for (let w = 0, gate = 0; w < from.length; w++, gate = gate + 1 === gates ? 0 : gate + 1) {
    if (present !== undefined && !present(w)) continue
    if (shared) {
      byE[w] = p * (qE[gate] - qI[gate]) * from[w]
      continue
    }
    byE[w] = p * qE[gate] * from[w]
    byI[w] = -p * qI[gate] * from[w]
  }
}

/** Groups with the probability of their motif size and, [gates], of the two types. */
function eachGroup(
  net: Supernet,
  chances: Float64Array,
  visit: (group: GateGroup, p: number, qE: Float64Array, qI: Float64Array) => void,
): void {
  for (const layer of net.layers) {
    layer.options.forEach(({ groups }, o) => {
      for (const group of groups) {
        const qE = new Float64Array(group.gates)
        const qI = new Float64Array(group.gates)
        for (let gate = 0, at = group.alpha; gate < group.gates; gate++, at += 3) {
          qE[gate] = chances[at]
          qI[gate] = chances[at + 1]
        }
        visit(group, chances[layer.sizeAlpha + o], qE, qI)
      }
    })
  }
}
