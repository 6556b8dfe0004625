import { metricOf } from '../../src/evaluation/metric.js'
import { ItemRunner } from '../../src/evaluation/run-item.js'
import type { WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import type { GradientRecipe } from '../../src/learning/gradient-recipe.js'
import type { Recipe } from '../../src/learning/recipe.js'
import type { AnyStrategy, StepLog, StrategyContext } from '../../src/search/strategy.js'
import { tinyRecipe, tinySpace, tinySpec } from '../learning/tiny.js'

type GradientContext = StrategyContext & { readonly recipe: GradientRecipe }

/** What a search on the tiny delayed match is told. */
export function tinyContext(change: Partial<GradientContext> = {}): GradientContext {
  const iterations = change.iterations ?? 6
  return {
    space: tinySpace(),
    constraints: {},
    metric: metricOf({}),
    objectives: ['accuracy'],
    recipe: tinyRecipe({ epochs: 1, batch: 10, shards: 2 }),
    seed: 3,
    iterations,
    total: iterations,
    samples: { weights: 40, alpha: 40, selection: 40 },
    // As in the tiny task.
    task: { gap: 6, p: 0.4 },
    ...change,
  }
}

/** Does a search's work for real, in this thread. */
export function tinyWorker(recipe: Recipe, seed: number): (items: readonly WorkItem[]) => WorkResult[] {
  const runner = new ItemRunner({ seed, data: tinySpec(), recipe, encoded: null })
  return (items) => items.map((item) => runner.run(item))
}

export interface Step {
  /** The state before the step, as bytes. */
  readonly before: Uint8Array
  readonly items: readonly WorkItem[]
  readonly results: readonly WorkResult[]
  readonly log: StepLog
  readonly phase: string
  readonly fraction: number
}

export interface SearchRun {
  readonly steps: readonly Step[]
  /** The state after the last step. */
  readonly end: Uint8Array
  readonly final: unknown
}

const STEP_LIMIT = 500

/** A whole search from a state, each step written down. */
export function runSearch(
  strategy: AnyStrategy,
  from: unknown,
  work: (items: readonly WorkItem[], step: number) => readonly WorkResult[],
): SearchRun {
  const steps: Step[] = []
  let state = from
  for (;;) {
    const before = strategy.encode(state)
    const items = strategy.ask(state)
    if (items.length === 0) return { steps, end: before, final: state }
    if (steps.length === STEP_LIMIT) throw new Error(`the search did not finish within ${STEP_LIMIT} steps`)
    const { phase, fraction } = strategy.progress(state)
    const results = work(items, steps.length)
    const told = strategy.tell(state, results)
    state = told.state
    steps.push({ before, items, results, log: told.log, phase, fraction })
  }
}
