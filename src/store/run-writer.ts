import type { Database } from 'better-sqlite3'
import { documentText } from './document.js'
import { EvaluationFinishedError, StoreConflictError } from './errors.js'
import { epochRow, epochsOf, evaluationRow } from './evaluation-row.js'
import { insert } from './insert.js'
import { thisMachine } from './machine.js'
import type {
  EnvironmentalOutcome,
  EvaluationCheckpoint,
  EvaluationRecord,
  SessionEnd,
  SessionStart,
  StepCommit,
  StepRecord,
  TestAccess,
} from './records.js'
import { LoadRow } from './session-load.js'
import { lastStep, saveCheckpoint, saveState } from './state-blobs.js'
import { toColumns } from './stored-number.js'
import { writeTraces } from './traces.js'

/** What a run's only writer can say. Every verb is one transaction: it happens whole or, with an error, not at all. */
export interface RunWriter {
  /** Throws StoreConflictError when the steps do not follow the last committed one. */
  commitSteps(commit: StepCommit): void
  /**
   * Stores the outcome and drops the evaluation's checkpoint. Throws EvaluationFinishedError when it has an outcome
   * already, StoreConflictError when its candidate is stored with another topology. A score on the test split needs
   * `recordTestAccess` before it.
   */
  finishEvaluation(record: EvaluationRecord): void
  /** A try that the environment ended and that will be repeated. When no retry is left, finish the evaluation instead. */
  recordAttempt(evaluationId: string, outcome: EnvironmentalOutcome, seconds?: number): void
  /** Keeps the newest only. Throws EvaluationFinishedError. */
  saveCheckpoint(evaluationId: string, checkpoint: EvaluationCheckpoint): void
  /** To be called before the test split is touched; on disk when it returns. */
  recordTestAccess(access: TestAccess): void
  /** A document worked out from the facts, such as 'best' or 'comparison'; the newest of a name counts. */
  saveResult(name: string, document: unknown): void
  /** Returns the session's id. */
  startSession(session: SessionStart): number
  endSession(session: number, end: SessionEnd): void
  /** `--add`: iterations beyond the study's own. */
  recordExtension(iterations: number): void
  /** Wall time spent in this room's transactions, and in encoding states for them, since the store was opened, in seconds. */
  commitSeconds(): number
}

export function createWriter(database: Database, studyHash: string): RunWriter {
  let spentMs = 0
  const timed = <T>(work: () => T): T => {
    const start = performance.now()
    try {
      return work()
    } finally {
      spentMs += performance.now() - start
    }
  }
  const commitSeconds = () => spentMs / 1000
  let load: LoadRow | undefined
  const commit = <T>(work: () => T): T =>
    timed(() =>
      database
        .transaction(() => {
          const result = work()
          load?.refresh(commitSeconds())
          return result
        })
        .immediate(),
    )
  return {
    commitSteps: ({ state, ...steps }) =>
      timed(() => {
        // Outside the transaction: other processes need not wait for it.
        const bytes = typeof state === 'function' ? state() : state
        commit(() => writeSteps(database, { ...steps, state: bytes }))
      }),
    finishEvaluation: (record) => commit(() => writeEvaluation(database, record)),
    recordAttempt: (evaluation, outcome, seconds) =>
      commit(() => {
        refuseFinished(database, evaluation)
        const { state } = outcome
        insert(database, 'attempt', {
          evaluation,
          state,
          detail: detailOf(outcome),
          at: now(),
          seconds: seconds ?? null,
        })
      }),
    saveCheckpoint: (evaluation, checkpoint) =>
      commit(() => {
        refuseFinished(database, evaluation)
        saveCheckpoint(database, evaluation, checkpoint)
      }),
    recordTestAccess: ({ evaluationId, purpose }) =>
      durably(database, () =>
        commit(() =>
          insert(database, 'test_access', { at: now(), study_hash: studyHash, evaluation: evaluationId, purpose }),
        ),
      ),
    saveResult: (name, document) => commit(() => writeResult(database, name, document)),
    startSession: ({ threads, measure }) => {
      const session = commit(() => {
        insert(database, 'session', { started_at: now(), threads, machine: JSON.stringify(thisMachine()) })
        return Number(database.prepare('SELECT max(id) FROM session').pluck().get())
      })
      load = measure && new LoadRow(database, session, measure)
      return session
    },
    endSession: (session, { reason, detail, wallSeconds }) =>
      commit(() => {
        const end = { ended_at: now(), wall_seconds: wallSeconds, commit_seconds: commitSeconds() }
        insert(database, 'session_end', { session, ...end, reason, detail })
        load?.write(commitSeconds())
        load = undefined
      }),
    recordExtension: (iterations) =>
      commit(() => insert(database, 'extension', { at: now(), step: lastStep(database), iterations })),
    commitSeconds,
  }
}

