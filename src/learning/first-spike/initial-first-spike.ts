import { normal } from '../../kernel/numerics/normal.js'
import { type Key, key } from '../../kernel/numerics/random.js'
import type { FirstSpikeRecipe } from './first-spike-recipe.js'
import { type FirstSpikeStructure, weightRange } from './first-spike-structure.js'
import type { FirstSpikeRunner } from './runner.js'

/** Halvings of the interval in which a mean is sought. */
const STEPS = 10
/** The greatest mean tried lies this many standard deviations above the given one. */
const REACH = 8

/**
 * Draws all weights, and with `initial.spiking` raises the mean of each layer in turn until that share of its neurons spikes on the
 * given samples: an untrained network has to pass a volley through all layers, or nothing can be learnt. Where even the
 * greatest mean does not reach it, that mean is taken; bumping does the rest.
 */
export function initialiseWeights(
  runner: FirstSpikeRunner,
  structure: FirstSpikeStructure,
  { initial, largestWeight }: FirstSpikeRecipe,
  replicate: Key,
  samples: readonly ArrayLike<number>[],
): void {
  const { widths } = structure
  for (let l = 0; l < runner.depth; l++) {
    const { mean, sd } = l === runner.depth - 1 ? initial.output : initial.hidden
    const k = key(replicate, 'first-spike-weights', l)
    const unit = Float64Array.from({ length: widths[l] * widths[l + 1] }, (_, s) => normal(k, s))
    const draw = (m: number): void => {
      const weights = runner.weights(l)
      for (let i = 0; i < widths[l]; i++) {
        const [low, high] = weightRange(structure, l, i, largestWeight)
        for (let j = 0; j < widths[l + 1]; j++) {
          const w = m + sd * unit[i * widths[l + 1] + j]
          weights[runner.weightIndex(l, i, j)] = Math.min(high, Math.max(low, w))
        }
      }
    }
    draw(mean)
    if (initial.spiking === 0) continue
    const spikes = () => spikingShare(runner, l, samples) >= initial.spiking
    if (spikes()) continue
    let low = mean
    let high = mean + REACH * sd
    for (let step = 0; step < STEPS; step++) {
      const middle = (low + high) / 2
      draw(middle)
      if (spikes()) high = middle
      else low = middle
    }
    draw(high)
  }
}

/** Share of a layer's neurons that spike, mean over the samples. */
export function spikingShare(runner: FirstSpikeRunner, layer: number, samples: readonly ArrayLike<number>[]): number {
  let spikes = 0
  for (const sample of samples) {
    runner.forward(sample)
    for (const t of runner.times(layer)) if (t < Number.POSITIVE_INFINITY) spikes++
  }
  return spikes / (samples.length * runner.times(layer).length)
}
