import type { Topology } from '../topology/topology.js'
import type { EvaluationItem, WorkResult } from './work-item.js'

/**
 * How a search judges a candidate: by `replicates` trainings from scratch on all training samples, scored on the
 * selection split.
 */
export function judgementItems(candidate: Topology, replicates: number, epochs: number): EvaluationItem[] {
  return Array.from({ length: replicates }, (_, replicate) => ({
    kind: 'evaluation',
    candidate,
    replicate,
    epochs,
    scoreOn: 'selection',
    trainOn: ['weights', 'alpha'],
    override: {},
  }))
}

/** Accuracy of a judged candidate; undefined where its training gave no score. */
export function judgedAccuracy(result: WorkResult): number | undefined {
  return result.kind === 'evaluation' && result.outcome.state === 'scored' ? result.outcome.score.accuracy : undefined
}