function now(): string {
  return new Date().toISOString()
}

/** Replay makes up for commits that a power cut took, but nothing would for a forgotten access to the test split. */
function durably(database: Database, work: () => void): void {
  database.pragma('synchronous = FULL')
  try {
    work()
  } finally {
    database.pragma('synchronous = NORMAL')
  }
}

type EncodedCommit = Omit<StepCommit, 'state'> & { readonly state: Uint8Array }

function writeSteps(database: Database, { steps, state, resultDocuments = {} }: EncodedCommit): void {
  const before = lastStep(database)
  steps.forEach((step, index) => {
    const expected = before + index + 1
    if (step.step !== expected) {
      throw new StoreConflictError(`steps count on by one: the next step must be ${expected}, but got ${step.step}`)
    }
    writeStep(database, step)
  })
  const after = before + steps.length
  if (steps.length === 0 && hasState(database, after)) {
    throw new StoreConflictError(`a commit must hold at least one step: the state of step ${after} is stored already`)
  }
  saveState(database, after, state)
  for (const [name, document] of Object.entries(resultDocuments)) writeResult(database, name, document)
}

function hasState(database: Database, step: number): boolean {
  return database.prepare('SELECT 1 FROM state WHERE step = ?').get(step) !== undefined
}

function writeStep(database: Database, { step, phases, candidates, sampleSteps = 0, traces = {} }: StepRecord): void {
  insert(database, 'step', { number: step, committed_at: now(), sample_steps: sampleSteps })
  phases.forEach(({ name, metrics }, ordinal) => {
    insert(database, 'phase', { step, ordinal, name })
    for (const [metric, x] of Object.entries(metrics)) {
      insert(database, 'metric', { step, phase: ordinal, name: metric, ...toColumns(x) })
    }
  })
  candidates.forEach(({ hash, topology, role, parent = null, change = null }, ordinal) => {
    writeCandidate(database, hash, topology)
    insert(database, 'proposal', { step, ordinal, candidate: hash, role, parent, change })
  })
  writeTraces(database, step, traces)
}

function writeCandidate(database: Database, hash: string, topology: object): void {
  const text = documentText(topology)
  const stored = database.prepare('SELECT topology FROM candidate WHERE hash = ?').pluck().get(hash)
  if (stored === undefined) insert(database, 'candidate', { hash, topology: text })
  else if (stored !== text) {
    throw new StoreConflictError(`candidate ${hash} must be its canonical form, but is stored with another topology`)
  }
}

function writeEvaluation(database: Database, record: EvaluationRecord): void {
  refuseFinished(database, record.id)
  writeCandidate(database, record.candidate.hash, record.candidate.topology)
  insert(database, 'evaluation', evaluationRow(record))
  for (const epoch of epochsOf(record.outcome)) insert(database, 'epoch', epochRow(record.id, epoch))
  database.prepare('DELETE FROM checkpoint WHERE evaluation = ?').run(record.id)
}

function refuseFinished(database: Database, id: string): void {
  const state = database.prepare('SELECT state FROM evaluation WHERE id = ?').pluck().get(id)
  if (state !== undefined) throw new EvaluationFinishedError(`evaluation ${id} is finished already, as ${state}`)
}

/** An unchanged document is not stored again: 'best' is saved after every search, a resumed one too. */
function writeResult(database: Database, name: string, document: unknown): void {
  const text = documentText(document)
  const newest = database.prepare('SELECT document FROM result WHERE name = ? ORDER BY id DESC LIMIT 1').pluck()
  if (newest.get(name) !== text) insert(database, 'result', { name, document: text, saved_at: now() })
}

function detailOf(outcome: EnvironmentalOutcome): string {
  return outcome.state === 'crashed' ? outcome.message : `${outcome.seconds} s`
}
