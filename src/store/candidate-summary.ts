import type { Database } from 'better-sqlite3'
import { type Metric, meritOf } from '../evaluation/metric.js'
import type { OutcomeState, Score, ScoreLabel } from '../evaluation/outcome.js'
import { parseDocument } from './document.js'
import { type EvaluationRow, scoreOf } from './evaluation-row.js'
import { groupBy } from './group-by.js'
import type { CandidateSummary, Distribution } from './records.js'

interface CandidateRow {
  readonly hash: string
  readonly topology: string
  readonly first_step: number | null
  readonly role: string | null
  readonly parent: string | null
  readonly change: string | null
}

const CANDIDATES = `
SELECT hash, topology, proposal.step AS first_step, proposal.role AS role, parent, change
FROM candidate LEFT JOIN proposal ON proposal.candidate = candidate.hash
  AND (proposal.step, proposal.ordinal) =
      (SELECT step, ordinal FROM proposal WHERE candidate = candidate.hash ORDER BY step, ordinal LIMIT 1)`

const EVALUATIONS = 'SELECT * FROM evaluation WHERE score_on = ? ORDER BY candidate, replicate, id'
const OWN_EVALUATIONS = 'SELECT * FROM evaluation WHERE candidate = ? AND score_on = ? ORDER BY replicate, id'

/**
 * Every candidate with its evaluations on one split, the best mean first, then by hash. Only evaluations of the
 * largest budget (epochs) of a candidate are counted: cheaper ones were screening.
 */
export function candidateSummaries(
  database: Database,
  scoreOn: 'selection' | 'test',
  metric: Metric,
): CandidateSummary[] {
  const candidates = database.prepare<[], CandidateRow>(CANDIDATES).all()
  const rows = database.prepare<[string], EvaluationRow>(EVALUATIONS).all(scoreOn)
  const byCandidate = groupBy(rows, (row) => row.candidate)
  return candidates
    .map((candidate) => summary(candidate, byCandidate.get(candidate.hash) ?? []))
    .sort(bestFirst(metric))
}

/** One of them; undefined when no candidate has this hash. */
export function candidateSummary(
  database: Database,
  scoreOn: 'selection' | 'test',
  hash: string,
): CandidateSummary | undefined {
  const candidate = database.prepare<[string], CandidateRow>(`${CANDIDATES} WHERE hash = ?`).get(hash)
  const rows = database.prepare<[string, string], EvaluationRow>(OWN_EVALUATIONS).all(hash, scoreOn)
  return candidate && summary(candidate, rows)
}

function summary(candidate: CandidateRow, evaluations: readonly EvaluationRow[]): CandidateSummary {
  const epochs = evaluations.reduce((most, row) => Math.max(most, Number(row.epochs)), 0)
  const counted = evaluations.filter((row) => row.epochs === epochs)
  const scored = counted.filter((row) => row.state === 'scored')
  const scores = scored.map(scoreOf)
  return {
    hash: candidate.hash,
    topology: parseDocument(candidate.topology),
    role: candidate.role,
    firstStep: candidate.first_step,
    parent: candidate.parent,
    change: candidate.change,
    epochs,
    ...distributions(scores),
    labels: counts(scored.flatMap((row) => JSON.parse(String(row.labels)) as ScoreLabel[])),
    outcomes: { ...noOutcomes(), ...counts(counted.map((row) => String(row.state))) },
  }
}

function distributions(scores: readonly Score[]) {
  return {
    accuracy: distribution(scores.map((score) => score.accuracy)),
    loss: distribution(scores.map((score) => score.loss)),
    spikesPerSample: distribution(scores.map((score) => score.spikesPerSample)),
    synapticOperations: distribution(scores.map((score) => score.synapticOperations)),
    firingRate: distribution(scores.map((score) => score.firingRate)),
  }
}

export function distribution(values: readonly number[]): Distribution {
  const n = values.length
  const mean = values.reduce((sum, x) => sum + x, 0) / n
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0)
  return { mean, sd: n < 2 ? NaN : Math.sqrt(squares / (n - 1)), n, values }
}

export function noOutcomes(): Record<OutcomeState, number> {
  return { scored: 0, diverged: 0, tooLarge: 0, infeasible: 0, crashed: 0, timedOut: 0 }
}

function counts(names: readonly string[]): Record<string, number> {
  const tally: Record<string, number> = {}
  for (const name of names) tally[name] = (tally[name] ?? 0) + 1
  return tally
}

const bestFirst = (metric: Metric) => (a: CandidateSummary, b: CandidateSummary) => {
  const rank = (summary: CandidateSummary) => {
    const merit = meritOf(metric, summary[metric.name].mean)
    return Number.isNaN(merit) ? -Infinity : merit
  }
  if (rank(a) !== rank(b)) return rank(a) < rank(b) ? 1 : -1
  return a.hash < b.hash ? -1 : 1
}
