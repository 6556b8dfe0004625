import type { EarlyStop } from '../learning/early-stopping.js'

export type { EarlyStop }

/** A number that may be non-finite, in a form that survives JSON and SQLite. */
export type StoredNumber = number | { readonly value: null; readonly kind: 'nan' | 'infinity' | '-infinity' }

/** Deterministic measurements of one training; every accuracy is a fraction. */
export interface Score {
  readonly accuracy: number
  readonly loss: number
  /** Spikes of all neurons per sample. */
  readonly spikesPerSample: number
  /** Synapses that input events and spikes travel over, per sample (`fanOut`): what an event-driven chip has to do. */
  readonly synapticOperations: number
  /** Mean over recurrent-layer neurons of spikes per step. */
  readonly firingRate: number
}

/** One epoch of a training. */
export interface EpochMetrics {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly firingRate: number
  readonly gradientNorm: number
}

export type ScoreLabel = 'silent' | 'saturated'

/**
 * The end of an evaluation. `scored`, `diverged`, `tooLarge` and `infeasible` are properties of the candidate, `crashed`
 * and `timedOut` of the environment: those are retried and never enter a strategy's view as a score.
 */
export type Outcome =
  | {
      readonly state: 'scored'
      readonly score: Score
      readonly labels: readonly ScoreLabel[]
      readonly epochs: readonly EpochMetrics[]
      /** SHA-256 of the trained weights, R and tau: what `replay` compares besides the score. */
      readonly networkHash: string
      /** Which samples of the test split were right (`rightSamples`); absent on other splits and in older runs. */
      readonly right?: string
      /** Samples times time steps of training, repair and scoring; absent where an older program did not count. */
      readonly sampleSteps?: number
      /** Absent without such a rule. */
      readonly stopping?: EarlyStop
    }
  | {
      readonly state: 'diverged'
      readonly epoch: number
      readonly step: number
      readonly epochs: readonly EpochMetrics[]
      readonly sampleSteps?: number
    }
  /** `bytes` is what was computed before anything was allocated; the limit itself where the thread had to be stopped. */
  | { readonly state: 'tooLarge'; readonly bytes: number; readonly limit: number }
  /** A constraint of the study is broken; nothing was trained. */
  | { readonly state: 'infeasible'; readonly measure: string; readonly value: number; readonly rule: string }
  | { readonly state: 'crashed'; readonly message: string }
  | { readonly state: 'timedOut'; readonly seconds: number }

export type OutcomeState = Outcome['state']
