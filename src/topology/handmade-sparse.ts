import { exp } from '../kernel/numerics/elementary.js'
import { integer, type Key, key, permutation, uniform } from '../kernel/numerics/random.js'
import { INHIBITORY_NEURONS, type LayerMaker, synapsesOf } from './handmade-layer.js'
import type { SpaceLayer } from './search-space.js'
import type { Layer, Signs, SparseSynapse } from './topology.js'

/** Layers without motifs: all pairs, random graphs, reservoirs. Where types count, a fifth of the neurons is inhibitory. */

const isInhibitory = (layer: SpaceLayer, k: Key): ((neuron: number) => boolean) => {
  const rank = permutation(key(k, 'inhibitory'), layer.neurons)
  const inhibitory = Math.round(layer.neurons * INHIBITORY_NEURONS)
  return (neuron) => rank[neuron] < inhibitory
}

function sparseLayer(
  { neurons }: SpaceLayer,
  pairs: readonly { readonly from: number; readonly to: number }[],
  inhibits: (neuron: number) => boolean,
  signs: Signs,
): Layer {
  const synapses = pairs.map(({ from, to }): SparseSynapse => {
    return { from, to, type: inhibits(from) ? 'inhibitory' : 'excitatory' }
  })
  return { neurons, input: { kind: 'full' }, recurrent: { kind: 'sparse', synapses, signs } }
}

export const feedForward: LayerMaker = ({ neurons }) => ({
  neurons,
  input: { kind: 'full' },
  recurrent: { kind: 'none' },
})

/** All pairs with free signs: the usual recurrent layer. */
export const fullyConnected: LayerMaker = ({ neurons, selfConnections }) => ({
  neurons,
  input: { kind: 'full' },
  recurrent: { kind: 'dense', inhibitoryNeurons: [], selfConnections, signs: 'free' },
})

/** All pairs, every neuron of one type. */
export const fullyConnectedEI: LayerMaker = (layer, index, settings) => {
  const { neurons, selfConnections } = layer
  const inhibits = isInhibitory(layer, key(settings.key, 'fully-connected-ei', index))
  const inhibitoryNeurons = Array.from({ length: neurons }, (_, i) => i).filter(inhibits)
  return {
    neurons,
    input: { kind: 'full' },
    recurrent: { kind: 'dense', inhibitoryNeurons, selfConnections, signs: 'typed' },
  }
}

