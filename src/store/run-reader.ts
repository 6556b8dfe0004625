import type { Database } from 'better-sqlite3'
import { type Metric, type MetricName, metricOf } from '../evaluation/metric.js'
import type { OutcomeState } from '../evaluation/outcome.js'
import { spent, used, usedIn } from './accounts.js'
import { bestCandidate } from './best-candidate.js'
import { candidateSummaries, noOutcomes } from './candidate-summary.js'
import { parseDocument } from './document.js'
import { type EvaluationRow, evaluationOf } from './evaluation-row.js'
import { groupBy } from './group-by.js'
import { headerOf, type RunRow } from './header-row.js'
import type { Machine } from './machine.js'
import type {
  CandidateSummary,
  EvaluationCheckpoint,
  Extension,
  MetricPoint,
  ScoreByEpochs,
  Spent,
  StoredEvaluation,
  StoredRunHeader,
  StoredSession,
  StoredState,
  StoredStep,
  StoredTestAccess,
  StoredTrace,
  Used,
} from './records.js'
import { type SearchEvaluation, searchEvaluations } from './search-evaluations.js'
import { lastStep, latestState, loadCheckpoint } from './state-blobs.js'
import { fromColumns } from './stored-number.js'
import { readTraces } from './traces.js'

/** Questions to a run. Every answer is of one moment, also while another process writes. */
export interface RunReader {
  readonly folder: string
  readonly header: StoredRunHeader
  /** What the study judges trainings by. */
  readonly metric: Metric
  /** 0 in a run that has committed no step. */
  lastStep(): number
  /** Undefined in a run that has committed nothing. Throws StoreCorruptError when the newest state is damaged. */
  latestState(): StoredState | undefined
  findEvaluation(id: string): StoredEvaluation | undefined
  /** In order of id; of one candidate, or those that failed. */
  evaluations(filter?: { readonly candidateHash: string } | { readonly failed: true }): StoredEvaluation[]
  /** Those of the search, in the order in which it asked for them. */
  searchEvaluations(): SearchEvaluation[]
  /** Samples x steps of steps' work that is no evaluation, in order of step; those without any are left out. */
  otherSampleSteps(): { readonly step: number; readonly sampleSteps: number }[]
  /** Finished evaluations by outcome. */
  outcomeCounts(): Record<OutcomeState, number>
  /**
   * Failed evaluations on the selection split of candidates that committed steps have proposed: what a kill and a
   * resume do not change.
   */
  searchFailures(): number
  /** What committed steps have used. */
  used(): Used
  /** What one of them, which asked for evaluations, has added to that. */
  usedIn(step: number): Used
  spent(): Spent
  /** Mean by the metric on the selection split of every candidate with every number of epochs it was scored with. */
  scoresByEpochs(): ScoreByEpochs[]
  /** Tries of an evaluation that the environment ended. */
  attempts(evaluationId: string): number
  loadCheckpoint(evaluationId: string): EvaluationCheckpoint | undefined
  steps(): StoredStep[]
  /** When the last step in this span of time was committed; times are ISO 8601. */
  lastCommitBetween(from: string, until: string): string | undefined
  /** In order of step, phase and name. */
  metrics(filter?: { readonly phase?: string; readonly name?: string }): MetricPoint[]
  /** In order of step; empty in runs of programs that did not trace. */
  traces(name: string): StoredTrace[]
  /** Best mean on `scoreOn` (default selection) first. */
  candidates(scoreOn?: 'selection' | 'test'): CandidateSummary[]
  /** The first of `candidates()` that has a score, found without reading the others; undefined while there is none. */
  bestCandidate(): CandidateSummary | undefined
  /** The newest document of this name. */
  result(name: string): unknown
  testAccesses(): StoredTestAccess[]
  sessions(): StoredSession[]
  extensions(): Extension[]
  close(): void
  /** For the other files of this room. */
  readonly database: Database
}

