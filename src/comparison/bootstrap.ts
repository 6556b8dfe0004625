import { mean, quantileSorted } from 'simple-statistics'
import { integer, key } from '../kernel/numerics/random.js'

export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const RESAMPLES = 4000

/**
 * 95 % interval of mean(reference) - mean(arms), by a hierarchical bootstrap: topologies are drawn with replacement,
 * then replicates, the same ones for the reference and every arm, because a replicate's data and weights are shared.
 * `reference` is [replicate], `arms` [topology][replicate]. Deterministic.
 */
export function differenceInterval(reference: readonly number[], arms: readonly (readonly number[])[]): Interval {
  const replicates = reference.length
  const differences: number[] = []
  for (let b = 0; b < RESAMPLES; b++) {
    const k = key(0, 'bootstrap', b)
    const drawn = Array.from({ length: replicates }, (_, i) => integer(k, i, replicates))
    const chosen = arms.map((_, a) => arms[integer(k, replicates + a, arms.length)])
    differences.push(mean(drawn.map((r) => reference[r])) - mean(chosen.flatMap((arm) => drawn.map((r) => arm[r]))))
  }
  differences.sort((a, b) => a - b)
  const estimate = mean([...reference]) - mean(arms.flat())
  return { estimate, low: quantileSorted(differences, 0.025), high: quantileSorted(differences, 0.975) }
}
