import type { Sample } from '../kernel/kernel.js'

export interface Prediction {
  /** Index of the class; the lowest one on a tie, as in training. Null where no output says anything. */
  readonly label: number | null
  /** [class] shares that sum to 1: probabilities where a softmax was trained. */
  readonly scores: Float64Array
}

/** A trained network that labels samples, one at a time. */
export interface SamplePredictor {
  predict(sample: Sample): Prediction
  dispose(): void
}
