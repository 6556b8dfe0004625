import type { WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import type { AdamWState } from '../../src/learning/adamw.js'
import type { AlphaAdamState } from '../../src/learning/alpha-adam.js'
import type { Intrinsic } from '../../src/learning/repair.js'
import { decodeState } from '../../src/search/state-codec.js'
import { anyStrategy } from '../../src/search/strategy.js'
import { hrmas } from '../../strategies/hrmas.js'
import { runSearch, type Step, tinyContext, tinyWorker } from '../conformance/search-run.js'

export const strategy = anyStrategy(hrmas)

/** Repair to the last iteration, and alpha that moves from the second iteration on and visibly. */
export const LIVELY = { alpha: { rate: 0.05, warmup: 0.3 }, repair: { rule: 'gain', samples: 20, fade: [1, 1] } }

/** What hrmas stores, as far as these tests look. */
export interface Stored {
  readonly phase: string
  readonly iteration: number
  readonly optimiser: AdamWState
  readonly alpha: AlphaAdamState
  readonly intrinsic: Intrinsic
}

export interface SeenStep extends Step {
  readonly from: Stored
  readonly to: Stored
}

export type Work = (items: readonly WorkItem[], step: number) => WorkResult[]

/** A whole search on the tiny task, with the stored state around every step; `wrap` may change what work gives. */
export function search(
  raw: unknown,
  change: Parameters<typeof tinyContext>[0] = {},
  wrap: (work: Work) => Work = (work) => work,
): SeenStep[] {
  const context = tinyContext(change)
  const start = strategy.start(context, strategy.settings(raw))
  const run = runSearch(strategy, start, wrap(tinyWorker(context.recipe, context.seed)))
  const states = [...run.steps.map(({ before }) => before), run.end].map((bytes) => decodeState<Stored>(bytes))
  return run.steps.map((step, n) => ({ ...step, from: states[n], to: states[n + 1] }))
}

export const phases = (steps: readonly Step[]) => steps.map(({ phase }) => phase)
