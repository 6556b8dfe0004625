import type { LayeredWeights } from './class-pathways.js'
import type { SpikeRecord } from './spike-record.js'

/** A network that can be watched at work: what the analysis of synchrony asks of it, whichever rule trained it. */
export interface SynchronySubject {
  /** Standard deviation of the Gaussian that smooths densities, in the record's unit. */
  readonly smoothing: number
  readonly weights: LayeredWeights
  /** `samples`: of its data set. */
  record(samples: ArrayLike<number>): SpikeRecord
  /** [class] share of the samples that it names right with some neurons of a hidden layer silent; 1: silent. */
  recall(samples: ArrayLike<number>, layer: number, silenced: Uint8Array): number[]
  dispose(): void
}

/** [class] share of right answers; NaN for classes without samples. */
export function recallOf(labels: ArrayLike<number>, answers: ArrayLike<number>, classes: number): number[] {
  const right = new Float64Array(classes)
  const all = new Float64Array(classes)
  for (let n = 0; n < labels.length; n++) {
    all[labels[n]]++
    if (answers[n] === labels[n]) right[labels[n]]++
  }
  return Array.from(right, (count, c) => count / all[c])
}