/** `count` different numbers below `n`, ascending, every set equally likely (Floyd's algorithm; Bentley, CACM 30, 1987). */
function sampleWithout(k: Key, count: number, n: number): number[] {
  const chosen = new Set<number>()
  for (let j = n - count; j < n; j++) {
    const t = integer(k, j, j + 1)
    chosen.add(chosen.has(t) ? j : t)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** `count` different pairs of neurons. */
function randomPairs({ neurons, selfConnections }: SpaceLayer, count: number, k: Key): { from: number; to: number }[] {
  const width = selfConnections ? neurons : neurons - 1
  return sampleWithout(k, count, neurons * width).map((pair) => {
    const to = Math.floor(pair / width)
    const column = pair % width
    return { from: selfConnections || column < to ? column : column + 1, to }
  })
}

const allPairs = ({ neurons, selfConnections }: SpaceLayer): number =>
  neurons * (selfConnections ? neurons : neurons - 1)

/** Erdos-Renyi graph with a given number of synapses. */
export const randomSparse: LayerMaker = (layer, index, settings) => {
  const count = synapsesOf('random-sparse', allPairs(layer), index, settings)
  const k = key(settings.key, 'random-sparse', index)
  return sparseLayer(layer, randomPairs(layer, count, key(k, 'pair')), isInhibitory(layer, k), layer.signs)
}

const REWIRED = 0.1

/**
 * Neurons on a circle, each hearing its nearest neighbours, and a tenth of the synapses rewired to a source drawn at random:
 * Watts and Strogatz's network, directed, with a given number of synapses dealt out evenly.
 */
export const smallWorld: LayerMaker = (layer, index, settings) => {
  const { neurons } = layer
  const count = synapsesOf('small-world', neurons * (neurons - 1), index, settings)
  const k = key(settings.key, 'small-world', index)
  const pairs = Array.from({ length: neurons }, (_, to) => {
    const own = Math.floor(((to + 1) * count) / neurons) - Math.floor((to * count) / neurons)
    return sourcesOnCircle(to, own, neurons, key(k, 'rewire', to)).map((from) => ({ from, to }))
  })
  return sparseLayer(layer, pairs.flat(), isInhibitory(layer, k), layer.signs)
}

function sourcesOnCircle(to: number, count: number, neurons: number, k: Key): number[] {
  const sources = new Set<number>()
  for (let i = 0; i < count; i++) {
    const distance = Math.floor(i / 2) + 1
    sources.add((to + (i % 2 === 0 ? distance : neurons - distance)) % neurons)
  }
  for (const [i, source] of [...sources].entries()) {
    if (uniform(key(k, 'whether'), i) >= REWIRED || sources.size === neurons - 1) continue
    let drawn = source
    for (let draw = 0; drawn === to || sources.has(drawn); draw++) drawn = integer(key(k, 'source', i), draw, neurons)
    sources.delete(source)
    sources.add(drawn)
  }
  return [...sources].sort((a, b) => a - b)
}

/** Of connections from the first to the second type, with the factor 1.5 of ST-RSBP's code (Zhang & Li 2019). */
const CONNECTION = { EE: 0.3, EI: 0.2, IE: 0.4, II: 0.1 } as const
const DENSITY = 1.5

/**
 * Neurons on the points of a cube, joined with probability 1.5 C exp(-d^2 / 4) at distance d (Maass, Natschlager & Markram
 * 2002, lambda = 2). So the number of synapses follows from the number of neurons.
 */
export const reservoir: LayerMaker = (layer, index, settings) =>
  distanceDependent(layer, key(settings.key, 'reservoir', index))

function distanceDependent(layer: SpaceLayer, k: Key): Layer {
  const { neurons } = layer
  const side = cubeSide(neurons)
  const inhibits = isInhibitory(layer, k)
  const letter = (neuron: number) => (inhibits(neuron) ? 'I' : 'E')
  const pairs: { from: number; to: number }[] = []
  for (let to = 0; to < neurons; to++) {
    for (let from = 0; from < neurons; from++) {
      if (from === to) continue
      const chance = DENSITY * CONNECTION[`${letter(from)}${letter(to)}`] * exp(-squaredDistance(from, to, side) / 4)
      if (uniform(key(k, 'pair', to), from) < chance) pairs.push({ from, to })
    }
  }
  return sparseLayer(layer, pairs, inhibits, 'typed')
}

/** Of the smallest cube that holds the neurons. */
export function cubeSide(neurons: number): number {
  let side = 1
  while (side ** 3 < neurons) side++
  return side
}

/** Between the points of a cube that two neurons stand on. */
export function squaredDistance(a: number, b: number, side: number): number {
  const at = (i: number) => [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)]
  const [p, q] = [at(a), at(b)]
  return p.reduce((sum, x, axis) => sum + (x - q[axis]) ** 2, 0)
}

const ECHO_DENSITY = 0.1

/**
 * A tenth of all pairs with free signs. Weights drawn with variance 1 / in-degree, as recipes draw them, have a spectral
 * radius near 1 (circular law; Ginibre 1965): Jaeger's scaling without a scaling step.
 */
export const echoState: LayerMaker = (layer, index, settings) => {
  const k = key(settings.key, 'echo-state', index)
  const count = Math.round(ECHO_DENSITY * allPairs(layer))
  return sparseLayer(layer, randomPairs(layer, count, key(k, 'pair')), () => false, 'free')
}
