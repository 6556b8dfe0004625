import type { Database } from 'better-sqlite3'
import type { Metric, MetricName } from '../evaluation/metric.js'
import type { OutcomeState } from '../evaluation/outcome.js'
import { groupBy } from './group-by.js'
import { fromColumns } from './stored-number.js'

/** An evaluation of a search, and where in the search it belongs. */
export interface SearchEvaluation {
  readonly candidate: string
  /** That asked for it first; null where that is not known. */
  readonly step: number | null
  readonly replicate: number
  /** Its budget. */
  readonly epochs: number
  readonly state: OutcomeState
  /** By the metric of the run, on the selection split; NaN where nothing was scored. */
  readonly value: number
  /** Samples times time steps that it went over; null in runs of programs that did not count them. */
  readonly sampleSteps: number | null
  /** Of the thread that did it. */
  readonly seconds: number
}

interface Row {
  readonly candidate: string
  readonly step: number | null
  readonly replicate: number
  readonly epochs: number
  readonly state: OutcomeState
  readonly value: number | null
  readonly value_kind: string | null
  readonly sample_steps: number | null
  readonly wall_seconds: number
}

const evaluationsBy = (metric: MetricName) => `
SELECT candidate, step, replicate, epochs, state, ${metric} AS value, ${metric}_kind AS value_kind, sample_steps, wall_seconds
FROM evaluation WHERE score_on = 'selection' ORDER BY candidate, epochs, replicate, id`

const PROPOSALS = 'SELECT candidate, step, ordinal FROM proposal ORDER BY step, ordinal'

/**
 * Evaluations on the selection split in the order in which the search asked for them: a function of the search, not of
 * which thread was done first. Runs of older programs know which steps proposed a candidate, not which evaluation was whose:
 * those of a candidate, cheapest and then lowest replicate first, are dealt out evenly to its proposals.
 */
export function searchEvaluations(database: Database, metric: Metric): SearchEvaluation[] {
  type Proposal = { candidate: string; step: number; ordinal: number }
  const proposals = groupBy(database.prepare<[], Proposal>(PROPOSALS).all(), ({ candidate }) => candidate)
  const own = groupBy(database.prepare<[], Row>(evaluationsBy(metric.name)).all(), ({ candidate }) => candidate)
  const placed = [...own].flatMap(([candidate, rows]) => {
    const asked = proposals.get(candidate) ?? []
    return rows.map((row, i) => {
      const dealt = asked.at(rows.length > asked.length ? Math.floor((i * asked.length) / rows.length) : i)
      const at = row.step === null ? dealt : asked.find(({ step }) => step === row.step)
      return { row, step: row.step ?? at?.step ?? null, ordinal: at?.ordinal ?? 0, index: i }
    })
  })
  const last = Number.POSITIVE_INFINITY
  placed.sort((a, b) => {
    // Infinity minus Infinity is no number.
    if (a.step !== b.step) return (a.step ?? last) < (b.step ?? last) ? -1 : 1
    if (a.ordinal !== b.ordinal) return a.ordinal - b.ordinal
    if (a.row.candidate !== b.row.candidate) return a.row.candidate < b.row.candidate ? -1 : 1
    return a.index - b.index
  })
  return placed.map(({ row, step }) => evaluationOf(row, step))
}

function evaluationOf(row: Row, step: number | null): SearchEvaluation {
  const { candidate, replicate, epochs, state, value, value_kind, wall_seconds: seconds } = row
  const trained = state === 'scored' || state === 'diverged'
  return {
    ...{ candidate, step, replicate, epochs, state, seconds },
    value: state === 'scored' ? fromColumns(value, value_kind) : Number.NaN,
    sampleSteps: trained ? row.sample_steps : 0,
  }
}
