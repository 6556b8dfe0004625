import { type Activity, addActivity, emptyActivity } from '../learning/repair.js'
import { addSums, emptySums, type ShardSums } from '../learning/shard.js'
import { sumFloats } from '../learning/sum-floats.js'
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
  const gradients = results.map((result) => {
    if (result.kind !== 'gradient')
      throw new Error(`gradients were asked for, but the result is of kind ${result.kind}`)
    addSums(sums, result.sums)
    return result.gradient
  })
  const { sum, finite } = sumFloats(gradients)
  return { gradient: sum, sums, finite: finite && Number.isFinite(sums.loss) }
}

/** What a forward pass over a batch adds up to. */
export function sumActivitySums(results: readonly WorkResult[]): ShardSums {
  const sums = emptySums()
  for (const result of results) {
    if (result.kind !== 'activity') throw new Error(`activity was asked for, but the result is of kind ${result.kind}`)
    addSums(sums, result.sums)
  }
  return sums
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
