import type { Metric } from '../evaluation/metric.js'
import type { WorkItem, WorkResult } from '../evaluation/work-item.js'
import type { Recipe } from '../learning/recipe.js'
import type { SearchSpace } from '../topology/search-space.js'
import type { Topology } from '../topology/topology.js'
import type { Constraints } from './constraints.js'
import type { Objective } from './objectives.js'

/** What a strategy is told about the study. It never sees threads, time or the machine. */
export interface StrategyContext {
  readonly space: SearchSpace
  /** What a candidate must keep to; one that does not is never trained. */
  readonly constraints: Constraints
  /** What trainings are judged by. */
  readonly metric: Metric
  /** What a candidate is wanted for, the most important first. */
  readonly objectives: readonly Objective[]
  /** Topologies of the space to start from: judged first, or leant towards. */
  readonly from?: readonly Topology[] | undefined
  readonly recipe: Recipe
  readonly seed: number
  /** Over which schedules run, fixed when the run starts. What an iteration is, the strategy says. */
  readonly iterations: number
  /** Iterations to do in all; above `iterations` after `motif resume --add`, at the schedules' final values. */
  readonly total: number
  /** Samples per training split. */
  readonly samples: Readonly<Record<'weights' | 'alpha' | 'selection', number>>
  /** Numeric settings of a generated task: what a curriculum may vary. Empty for data from files. */
  readonly task: Readonly<Record<string, number>>
}

/** What is logged of one step. */
export interface StepLog {
  readonly phases: readonly { readonly name: string; readonly metrics: Readonly<Record<string, number>> }[]
  /** Topologies judged in this step, or found by it. */
  readonly candidates: readonly LoggedCandidate[]
  /** Lists of numbers to look at, by name, such as every probability of alpha. Stored, but no part of a run's fingerprint. */
  readonly traces?: Readonly<Record<string, Float32Array>> | undefined
}

export interface LoggedCandidate {
  readonly topology: Topology
  readonly role: string
  /** What it was made from, and by which change. */
  readonly lineage?: { readonly parent: Topology; readonly change: string } | undefined
}

export interface Progress {
  /** What is being done, in a word of the paper. */
  readonly phase: string
  /** 0 .. 1 */
  readonly fraction: number
  /** Newest numbers worth showing. */
  readonly metrics: Readonly<Record<string, number>>
}

/**
 * A search strategy: pure functions over a state that survives a round trip through bytes.
 *
 * The loop calls `ask`, has the items done in any order on any number of threads, and calls `tell` with the results in
 * the order of the items. A step is one ask and tell.
 */
export interface Strategy<Settings, State> {
  readonly name: string
  /** Checks the `strategy` section of a study, without its name. Throws UsageError. */
  settings(raw: unknown): Settings
  start(context: StrategyContext, settings: Settings): State
  /** What to compute next; no items when the search is finished. Asking twice gives the same items. */
  ask(state: State): readonly WorkItem[]
  tell(state: State, results: readonly WorkResult[]): { state: State; log: StepLog }
  progress(state: State): Progress
  /** The topology the search found; undefined before it is finished or when nothing was scored. */
  best(state: State): Topology | undefined
  encode(state: State): Uint8Array
  decode(bytes: Uint8Array, context: StrategyContext, settings: Settings): State
}

/** A strategy whose settings and state are its own business. */
export type AnyStrategy = Strategy<unknown, unknown>

/** Forgets the type parameters: the loop hands back only what the strategy itself made. */
export function anyStrategy<Settings, State>(strategy: Strategy<Settings, State>): AnyStrategy {
  return strategy as unknown as AnyStrategy
}
