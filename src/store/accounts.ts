import type { Database } from 'better-sqlite3'
import type { OutcomeState } from '../evaluation/outcome.js'
import type { PhaseTime, Spent, Used } from './records.js'

/** Rows of an older program do not say what they used: their epochs follow from their outcome. */
const EPOCHS = `coalesce(trained_epochs, CASE state WHEN 'scored' THEN epochs WHEN 'diverged' THEN failed_epoch + 1 ELSE 0 END)`

const SUMS = `count(*) AS evaluations, coalesce(sum(${EPOCHS}), 0) AS epochs, coalesce(sum(sample_steps), 0) AS sampleSteps`

const USED = `
SELECT count(DISTINCT candidate) AS candidates, ${SUMS} FROM evaluation
WHERE score_on = 'selection' AND coalesce(step, 0) <= (SELECT coalesce(max(number), 0) FROM step)`

const OTHER_WORK = 'SELECT coalesce(sum(sample_steps), 0) FROM step'

/** Asked after every step: what it costs must not grow with the run, so the indexes are named. */
const USED_IN = `
SELECT count(DISTINCT candidate) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM evaluation AS earlier INDEXED BY evaluation_candidate WHERE earlier.candidate = evaluation.candidate
      AND earlier.score_on = 'selection' AND coalesce(earlier.step, 0) < evaluation.step
  )) AS candidates, ${SUMS}
FROM evaluation INDEXED BY evaluation_step WHERE step = ? AND score_on = 'selection'`

/** What committed steps have used. */
export function used(database: Database): Used {
  const row = database.prepare<[], Used>(USED).get()
  if (row === undefined) throw new Error('a sum has no row')
  return { ...row, sampleSteps: row.sampleSteps + Number(database.prepare(OTHER_WORK).pluck().get()) }
}

/** What the evaluations of one step have used: those that no step before it had asked for. */
export function usedIn(database: Database, step: number): Used {
  const row = database.prepare<[number], Used>(USED_IN).get(step)
  if (row === undefined) throw new Error('a sum has no row')
  return row
}

const PHASES = `
SELECT phase, sum(wall_seconds) AS wallSeconds, sum(thread_seconds) AS threadSeconds, sum(cpu_seconds) AS cpuSeconds
FROM session_phase GROUP BY phase ORDER BY min(session), phase`

export function spent(database: Database): Spent {
  const phases = database.prepare<[], PhaseTime & { phase: string }>(PHASES).all()
  const outcomes = database
    .prepare<[], { state: OutcomeState; seconds: number }>(
      'SELECT state, sum(wall_seconds) AS seconds FROM evaluation GROUP BY state',
    )
    .all()
  return {
    phases: Object.fromEntries(phases.map(({ phase, ...time }) => [phase, time])),
    outcomes: Object.fromEntries(outcomes.map(({ state, seconds }) => [state, seconds])),
    retriedSeconds: Number(database.prepare('SELECT coalesce(sum(seconds), 0) FROM attempt').pluck().get()),
  }
}
