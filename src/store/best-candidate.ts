import type { Database } from 'better-sqlite3'
import { isBetter, type Metric, type MetricName, meritOf } from '../evaluation/metric.js'
import { candidateSummary } from './candidate-summary.js'
import type { CandidateSummary } from './records.js'

/** More than a mean of scores can exceed the best of them by rounding, of 1. */
const ROUNDING = 1e-9

/** Candidate, one of its scores, and how often it was evaluated. */
type Row = [hash: string, value: number, evaluations: number]

/**
 * The first scored one of `candidateSummaries(database, 'selection')`, without reading the others: scores are walked
 * from the best on, until no candidate that is left can have a better mean.
 */
export function bestCandidate(database: Database, metric: Metric): CandidateSummary | undefined {
  const seen = new Set<string>()
  let best: CandidateSummary | undefined
  for (const [hash, value, evaluations] of database.prepare<[], Row>(BEST_SCORES[metric.name]).raw().iterate()) {
    const merit = meritOf(metric, value)
    const most = best === undefined ? Number.NaN : meritOf(metric, best[metric.name].mean)
    if (best !== undefined && merit < most - ROUNDING * Math.max(1, Math.abs(most))) break
    // On a small split thousands are equal; a single score is its own mean.
    const isBehind = best !== undefined && merit <= most && hash > best.hash
    if (seen.has(hash) || (isBehind && evaluations === 1)) continue
    seen.add(hash)
    const candidate = candidateSummary(database, 'selection', hash)
    if (candidate !== undefined && isAhead(metric, candidate, best)) best = candidate
  }
  return best ?? firstScored(database)
}

function isAhead(metric: Metric, candidate: CandidateSummary, best: CandidateSummary | undefined): boolean {
  const { mean } = candidate[metric.name]
  if (Number.isNaN(mean)) return false
  if (best === undefined) return true
  const { mean: most } = best[metric.name]
  return mean === most ? candidate.hash < best.hash : isBetter(metric, mean, most)
}

/** Where no mean is a number. */
function firstScored(database: Database): CandidateSummary | undefined {
  const hash = database.prepare<[], string>(FIRST_SCORED).pluck().get()
  return hash === undefined ? undefined : candidateSummary(database, 'selection', hash)
}

const bestScores = (column: MetricName, order: 'ASC' | 'DESC', index: string) => `
SELECT candidate, ${column}, (
    SELECT count(*) FROM evaluation AS own INDEXED BY evaluation_candidate
    WHERE own.candidate = evaluation.candidate AND own.score_on = 'selection'
  ) FROM evaluation ${index}
WHERE score_on = 'selection' AND ${column} IS NOT NULL ORDER BY ${column} ${order}, candidate`

const BEST_SCORES: Readonly<Record<MetricName, string>> = {
  accuracy: bestScores('accuracy', 'DESC', 'INDEXED BY evaluation_accuracy'),
  loss: bestScores('loss', 'ASC', ''),
}

const FIRST_SCORED = `
SELECT candidate FROM evaluation WHERE score_on = 'selection' AND state = 'scored' ORDER BY candidate LIMIT 1`
