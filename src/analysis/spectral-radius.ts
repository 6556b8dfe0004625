import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { WeightedSynapse } from './recurrent-matrix.js'
import { recurrentSynapses } from './recurrent-matrix.js'
import { layerStarts, type RunningNetwork } from './spike-trains.js'

/**
 * Spectral radius of the effective recurrent matrix M_ij = R_i W_ij: to where the potential of neuron i settles, in
 * thresholds, per spike per step of neuron j (the synapse's filter and the membrane both have a gain of R at rest; resets are
 * left out). Above 1 the layer could keep itself going. R W and not W, because repair acts on R.
 */
export function spectralRadius(network: RunningNetwork, layer: number): number {
  const { first, neurons } = layerStarts(network)[layer]
  const synapses = recurrentSynapses(network, layer).map(({ pre, post, weight }) => {
    return { pre, post, weight: network.resistance[first + post] * weight }
  })
  return Math.max(0, ...components(synapses, neurons).map((own) => radiusOf(own, synapses)))
}

/** Neurons that are connected in either direction: without lateral links every motif is one, which spares a large matrix. */
function components(synapses: readonly WeightedSynapse[], neurons: number): number[][] {
  const parent = Array.from({ length: neurons }, (_, k) => k)
  const root = (k: number): number => {
    let at = k
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }
  for (const { pre, post } of synapses) parent[root(pre)] = root(post)
  const groups = new Map<number, number[]>()
  for (let k = 0; k < neurons; k++) groups.set(root(k), [...(groups.get(root(k)) ?? []), k])
  return [...groups.values()]
}

function radiusOf(neurons: readonly number[], synapses: readonly WeightedSynapse[]): number {
  const place = new Map(neurons.map((neuron, i) => [neuron, i]))
  const matrix = Matrix.zeros(neurons.length, neurons.length)
  for (const { pre, post, weight } of synapses) {
    const [i, j] = [place.get(post), place.get(pre)]
    if (i !== undefined && j !== undefined) matrix.set(i, j, matrix.get(i, j) + weight)
  }
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix)
  return realEigenvalues.reduce((most, re, i) => Math.max(most, Math.hypot(re, imaginaryEigenvalues[i])), 0)
}
