import type { LayerPlan } from './plan.js'

/** Neighbouring neurons of a layer that no synapse joins to the others. */
export interface Tile {
  readonly first: number
  readonly neurons: number
}

/**
 * Layers up to this size cost the same per neuron whole, with the inputs of the reference layer: smaller tiles save no
 * more, and take more short loops.
 */
export const MOST_NEURONS = 1600

/**
 * Cuts a large layer into tiles, each of which runs through all steps before the next one starts, so that its weights
 * and states stay in a cache. Only layers of blocks can be cut, between their motifs, at whole columns of 16 neurons,
 * as the input weights are kept. Every sum keeps its order.
 */
export function tilesOf({ neurons, connections }: LayerPlan): Tile[] {
  const sizes = connections.map((connection) => (connection.kind === 'block' ? connection.size : neurons))
  const grain = sizes.reduce(leastCommonMultiple, 16)
  const size = Math.ceil(neurons / Math.ceil(neurons / MOST_NEURONS) / grain) * grain
  return Array.from({ length: Math.ceil(neurons / size) }, (_, i) => ({
    first: i * size,
    neurons: Math.min(size, neurons - i * size),
  }))
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a
  while (multiple % b !== 0) multiple += a
  return multiple
}
