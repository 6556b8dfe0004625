import type { Topology } from '../topology/topology.js'
import { type Metric, meritOf, scoreBy } from './metric.js'
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

/** How good a judged candidate is, more is better; undefined where its training gave no score. */
export function judgedMerit(result: WorkResult, metric: Metric): number | undefined {
  if (result.kind !== 'evaluation' || result.outcome.state !== 'scored') return undefined
  const merit = meritOf(metric, scoreBy(metric, result.outcome.score))
  return Number.isFinite(merit) ? merit : undefined
}

/** A merit under the name and in the direction of its metric, as it is logged: `{ bestAccuracy: 0.9 }`. */
export function meritMetric(prefix: 'best' | 'selection', metric: Metric, merit: number): Record<string, number> {
  const name = metric.name.charAt(0).toUpperCase() + metric.name.slice(1)
  return { [`${prefix}${name}`]: meritOf(metric, merit) }
}

/** The best so far after a batch whose items have these indices; -1 before anything was scored, the first of equals. */
export function bestAfter(
  before: { readonly best: number; readonly merit: number },
  indices: readonly number[],
  results: readonly WorkResult[],
  metric: Metric,
): { best: number; merit: number } {
  let { best, merit } = before
  results.forEach((result, i) => {
    const found = judgedMerit(result, metric)
    if (found === undefined || (best >= 0 && found <= merit)) return
    best = indices[i]
    merit = found
  })
  return { best, merit }
}