export function createReader(folder: string, database: Database): RunReader {
  const inOneMoment = <T>(work: () => T): T => database.transaction(work)()
  const header = headerOf(database.prepare<[], RunRow>('SELECT * FROM run').get(), database.name)
  const metric = metricOf(header.study as Parameters<typeof metricOf>[0])
  return {
    folder,
    database,
    header,
    metric,
    lastStep: () => lastStep(database),
    latestState: () => inOneMoment(() => latestState(database)),
    findEvaluation: (id) => inOneMoment(() => evaluations(database, 'id = ?', id)[0]),
    evaluations: (filter) =>
      inOneMoment(() =>
        filter === undefined
          ? evaluations(database, '?', 1)
          : 'failed' in filter
            ? evaluations(database, "state <> 'scored' AND ?", 1)
            : evaluations(database, 'candidate = ?', filter.candidateHash),
      ),
    searchEvaluations: () => inOneMoment(() => searchEvaluations(database, metric)),
    otherSampleSteps: () => database.prepare<[], { step: number; sampleSteps: number }>(OTHER_SAMPLE_STEPS).all(),
    outcomeCounts: () => outcomeCounts(database),
    searchFailures: () => Number(database.prepare(SEARCH_FAILURES).pluck().get()),
    used: () => used(database),
    usedIn: (step) => usedIn(database, step),
    scoresByEpochs: () => database.prepare<[], ScoreByEpochs>(scoresByEpochs(metric.name)).all(),
    spent: () => inOneMoment(() => spent(database)),
    attempts: (id) => Number(database.prepare('SELECT count(*) FROM attempt WHERE evaluation = ?').pluck().get(id)),
    loadCheckpoint: (id) => loadCheckpoint(database, id),
    steps: () => inOneMoment(() => steps(database)),
    lastCommitBetween: (from, until) => {
      const at = database.prepare(LAST_COMMIT_BETWEEN).pluck().get(from, until)
      return typeof at === 'string' ? at : undefined
    },
    metrics: (filter = {}) => metrics(database, filter),
    traces: (name) => readTraces(database, name),
    candidates: (scoreOn = 'selection') => inOneMoment(() => candidateSummaries(database, scoreOn, metric)),
    bestCandidate: () => inOneMoment(() => bestCandidate(database, metric)),
    result: (name) => result(database, name),
    testAccesses: () => database.prepare<[], StoredTestAccess>(TEST_ACCESSES).all(),
    sessions: () => database.prepare<[], SessionRow>(SESSIONS).all().map(sessionOf),
    extensions: () => database.prepare<[], Extension>('SELECT step, iterations, at FROM extension ORDER BY id').all(),
    close: () => {
      database.close()
    },
  }
}

function evaluations(database: Database, where: string, value: string | number): StoredEvaluation[] {
  const rows = database.prepare<[string | number], EvaluationRow>(`SELECT * FROM evaluation WHERE ${where} ORDER BY id`)
  const epochs = database.prepare<[unknown], EvaluationRow>('SELECT * FROM epoch WHERE evaluation = ? ORDER BY epoch')
  return rows.all(value).map((row) => evaluationOf(row, epochs.all(row.id)))
}

function outcomeCounts(database: Database): Record<OutcomeState, number> {
  type Row = { state: OutcomeState; n: number }
  const rows = database.prepare<[], Row>('SELECT state, count(*) AS n FROM evaluation GROUP BY state').all()
  return { ...noOutcomes(), ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) }
}

function steps(database: Database): StoredStep[] {
  const points = groupBy(metrics(database, {}), ({ step, ordinal }) => `${step}/${ordinal}`)
  type PhaseRow = { step: number; ordinal: number; name: string }
  const phases = database.prepare<[], PhaseRow>('SELECT step, ordinal, name FROM phase ORDER BY step, ordinal').all()
  const byStep = groupBy(phases, (phase) => phase.step)
  const rows = database
    .prepare<[], { number: number; committed_at: string }>('SELECT * FROM step ORDER BY number')
    .all()
  return rows.map((row) => ({
    step: row.number,
    committedAt: row.committed_at,
    phases: (byStep.get(row.number) ?? []).map(({ step, ordinal, name }) => ({
      name,
      metrics: Object.fromEntries((points.get(`${step}/${ordinal}`) ?? []).map((point) => [point.name, point.value])),
    })),
  }))
}

