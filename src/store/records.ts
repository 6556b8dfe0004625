import type { Outcome, OutcomeState } from '../evaluation/outcome.js'
import type { EvaluationItem } from '../evaluation/work-item.js'
import type { Machine } from './machine.js'

/** What a run is, fixed when it is created. */
export interface RunHeader {
  readonly name: string
  /** The parsed study, as a JSON document. */
  readonly study: object
  readonly studyHash: string
  readonly seed: number
  readonly strategy: string
  readonly codeVersion: string
  readonly numericsVersion: number
}

export interface StoredRunHeader extends RunHeader {
  /** ISO 8601, as every time in the store. */
  readonly createdAt: string
}

export interface PhaseRecord {
  /** Such as 'architecture', 'weights', 'repair', 'evaluate'. */
  readonly name: string
  readonly metrics: Readonly<Record<string, number>>
}

export interface CandidateRecord {
  /** Of the canonical form. */
  readonly hash: string
  readonly topology: object
  readonly role: string
  /** The candidate it was made from, and how: its lineage. */
  readonly parent?: string | undefined
  readonly change?: string | undefined
}

/** One whole step of a search. Steps count from 1. */
export interface StepRecord {
  readonly step: number
  readonly phases: readonly PhaseRecord[]
  readonly candidates: readonly CandidateRecord[]
  /** Samples times time steps that its work other than evaluations went over. */
  readonly sampleSteps?: number
  /** Lists of numbers to look at, by name. */
  readonly traces?: Readonly<Record<string, Float32Array>> | undefined
}

/** One or more whole steps and the state after the last of them. */
export interface StepCommit {
  readonly steps: readonly StepRecord[]
  /**
   * The strategy's encoded state after the last step; with no step in a new run, its start state (step 0). A function
   * is called once, and its time counts as time of the commit.
   */
  readonly state: Uint8Array | (() => Uint8Array)
  /** By name; see `saveResult`. */
  readonly resultDocuments?: Readonly<Record<string, unknown>>
}

/** How an evaluation came to be. Never fingerprinted. */
export interface EvaluationBookkeeping {
  readonly startedAt: string
  readonly wallSeconds: number
  readonly thread: number
  /** Tries it took, 1 when the first succeeded. */
  readonly attempts: number
}

/** A finished evaluation, complete enough to replay it. */
export interface EvaluationRecord extends Omit<EvaluationItem, 'kind' | 'candidate'> {
  /** Content address of the work item. */
  readonly id: string
  readonly candidate: { readonly hash: string; readonly topology: object }
  readonly recipeHash: string
  /** SHA-256 of the encoded data set. */
  readonly dataKey: string
  readonly outcome: Outcome
  /** Step of the search that asked for it first; absent after the search. */
  readonly step?: number | undefined
  readonly bookkeeping: EvaluationBookkeeping
}

export interface StoredEvaluation extends Omit<EvaluationRecord, 'candidate'> {
  readonly candidateHash: string
}

export type EnvironmentalOutcome = Extract<Outcome, { state: 'crashed' | 'timedOut' }>

export interface EvaluationCheckpoint {
  /** Last epoch it contains. */
  readonly epoch: number
  readonly bytes: Uint8Array
}

export interface StoredState {
  readonly step: number
  readonly bytes: Uint8Array
}

export interface TestAccess {
  readonly evaluationId: string
  /** Such as 'compare' or 'train --test'. */
  readonly purpose: string
}

export interface StoredTestAccess extends TestAccess {
  readonly at: string
  readonly studyHash: string
}

/** `done`: the search is complete or a budget is spent. `stopped`: by a signal or a wall limit. `failed`: an error or the failure limit. */
export type EndReason = 'done' | 'stopped' | 'failed'

export interface SessionEnd {
  readonly reason: EndReason
  /** One line for people, such as 'SIGINT' or 'wall limit 10m'. */
  readonly detail: string
  readonly wallSeconds: number
}

