import { exp, log } from '../kernel/numerics/elementary.js'
import { normal } from '../kernel/numerics/normal.js'
import { type Key, uniform } from '../kernel/numerics/random.js'
import { createMotif, type SynapseType } from '../topology/motif.js'
import { motifLayer, topologyIn } from '../topology/search-space.js'
import type { Topology } from '../topology/topology.js'
import type { GateGroup, SizeOption, Supernet, SupernetLayer } from './supernet.js'

/** Of a gate's three alphas, in order. */
export const TYPES: readonly SynapseType[] = ['excitatory', 'inhibitory', 'absent']

/** alpha ~ N(0, sd): by default every option is almost equally likely at start. */
export function initialAlpha(net: Supernet, k: Key, sd = 1e-3): Float64Array {
  return Float64Array.from({ length: net.alphas }, (_, i) => sd * normal(k, i))
}

/** Selection probabilities in the layout of alpha: softmax(alpha / temperature). */
export function probabilities(net: Supernet, alpha: Float64Array, temperature = 1): Float64Array {
  const all = new Float64Array(net.alphas)
  const softmax = (start: number, length: number) => {
    let top = -Infinity
    for (let i = start; i < start + length; i++) top = Math.max(top, alpha[i])
    let sum = 0
    for (let i = start; i < start + length; i++) {
      all[i] = exp((alpha[i] - top) / temperature)
      sum += all[i]
    }
    for (let i = start; i < start + length; i++) all[i] /= sum
  }
  for (const layer of net.layers) softmax(layer.sizeAlpha, layer.options.length)
  eachGate(net, (at, type) => {
    if (type === undefined) softmax(at, 3)
    else all[at + TYPES.indexOf(type)] = 1
  })
  return all
}

/** A temperature that goes geometrically from the first to the second while `progress` goes from 0 to 1. */
export function annealed([from, to]: readonly [number, number], progress: number): number {
  return from === to ? from : from * exp(progress * log(to / from))
}

/** A draw by `chances`, as a supernet that has decided: 1 for the size and the types that were drawn, 0 for the rest. */
export function drawn(net: Supernet, chances: Float64Array, k: Key): Float64Array {
  const all = new Float64Array(net.alphas)
  const draw = (start: number, length: number) => {
    const u = uniform(k, start)
    let at = start
    for (let reached = chances[at]; at < start + length - 1 && u >= reached; reached += chances[at]) at++
    all[at] = 1
  }
  for (const layer of net.layers) draw(layer.sizeAlpha, layer.options.length)
  eachGate(net, (at) => draw(at, 3))
  return all
}

/** Every gate: its first alpha and, where it is not searched, its type. */
function eachGate(net: Supernet, visit: (at: number, fixed: SynapseType | undefined) => void): void {
  for (const { options } of net.layers) {
    for (const { groups } of options) {
      for (const group of groups) {
        for (let gate = 0; gate < group.gates; gate++) visit(group.alpha + 3 * gate, group.fixed[gate])
      }
    }
  }
}

/** How the supernet stands to its probabilities. */
export interface Relaxed {
  readonly chances: Float64Array
  /** What the effective weights were mixed by: the chances themselves, or a draw by them. */
  readonly taken: Float64Array
  readonly temperature: number
}

/**
 * dL/dalpha from dL/d(effective weights), both softmaxes included; for a draw the straight-through estimate: dL/d(taken)
 * counts as dL/d(chances) (Y. Bengio, N. Leonard, A. Courville, 2013, arXiv:1308.3432). `sparsity` adds lambda x the mean
 * probability of being present to the loss of every searched gate.
 */
export function alphaGradient(
  net: Supernet,
  weightGradient: Float32Array,
  parameters: Float32Array,
  { chances, taken, temperature }: Relaxed,
  sparsity = 0,
): Float64Array {
  const byChance = chanceGradient(net, weightGradient, parameters, taken, sparsity)
  const gradient = new Float64Array(net.alphas)
  const pull = (start: number, length: number) => {
    let mean = 0
    for (let i = start; i < start + length; i++) mean += chances[i] * byChance[i]
    for (let i = start; i < start + length; i++) gradient[i] = (chances[i] * (byChance[i] - mean)) / temperature
  }
  for (const layer of net.layers) pull(layer.sizeAlpha, layer.options.length)
  eachGate(net, (at, fixed) => {
    if (fixed === undefined) pull(at, 3)
  })
  return gradient
}