const METRICS = `
SELECT metric.step, phase.ordinal, phase.name AS phase, metric.name, metric.value, metric.kind
FROM metric JOIN phase ON phase.step = metric.step AND phase.ordinal = metric.phase
WHERE (@phase IS NULL OR phase.name = @phase) AND (@name IS NULL OR metric.name = @name)
ORDER BY metric.step, phase.ordinal, metric.name`

function metrics(database: Database, filter: { readonly phase?: string; readonly name?: string }): MetricPoint[] {
  type Row = Omit<MetricPoint, 'value'> & { value: number | null; kind: string | null }
  const rows = database.prepare<[object], Row>(METRICS).all({ phase: filter.phase ?? null, name: filter.name ?? null })
  return rows.map(({ value, kind, ...point }) => ({ ...point, value: fromColumns(value, kind) }))
}

function result(database: Database, name: string): unknown {
  const text = database.prepare('SELECT document FROM result WHERE name = ? ORDER BY id DESC LIMIT 1').pluck().get(name)
  return text === undefined ? undefined : parseDocument(String(text))
}

/** Asked before every step: without statistics SQLite would read all scores of the run. */
const SEARCH_FAILURES = `
SELECT count(*) FROM evaluation INDEXED BY evaluation_failed
WHERE state <> 'scored' AND score_on = 'selection'
  AND EXISTS (SELECT 1 FROM proposal WHERE proposal.candidate = evaluation.candidate)`

const OTHER_SAMPLE_STEPS =
  'SELECT number AS step, sample_steps AS sampleSteps FROM step WHERE sample_steps > 0 ORDER BY number'

/** The outer condition spares a run with one budget the work. */
const scoresByEpochs = (metric: MetricName) => `
SELECT candidate, epochs, avg(${metric}) AS value FROM evaluation
WHERE score_on = 'selection' AND ${metric} IS NOT NULL AND override = '{}'
  AND (SELECT min(epochs) < max(epochs) FROM evaluation WHERE score_on = 'selection')
GROUP BY candidate, epochs ORDER BY candidate, epochs`

const TEST_ACCESSES =
  'SELECT evaluation AS evaluationId, purpose, at, study_hash AS studyHash FROM test_access ORDER BY id'

const LAST_COMMIT_BETWEEN = 'SELECT max(committed_at) FROM step WHERE committed_at BETWEEN ? AND ?'

const SESSIONS = `
SELECT id, started_at, threads, machine, ended_at, session_end.wall_seconds, commit_seconds, reason, detail,
  session_load.wall_seconds AS load_wall_seconds, busy_seconds, record_seconds, cpu_seconds
FROM session LEFT JOIN session_end ON session_end.session = session.id
  LEFT JOIN session_load ON session_load.session = session.id
ORDER BY id`

interface SessionRow {
  readonly id: number
  readonly started_at: string
  readonly threads: number
  readonly machine: string | null
  readonly ended_at: string | null
  readonly wall_seconds: number
  readonly commit_seconds: number
  readonly reason: NonNullable<StoredSession['end']>['reason']
  readonly detail: string
  readonly load_wall_seconds: number | null
  readonly busy_seconds: number
  readonly record_seconds: number
  readonly cpu_seconds: number | null
}

function sessionOf(row: SessionRow): StoredSession {
  const { id, started_at: startedAt, threads, ended_at: endedAt, reason, detail } = row
  const end = { reason, detail, wallSeconds: row.wall_seconds, commitSeconds: row.commit_seconds }
  const { load_wall_seconds: wallSeconds, busy_seconds: busySeconds, record_seconds: recordSeconds } = row
  const load = wallSeconds === null ? null : { wallSeconds, busySeconds, recordSeconds, cpuSeconds: row.cpu_seconds }
  const machine = row.machine === null ? null : (JSON.parse(row.machine) as Machine)
  return { id, startedAt, threads, machine, load, end: endedAt === null ? null : { ...end, endedAt } }
}
