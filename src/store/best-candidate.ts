import type { Database } from 'better-sqlite3'
import { candidateSummary } from './candidate-summary.js'
import type { CandidateSummary } from './records.js'

/** More than a mean of accuracies can exceed the largest of them by rounding. */
const ROUNDING = 1e-9

/** Candidate, one of its accuracies, and how often it was evaluated. */
type Row = [hash: string, accuracy: number, evaluations: number]

/**
 * The first scored one of `candidateSummaries(database, 'selection')`, without reading the others: scores are walked
 * from the highest down, until no candidate that is left can have a higher mean.
 */
export function bestCandidate(database: Database): CandidateSummary | undefined {
  const seen = new Set<string>()
  let best: CandidateSummary | undefined
  for (const [hash, accuracy, evaluations] of database.prepare<[], Row>(BEST_SCORES).raw().iterate()) {
    if (best !== undefined && accuracy < best.accuracy.mean - ROUNDING) break
    // On a small split thousands are equal; a single score is its own mean.
    const isBehind = best !== undefined && accuracy <= best.accuracy.mean && hash > best.hash
    if (seen.has(hash) || (isBehind && evaluations === 1)) continue
    seen.add(hash)
    const candidate = candidateSummary(database, 'selection', hash)
    if (candidate !== undefined && isBetter(candidate, best)) best = candidate
  }
  return best ?? firstScored(database)
}

function isBetter({ hash, accuracy: { mean } }: CandidateSummary, best: CandidateSummary | undefined): boolean {
  if (Number.isNaN(mean)) return false
  if (best === undefined || mean !== best.accuracy.mean) return best === undefined || mean > best.accuracy.mean
  return hash < best.hash
}

/** Where no mean is a number. */
function firstScored(database: Database): CandidateSummary | undefined {
  const hash = database.prepare<[], string>(FIRST_SCORED).pluck().get()
  return hash === undefined ? undefined : candidateSummary(database, 'selection', hash)
}

const BEST_SCORES = `
SELECT candidate, accuracy, (
    SELECT count(*) FROM evaluation AS own INDEXED BY evaluation_candidate
    WHERE own.candidate = evaluation.candidate AND own.score_on = 'selection'
  ) FROM evaluation INDEXED BY evaluation_accuracy
WHERE score_on = 'selection' AND accuracy IS NOT NULL ORDER BY accuracy DESC, candidate`

const FIRST_SCORED = `
SELECT candidate FROM evaluation WHERE score_on = 'selection' AND state = 'scored' ORDER BY candidate LIMIT 1`
