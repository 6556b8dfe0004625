import type { SuperSpikeRecipe } from '../super-spike-recipe.js'

const EPSILON = 1e-12

/**
 * One update by the mean gradient of a window. RMaxProp: v <- max(gamma v, g^2), w <- w + r g / (sqrt(v) + eps), so no weight moves
 * by more than r, and the first gradient that is not 0 moves it by r. Returns the sum of squares of the mean gradient.
 */
export function optimise(
  weights: Float64Array,
  memory: Float64Array,
  sums: Float64Array,
  { from, to, steps, rate, forget, optimiser, low, high }: Update,
): number {
  let squares = 0
  for (let w = from; w < to; w++) {
    const g = sums[w] / steps
    squares += g * g
    if (optimiser === 'rmaxprop') memory[w] = Math.max(forget * memory[w], g * g)
    if (optimiser === 'rmsprop') memory[w] = forget * memory[w] + (1 - forget) * g * g
    const scale = optimiser === 'fixed' ? 1 : 1 / (Math.sqrt(memory[w]) + EPSILON)
    weights[w] = Math.min(high[w], Math.max(low[w], weights[w] + rate * g * scale))
  }
  return squares
}

export interface Update {
  /** Weights of a layer. */
  readonly from: number
  readonly to: number
  /** Of the window that the gradient is summed over. */
  readonly steps: number
  readonly rate: number
  /** gamma */
  readonly forget: number
  readonly optimiser: SuperSpikeRecipe['optimiser']
  readonly low: Float64Array
  readonly high: Float64Array
}