/** How a session has spent its time so far. */
export interface SessionLoad {
  readonly wallSeconds: number
  /** Summed over its threads: wall time during which they had work. */
  readonly busySeconds: number
  /** Of the main thread: encoding states, and the transactions of the store. */
  readonly recordSeconds: number
  /** Of the whole process, user and system; null where nobody measured. */
  readonly cpuSeconds: number | null
}

/** Time that a phase has taken. */
export interface PhaseTime {
  readonly wallSeconds: number
  /** Summed over the threads. */
  readonly threadSeconds: number
  /** Of the whole process. */
  readonly cpuSeconds: number
}

export interface SessionMeasure {
  readonly wallSeconds: number
  readonly busySeconds: number
  readonly cpuSeconds?: number
  readonly phases?: ReadonlyMap<string, PhaseTime>
}

/** What a search has used up to its last committed step, over all sessions. The same however it was cut into them. */
export interface Used {
  /** Distinct. */
  readonly candidates: number
  /** Each counted once, however often it was asked for; failed ones too. */
  readonly evaluations: number
  /** Begun in trainings of candidates. */
  readonly epochs: number
  /** Samples times time steps, of trainings, their scoring and repair, and of a supernet. */
  readonly sampleSteps: number
}

export interface ScoreByEpochs {
  readonly candidate: string
  readonly epochs: number
  /** Mean over its replicates, by the metric of the run. */
  readonly value: number
}

/** Where all of a run's time went, over all sessions. */
export interface Spent {
  readonly phases: Readonly<Record<string, PhaseTime>>
  /** Thread seconds of evaluations by their outcome, those after the search too. */
  readonly outcomes: Readonly<Partial<Record<OutcomeState, number>>>
  /** Thread seconds of tries that the environment ended and that were repeated. */
  readonly retriedSeconds: number
}

export interface SessionStart {
  readonly threads: number
  /** Asked from time to time within a commit, and when the session ends. */
  readonly measure?: () => SessionMeasure
}

/** `end` is null while the session runs, and for ever when it was killed. */
export interface StoredSession {
  readonly id: number
  readonly startedAt: string
  readonly threads: number
  /** Null for a session of an older program. */
  readonly machine: Machine | null
  /** Null for a session that was not measured. */
  readonly load: SessionLoad | null
  readonly end: (SessionEnd & { readonly endedAt: string; readonly commitSeconds: number }) | null
}

export interface Extension {
  /** Last committed step when it was asked for. */
  readonly step: number
  readonly iterations: number
  readonly at: string
}

export interface StoredStep {
  readonly step: number
  readonly committedAt: string
  readonly phases: readonly PhaseRecord[]
}

/** One point of a time series; `ordinal` is the phase's place in its step, from 0. */
export interface MetricPoint {
  readonly step: number
  readonly ordinal: number
  readonly phase: string
  readonly name: string
  readonly value: number
}

/** A list of numbers that a step logged. */
export interface StoredTrace {
  readonly step: number
  readonly values: Float32Array
}

/** `sd` is the sample standard deviation (n - 1), NaN below two values; `mean` is NaN without any. */
export interface Distribution {
  readonly mean: number
  readonly sd: number
  readonly n: number
  /** In order of replicate. */
  readonly values: readonly number[]
}

export interface CandidateSummary {
  readonly hash: string
  readonly topology: unknown
  /** Of its first proposal; null for one that no committed step has proposed yet. */
  readonly role: string | null
  readonly firstStep: number | null
  /** Hash of the candidate it was made from, and how; null where it was not made from another. */
  readonly parent: string | null
  readonly change: string | null
  /** The budget these numbers are for: the largest it was evaluated at. 0 when it was not evaluated. */
  readonly epochs: number
  readonly accuracy: Distribution
  readonly loss: Distribution
  readonly spikesPerSample: Distribution
  readonly synapticOperations: Distribution
  readonly firingRate: Distribution
  /** How many of its scored evaluations carry each label. */
  readonly labels: Readonly<Record<string, number>>
  readonly outcomes: Readonly<Record<OutcomeState, number>>
}
