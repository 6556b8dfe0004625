import type { FirstSpikeRecipe } from './first-spike-recipe.js'

/** Which layer the last batch bumped, and by how much. */
export interface BumpState {
  readonly layer: number
  readonly amount: number
}

export const NO_BUMP: BumpState = { layer: -1, amount: 0 }

/**
 * What to bump after a batch: the first layer, from below, that is silent too often, since what lies above it lacks its
 * input. `silent`: [layer] share of silent neurons over the samples of the batch, the outputs last.
 */
export function nextBump(last: BumpState, silent: readonly number[], settings: FirstSpikeRecipe['bump']): BumpState {
  const layer = silent.findIndex((share, l) => share > (l === silent.length - 1 ? settings.output : settings.hidden))
  if (layer < 0) return NO_BUMP
  return { layer, amount: layer === last.layer && settings.doubles ? 2 * last.amount : settings.amount }
}
