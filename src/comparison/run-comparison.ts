import { existsSync } from 'node:fs'
import { StoppedError } from '../evaluation/evaluator.js'
import { createThreadPool } from '../evaluation/thread-evaluator.js'
import { timeLimit } from '../evaluation/time-limit.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { Spending } from '../search/spending.js'
import { studyDocument } from '../search/study.js'
import type { EndReason } from '../store/records.js'
import { acquireRunLock } from '../store/run-lock.js'
import { createRunStore, openRunStore, type RunStore, runFile } from '../store/run-store.js'
import { UsageError } from '../usage-error.js'
import { type BlockData, readBlockData } from './block-data.js'
import { COMPARE_STRATEGY } from './compare-strategy.js'
import { COMPARISON_PLAN, type ComparisonPlan, planDocument, planHash, readPlan } from './comparison-plan.js'
import { COMPARISON_RESULT, type ComparisonResult } from './comparison-result.js'
import { ComparisonWork } from './comparison-work.js'
import type { DataOptions } from './prepare-run.js'
import { codeVersion, type RunReporter } from './run-study.js'

export interface ComparisonOptions extends DataOptions {
  readonly threads: number
  readonly signal: AbortSignal
  readonly reporter?: RunReporter
  /** Ends the comparison between trainings. */
  readonly wallSeconds?: number | undefined
}

export type ComparisonEnd =
  | { readonly reason: 'done'; readonly result: ComparisonResult }
  | { readonly reason: 'stopped'; readonly by: 'signal' | 'wall limit' }

/** `compare-` and the beginning of the plan's hash: the same question finds its run again. */
export const comparisonName = (plan: ComparisonPlan): string => `compare-${planHash(plan, []).slice(0, 8)}`

/** Starts a comparison in `folder`, or goes on with it where the folder holds this very one. */
export async function startComparison(
  plan: ComparisonPlan,
  folder: string,
  name: string,
  options: ComparisonOptions,
): Promise<ComparisonEnd> {
  const data = await readBlockData(plan, options)
  const studyHash = planHash(plan, keysOf(data))
  if (!existsSync(runFile(folder))) createStore(plan, folder, name, studyHash)
  return inStore(folder, options, (store) => {
    if (store.header.studyHash === studyHash) return { plan, data }
    throw new UsageError(
      `run ${name} exists and is another comparison or search: choose another --run name, or go on with motif resume ${name}`,
    )
  })
}

/** Goes on with a comparison by its run alone. */
export async function resumeComparison(folder: string, options: ComparisonOptions): Promise<ComparisonEnd> {
  return inStore(folder, options, async (store) => {
    const plan = storedPlan(store.result(COMPARISON_PLAN))
    const data = await readBlockData(plan, options)
    if (store.header.studyHash === planHash(plan, keysOf(data))) return { plan, data }
    throw new UsageError(
      'the data of the comparison has changed since it was started, or its numerics have: give the same files with --data, ' +
        'or start a new one',
    )
  })
}

function storedPlan(document: unknown): ComparisonPlan {
  if (document !== undefined) return readPlan(document)
  throw new UsageError('the run holds no plan of a comparison: start it again with motif compare')
}

function createStore(plan: ComparisonPlan, folder: string, name: string, studyHash: string): void {
  const { study } = plan
  const header = {
    name,
    study: studyDocument(study),
    studyHash,
    seed: study.seed,
    strategy: COMPARE_STRATEGY,
    codeVersion: codeVersion(),
    numericsVersion: NUMERICS_VERSION,
  }
  createRunStore(folder, header, { [COMPARISON_PLAN]: planDocument(plan) }).close()
}

const keysOf = (data: BlockData): (string | null)[] => data.map((encoded) => encoded?.key ?? null)

type Prepared = { readonly plan: ComparisonPlan; readonly data: BlockData }

/** One session under the run's lock. */
async function inStore(
  folder: string,
  options: ComparisonOptions,
  prepare: (store: RunStore) => Prepared | Promise<Prepared>,
): Promise<ComparisonEnd> {
  const lock = acquireRunLock(folder)
  let store: RunStore | undefined
  try {
    store = openRunStore(folder, { mode: 'write' })
    return await session(store, await prepare(store), options)
  } finally {
    store?.close()
    lock.release()
  }
}

async function session(store: RunStore, { plan, data }: Prepared, options: ComparisonOptions): Promise<ComparisonEnd> {
  const pool = createThreadPool(options.threads, { evaluationMiB: plan.study.limits.evaluationMiB })
  const stop = timeLimit(options.wallSeconds, options.signal)
  const work = new ComparisonWork(store, pool, plan, data, stop.signal, options.reporter ?? {})
  const spending = new Spending(() => work.busySeconds())
  const id = store.startSession({ threads: options.threads, measure: () => spending.measure() })
  stop.begin()
  let ended: { reason: EndReason; detail: string } | undefined
  try {
    const result = await spending.during(COMPARE_STRATEGY, () => work.run())
    store.saveResult(COMPARISON_RESULT, result)
    ended = { reason: 'done', detail: 'all trainings are compared' }
    return { reason: 'done', result }
  } catch (error) {
    if (error instanceof StoppedError) {
      const by = options.signal.aborted ? 'signal' : 'wall limit'
      ended = { reason: 'stopped', detail: `stopped by ${by}` }
      return { reason: 'stopped', by }
    }
    ended = { reason: 'failed', detail: error instanceof Error ? error.message : String(error) }
    throw error
  } finally {
    stop.end()
    await work.close()
    await pool.close()
    if (ended) store.endSession(id, { ...ended, wallSeconds: spending.measure().wallSeconds })
  }
}
