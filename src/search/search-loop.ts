import { StoppedError } from '../evaluation/evaluator.js'
import type { Outcome } from '../evaluation/outcome.js'
import type { EvaluationProgress } from '../evaluation/run-item.js'
import type { WorkItem, WorkResult } from '../evaluation/work-item.js'
import { type Budget, type BudgetUse, spentBudget, type Usage } from '../store/budget.js'
import type { StepRecord, Used } from '../store/records.js'
import type { RunStore } from '../store/run-store.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { parseTopology, topologyDocument } from '../topology/topology-document.js'
import type { Spending } from './spending.js'
import type { AnyStrategy, LoggedCandidate, Progress, StepLog, StrategyContext } from './strategy.js'
import type { StoredWork, WorkOptions } from './work.js'

/** Whole steps are committed together about this often: a 14 MB supernet costs under 1 % so. */
const COMMIT_MS = 5000

export interface SearchReporter {
  /** After a step, and while evaluations run. */
  onProgress?(progress: Progress & { readonly step: number }): void
  onEvaluation?(id: string, progress: EvaluationProgress): void
  onOutcome?(id: string, outcome: Outcome): void
}

export interface LoopOptions {
  readonly store: RunStore
  readonly work: StoredWork
  readonly strategy: AnyStrategy
  readonly settings: unknown
  readonly context: StrategyContext
  readonly signal: AbortSignal
  readonly failureLimit: number
  readonly budget?: Budget | undefined
  /** Seconds that the search has taken so far, in all sessions. */
  readonly time?: () => Pick<Usage, 'wallSeconds' | 'cpuSeconds'>
  /** Counts what a step takes as time of its phase. */
  readonly during?: Spending['during']
  readonly reporter: SearchReporter
}

export type LoopEnd =
  /** `spent`: a budget ended it, and not the strategy. */
  | { readonly reason: 'done'; readonly best: Topology | undefined; readonly spent?: BudgetUse }
  | { readonly reason: 'stopped' }
  | { readonly reason: 'failed'; readonly failures: number }

/**
 * Asks, has the work done, tells, writes down. What is committed is whole steps with the state after the last of them,
 * so that a run killed at any moment goes on as if it had not been.
 */
export async function searchLoop(options: LoopOptions): Promise<LoopEnd> {
  const { store, work, strategy, settings, context, signal, reporter, budget = {} } = options
  const { time = () => ({ wallSeconds: 0, cpuSeconds: 0 }), during = (_, stepWork) => stepWork() } = options
  const stored = store.latestState()
  let state = stored ? strategy.decode(stored.bytes, context, settings) : strategy.start(context, settings)
  let step = stored?.step ?? 0
  if (!stored) store.commitSteps({ steps: [], state: () => strategy.encode(state) })
  let used = store.used()
  let pending: StepRecord[] = []
  let committedAt = performance.now()
  const commit = () => {
    if (pending.length > 0) store.commitSteps({ steps: pending, state: () => strategy.encode(state) })
    pending = []
    committedAt = performance.now()
  }
  try {
    while (true) {
      const items = strategy.ask(state)
      if (items.length === 0) {
        commit()
        return { reason: 'done', best: strategy.best(state) }
      }
      const spent = spentBudget(budget, { ...used, ...time() })
      if (spent) {
        commit()
        return { reason: 'done', best: strategy.best(state) ?? bestScored(store), spent }
      }
      const failures = items[0].kind === 'evaluation' ? store.searchFailures() : 0
      if (failures >= options.failureLimit) {
        commit()
        return { reason: 'failed', failures }
      }
      const asked: WorkOptions = {
        signal,
        step: step + 1,
        onProgress: (id, progress) => reporter.onEvaluation?.(id, progress),
        onFinished: (id, outcome) => reporter.onOutcome?.(id, outcome),
      }
      const results = await during(strategy.progress(state).phase, () => work.do(items, asked))
      const told = strategy.tell(state, results)
      state = told.state
      step++
      const sampleSteps = shardSampleSteps(items, results)
      pending.push({ step, ...recorded(told.log, items), sampleSteps })
      const own = store.usedIn(step)
      used = added(used, { ...own, sampleSteps: own.sampleSteps + sampleSteps })
      reporter.onProgress?.({ ...strategy.progress(state), step })
      // Evaluations are dear: the step they belong to is kept at once.
      if (items[0].kind === 'evaluation' || performance.now() - committedAt > COMMIT_MS) commit()
    }
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error
    commit()
    return { reason: 'stopped' }
  }
}

const added = (a: Used, b: Used): Used => ({
  candidates: a.candidates + b.candidates,
  evaluations: a.evaluations + b.evaluations,
  epochs: a.epochs + b.epochs,
  sampleSteps: a.sampleSteps + b.sampleSteps,
})

/** Of work that is no evaluation; those say for themselves. */
function shardSampleSteps(items: readonly WorkItem[], results: readonly WorkResult[]): number {
  return results.reduce((sum, result, i) => {
    const item = items[i]
    if (!('hidden' in item) || !('sums' in result)) return sum
    return sum + result.sums.hiddenSteps / item.hidden
  }, 0)
}

/** For a strategy that would have named its best later: the best candidate that was judged. */
function bestScored(store: RunStore): Topology | undefined {
  const best = store.bestCandidate()
  return best && parseTopology(best.topology, `candidate ${best.hash.slice(0, 12)}`)
}

/** A step as it is stored; candidates that were judged and that the strategy does not mention are there all the same. */
function recorded({ phases, candidates, traces }: StepLog, items: readonly WorkItem[]): Omit<StepRecord, 'step'> {
  const records = new Map<string, StepRecord['candidates'][number]>()
  const add = ({ topology, role, lineage }: LoggedCandidate) => {
    const canonical = canonicalTopology(topology).topology
    const hash = topologyHash(canonical)
    if (records.has(hash)) return
    const { change } = lineage ?? {}
    const parent = lineage && topologyHash(lineage.parent)
    records.set(hash, { hash, topology: topologyDocument(canonical), role, parent, change })
  }
  for (const candidate of candidates) add(candidate)
  for (const item of items) if (item.kind === 'evaluation') add({ topology: item.candidate, role: 'judged' })
  return { phases, candidates: [...records.values()], traces }
}
