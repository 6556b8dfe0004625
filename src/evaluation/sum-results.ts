import { type Activity, addActivity, emptyActivity } from '../learning/repair.js'
import { addSums, emptySums, type ShardSums } from '../learning/shard.js'
import type { WorkResult } from './work-item.js'

/**
 * The gradient of a batch, [weights] summed over its samples: shards are added in the order in which they were cut.
 * `finite` unless backpropagation overflowed.
 */
export function sumGradients(results: readonly WorkResult[]): {
  gradient: Float32Array
  sums: ShardSums
  finite: boolean
} {
  const sums = emptySums()
  let gradient = new Float32Array(0)
  for (const result of results) {
    if (result.kind !== 'gradient')
      throw new Error(`gradients were asked for, but the result is of kind ${result.kind}`)
    addSums(sums, result.sums)
    if (gradient.length === 0) gradient = new Float32Array(result.gradient.length)
    for (let w = 0; w < gradient.length; w++) gradient[w] += result.gradient[w]
  }
  return { gradient, sums, finite: Number.isFinite(sums.loss) && gradient.every(Number.isFinite) }
}

/** The activity of `neurons` neurons over a batch, shards added in the order in which they were cut. */
export function sumActivity(neurons: number, results: readonly WorkResult[]): Activity {
  const activity = emptyActivity(neurons)
  for (const result of results) {
    if (result.kind !== 'activity') throw new Error(`activity was asked for, but the result is of kind ${result.kind}`)
    addActivity(activity, result.activity)
  }
  return activity
}
