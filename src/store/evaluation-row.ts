import type { EarlyStop, EpochMetrics, Outcome, OutcomeState, Score, ScoreLabel } from '../evaluation/outcome.js'
import { documentText } from './document.js'
import { StoreCorruptError } from './errors.js'
import { type Column, numberColumns } from './insert.js'
import type { EvaluationRecord, StoredEvaluation } from './records.js'
import { fromColumns } from './stored-number.js'

/** Columns of table `evaluation`. */
export type EvaluationRow = Readonly<Record<string, string | number | null>>

export function evaluationRow(record: EvaluationRecord): Record<string, Column> {
  return {
    id: record.id,
    candidate: record.candidate.hash,
    replicate: record.replicate,
    epochs: record.epochs,
    score_on: record.scoreOn,
    train_on: documentText(record.trainOn),
    override: documentText(record.override),
    recipe_hash: record.recipeHash,
    data_key: record.dataKey,
    step: record.step ?? null,
    state: record.outcome.state,
    ...outcomeColumns(record.outcome),
    started_at: record.bookkeeping.startedAt,
    wall_seconds: record.bookkeeping.wallSeconds,
    thread: record.bookkeeping.thread,
    attempts: record.bookkeeping.attempts,
  }
}

export function epochRow(evaluation: string, metrics: EpochMetrics): Record<string, Column> {
  const { epoch, loss, accuracy, firingRate, gradientNorm } = metrics
  const numbers = { loss, accuracy, firing_rate: firingRate, gradient_norm: gradientNorm }
  return { evaluation, epoch, ...numberColumns(numbers) }
}

export function epochsOf(outcome: Outcome): readonly EpochMetrics[] {
  return 'epochs' in outcome ? outcome.epochs : []
}

function outcomeColumns(outcome: Outcome): Record<string, Column> {
  switch (outcome.state) {
    case 'scored':
      return {
        ...scoreColumns(outcome.score),
        labels: documentText(outcome.labels),
        network_hash: outcome.networkHash,
        trained_epochs: outcome.epochs.length,
        sample_steps: outcome.sampleSteps ?? null,
        stopping: outcome.stopping ? documentText(outcome.stopping) : null,
        right_samples: outcome.right ?? null,
      }
    case 'diverged': {
      const { epoch, step, sampleSteps = null } = outcome
      return { failed_epoch: epoch, failed_step: step, trained_epochs: epoch + 1, sample_steps: sampleSteps }
    }
    case 'tooLarge':
      return { bytes_needed: outcome.bytes, bytes_limit: outcome.limit }
    case 'infeasible':
      return { measure: outcome.measure, measured: outcome.value, rule: outcome.rule }
    case 'crashed':
      return { message: outcome.message }
    case 'timedOut':
      return { seconds: outcome.seconds }
  }
}

function scoreColumns(score: Score): Record<string, Column> {
  return numberColumns({
    accuracy: score.accuracy,
    loss: score.loss,
    spikes_per_sample: score.spikesPerSample,
    synaptic_operations: score.synapticOperations,
    firing_rate: score.firingRate,
  })
}

export function evaluationOf(row: EvaluationRow, epochRows: readonly EvaluationRow[]): StoredEvaluation {
  return {
    id: text(row, 'id'),
    candidateHash: text(row, 'candidate'),
    replicate: count(row, 'replicate'),
    epochs: count(row, 'epochs'),
    scoreOn: text(row, 'score_on') as StoredEvaluation['scoreOn'],
    trainOn: JSON.parse(text(row, 'train_on')) as StoredEvaluation['trainOn'],
    override: JSON.parse(text(row, 'override')) as StoredEvaluation['override'],
    recipeHash: text(row, 'recipe_hash'),
    dataKey: text(row, 'data_key'),
    outcome: outcomeOf(row, epochRows.map(epochOf)),
    ...(typeof row.step === 'number' && { step: row.step }),
    bookkeeping: {
      startedAt: text(row, 'started_at'),
      wallSeconds: count(row, 'wall_seconds'),
      thread: count(row, 'thread'),
      attempts: count(row, 'attempts'),
    },
  }
}

/** The CHECK constraints of the table hold the columns to their state. */
function outcomeOf(row: EvaluationRow, epochs: readonly EpochMetrics[]): Outcome {
  const state = text(row, 'state') as OutcomeState
  switch (state) {
    case 'scored': {
      const labels = JSON.parse(text(row, 'labels')) as ScoreLabel[]
      const stopping = row.stopping === null ? undefined : (JSON.parse(text(row, 'stopping')) as EarlyStop)
      const networkHash = text(row, 'network_hash')
      const right = typeof row.right_samples === 'string' && { right: row.right_samples }
      const how = { ...cost(row), ...right, ...(stopping && { stopping }) }
      return { state, score: scoreOf(row), labels, epochs, networkHash, ...how }
    }
    case 'diverged':
      return { state, epoch: count(row, 'failed_epoch'), step: count(row, 'failed_step'), epochs, ...cost(row) }
    case 'tooLarge':
      return { state, bytes: count(row, 'bytes_needed'), limit: count(row, 'bytes_limit') }
    case 'infeasible':
      return { state, measure: text(row, 'measure'), value: count(row, 'measured'), rule: text(row, 'rule') }
    case 'crashed':
      return { state, message: text(row, 'message') }
    case 'timedOut':
      return { state, seconds: count(row, 'seconds') }
  }
}

/** Absent where an older program did not count. */
const cost = (row: EvaluationRow): { sampleSteps?: number } =>
  row.sample_steps === null ? {} : { sampleSteps: count(row, 'sample_steps') }

export function scoreOf(row: EvaluationRow): Score {
  return {
    accuracy: real(row, 'accuracy'),
    loss: real(row, 'loss'),
    spikesPerSample: real(row, 'spikes_per_sample'),
    synapticOperations: real(row, 'synaptic_operations'),
    firingRate: real(row, 'firing_rate'),
  }
}

function epochOf(row: EvaluationRow): EpochMetrics {
  return {
    epoch: count(row, 'epoch'),
    loss: real(row, 'loss'),
    accuracy: real(row, 'accuracy'),
    firingRate: real(row, 'firing_rate'),
    gradientNorm: real(row, 'gradient_norm'),
  }
}

function real(row: EvaluationRow, name: string): number {
  const value = row[name]
  const kind = row[`${name}_kind`]
  return fromColumns(typeof value === 'number' ? value : null, typeof kind === 'string' ? kind : null)
}

function count(row: EvaluationRow, name: string): number {
  const value = row[name]
  if (typeof value !== 'number') throw new StoreCorruptError(`column ${name} must hold a number, but holds ${value}`)
  return value
}

function text(row: EvaluationRow, name: string): string {
  const value = row[name]
  if (typeof value !== 'string') throw new StoreCorruptError(`column ${name} must hold a text, but holds ${value}`)
  return value
}