/**
 * Gradient of a batch's mean loss plus the sparsity penalty, from dL/d(effective weights) summed over `samples` samples.
 * `norm` is that of the loss alone.
 */
export function batchAlphaGradient(
  net: Supernet,
  weightGradient: Float32Array,
  samples: number,
  parameters: Float32Array,
  relaxed: Relaxed,
  sparsity: number,
): { gradient: Float64Array; norm: number } {
  const gradient = alphaGradient(net, weightGradient, parameters, relaxed)
  let squares = 0
  for (let i = 0; i < gradient.length; i++) {
    gradient[i] /= samples
    squares += gradient[i] * gradient[i]
  }
  if (sparsity > 0) {
    const pull = alphaGradient(net, new Float32Array(weightGradient.length), parameters, relaxed, sparsity)
    for (let i = 0; i < gradient.length; i++) gradient[i] += pull[i]
  }
  return { gradient, norm: Math.sqrt(squares) }
}

/** Adds a group's share of dL/d(probabilities) of types and of its size; `gradient`, `mE` and `mI` are its own. */
function addGroup(
  { gates, present, alpha }: GateGroup,
  p: number,
  taken: Float64Array,
  gradient: Float32Array,
  mE: Float32Array,
  mI: Float32Array,
  sums: { readonly byChance: Float64Array; bySize: number },
): void {
  const { byChance } = sums
  let { bySize } = sums
  for (let w = 0, gate = 0; w < gradient.length; w++, gate = gate + 1 === gates ? 0 : gate + 1) {
    if (present !== undefined && !present(w)) continue
    const g = gradient[w]
    const at = alpha + 3 * gate
    byChance[at] += g * p * mE[w]
    byChance[at + 1] -= g * p * mI[w]
    bySize += g * (taken[at] * mE[w] - taken[at + 1] * mI[w])
  }
  sums.bySize = bySize
}

/** dL/d(what was taken), in the layout of alpha. */
function chanceGradient(
  net: Supernet,
  weightGradient: Float32Array,
  parameters: Float32Array,
  taken: Float64Array,
  sparsity: number,
): Float64Array {
  const byChance = new Float64Array(net.alphas)
  for (const layer of net.layers) {
    layer.options.forEach(({ groups }, o) => {
      const size = layer.sizeAlpha + o
      const p = taken[size]
      for (const group of groups) {
        const { weight, length, excitatory, inhibitory } = group
        const own = weightGradient.subarray(weight, weight + length)
        const part = (start: number) => parameters.subarray(start, start + length)
        const sums = { byChance, bySize: byChance[size] }
        addGroup(group, p, taken, own, part(excitatory), part(inhibitory), sums)
        byChance[size] = sums.bySize
        for (let gate = 0; gate < group.gates; gate++) byChance[group.alpha + 3 * gate + 2] -= sparsity / group.gates
      }
    })
  }
  return byChance
}

/** The most probable type; ties go to absent, then excitatory. */
export function mostProbable(chances: Float64Array, at: number): SynapseType {
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

/** The probabilities of a supernet that has decided: 1 for what `discretise` chooses, 0 for the rest. */
export function decided(net: Supernet, chances: Float64Array): Float64Array {
  const all = new Float64Array(net.alphas)
  for (const layer of net.layers) all[layer.sizeAlpha + layer.options.indexOf(chosenOption(layer, chances))] = 1
  eachGate(net, (at) => {
    all[at + TYPES.indexOf(mostProbable(chances, at))] = 1
  })
  return all
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
  eachGate(net, (at, fixed) => {
    if (fixed !== undefined) return
    entropy += normalisedEntropy(chances, at, 3)
    if (mostProbable(chances, at) !== mostProbable(start, at)) changed++
    gates++
  })
  const links: Record<SynapseType, number> = { excitatory: 0, inhibitory: 0, absent: 0 }
  for (const layer of net.layers) {
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
