import type { Split } from '../data/dataset.js'
import type { Topology } from '../topology/topology.js'

/** Train a candidate from scratch and score it. Content-addressed: equal items have equal outcomes. */
export interface EvaluationItem {
  readonly kind: 'evaluation'
  readonly candidate: Topology
  /** Independent repetition: fresh weights, fresh data order and, for generated tasks, fresh data. */
  readonly replicate: number
  /** Budget in epochs. */
  readonly epochs: number
  /** Where the trained network is scored; `test` is refused inside a search. */
  readonly scoreOn: Extract<Split, 'selection' | 'test'>
  /** Parts it is trained on. */
  readonly trainOn: readonly Extract<Split, 'weights' | 'alpha'>[]
}
