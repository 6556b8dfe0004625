import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DataProgress } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import { StoppedError } from '../evaluation/evaluator.js'
import { createThreadEvaluator } from '../evaluation/thread-evaluator.js'
import { timeLimit } from '../evaluation/time-limit.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { packageRoot } from '../package-root.js'
import { type LoopEnd, type SearchReporter, searchLoop } from '../search/search-loop.js'
import { Spending } from '../search/spending.js'
import type { AnyStrategy } from '../search/strategy.js'
import { parseStudy, type Study, studyDocument, studyHash } from '../search/study.js'
import { StoredWork } from '../search/work.js'
import type { BudgetUse } from '../store/budget.js'
import type { EndReason } from '../store/records.js'
import { acquireRunLock, type RunLock } from '../store/run-lock.js'
import { createRunStore, openRunStore, type RunStore, runFile } from '../store/run-store.js'
import { CHECK_PHASE, type SearchTime, searchTime } from '../store/search-time.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { topologyDocument } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { type CheckTable, checkedTopologies, checkItems, checkSpecs, checkTable } from './check-table.js'
import { type DataOptions, type Prepared, prepareRun } from './prepare-run.js'
import type { RunGroup } from './run-group.js'
import { studyContext } from './study-context.js'

export { type DataOptions, type Prepared, prepareRun, sharedDataset } from './prepare-run.js'

export interface RunReporter extends SearchReporter {
  onData?(progress: DataProgress): void
  /** Files that the data lacks, also where it comes from the cache; not called when there are none. */
  onSkipped?(files: number): void
  /** The search asks for this many trainings, in a phase of the strategy. */
  onTrainings?(trainings: number, phase: string): void
  onSearchDone?(best: Topology | undefined): void
  /** The check after the search begins: how many trainings it needs. */
  onCheck?(trainings: number): void
}

export interface RunOptions extends DataOptions {
  readonly threads: number
  readonly signal: AbortSignal
  readonly reporter?: RunReporter
  /** Ends the run between steps. */
  readonly wallSeconds?: number | undefined
  /** Runs of the same study beside this one, on the same `threads`; without it the run has threads of its own. */
  readonly group?: RunGroup | undefined
}

export type RunEnd =
  | {
      readonly reason: 'done'
      readonly best: Topology | undefined
      readonly tables: readonly CheckTable[]
      /** The budget that ended the search. */
      readonly spent?: BudgetUse | undefined
    }
  | { readonly reason: 'stopped'; readonly by: 'signal' | 'wall limit' }
  | { readonly reason: 'failed'; readonly failures: number }

/** The package's version: which code made a run. */
export function codeVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

/** `<study>-1`, `<study>-2`, ...: the first that is free. */
function freeName(runsFolder: string, study: Study): string {
  const taken = new Set(existsSync(runsFolder) ? readdirSync(runsFolder) : [])
  for (let n = 1; ; n++) if (!taken.has(`${study.name}-${n}`)) return `${study.name}-${n}`
}

/** Starts a run in `runsFolder/<name>`. Everything that can be refused is refused before anything is written. */
export async function startRun(
  study: Study,
  runsFolder: string,
  name: string | undefined,
  options: RunOptions,
): Promise<{ folder: string; end: Promise<RunEnd> }> {
  if (name !== undefined && existsSync(runFile(join(runsFolder, name)))) {
    throw new UsageError(`run ${name} exists: go on with \`motif resume ${name}\`, or choose another --run name`)
  }
  const prepared = await prepareRun(study, options)
  const store = createRun(prepared.study, runsFolder, name, prepared)
  return { folder: store.folder, end: executeLocked(store, prepared.study, prepared, options) }
}

function createRun(study: Study, runsFolder: string, name: string | undefined, { encoded }: Prepared): RunStore {
  while (true) {
    const chosen = name ?? freeName(runsFolder, study)
    const folder = join(runsFolder, chosen)
    try {
      return createRunStore(folder, {
        name: chosen,
        study: studyDocument(study),
        studyHash: studyHash(study, encoded?.key ?? null),
        seed: study.seed,
        strategy: study.strategy.name,
        codeVersion: codeVersion(),
        numericsVersion: NUMERICS_VERSION,
      })
    } catch (error) {
      // Another process took the free name first.
      if (name === undefined && error instanceof UsageError && existsSync(runFile(folder))) continue
      throw error
    }
  }
}

/** Goes on with a run until its total budget; `add` iterations more than before. */
export async function resumeRun(folder: string, add: number, options: RunOptions): Promise<RunEnd> {
  if (!Number.isSafeInteger(add) || add < 0) {
    throw new UsageError(`--add must be a whole number of iterations, but got ${add}`)
  }
  // Before the lock, which would leave its file in a folder that is no run.
  if (!existsSync(runFile(folder))) throw new UsageError(`there is no run in ${folder}: check its name`)
  const lock = acquireRunLock(folder)
  let store: RunStore | undefined
  try {
    store = openRunStore(folder, { mode: 'write' })
    const prepared = await prepareRun(parseStudy(store.header.study, 'the study of the run'), options)
    const { study } = prepared
    checkSameQuestion(store, study, prepared.encoded)
    if (add > 0) store.recordExtension(add)
    return await execute(store, study, prepared, options)
  } finally {
    store?.close()
    lock.release()
  }
}

function checkSameQuestion(store: RunStore, study: Study, encoded: EncodedDataset | null): void {
  if (store.header.numericsVersion !== NUMERICS_VERSION) {
    throw new UsageError(
      `the run was made with numerics version ${store.header.numericsVersion}, this program has ${NUMERICS_VERSION}: ` +
        `go on with motif-search ${store.header.codeVersion}, or start a new run`,
    )
  }
  if (studyHash(study, encoded?.key ?? null) === store.header.studyHash) return
  throw new UsageError(
    'the data of the run has changed since it was started: give the same files with --data, or start a new run',
  )
}

async function executeLocked(store: RunStore, study: Study, prepared: Prepared, options: RunOptions): Promise<RunEnd> {
  let lock: RunLock | undefined
  try {
    lock = acquireRunLock(store.folder)
    return await execute(store, study, prepared, options)
  } finally {
    store.close()
    lock?.release()
  }
}

/** One session: the caller holds the run's lock, and closes the store. */
async function execute(store: RunStore, study: Study, prepared: Prepared, options: RunOptions): Promise<RunEnd> {
  const before = searchTime(store)
  const context = studyContext(study, prepared.encoded)
  const { evaluationMiB } = study.limits
  const evaluator =
    options.group?.pool.evaluator(context) ?? createThreadEvaluator(context, options.threads, { evaluationMiB })
  const cpu = options.group?.cpu.begin(() => evaluator.busySeconds())
  const work = new StoredWork(store, evaluator, study, context, prepared.encoded?.key ?? null)
  const spending = new Spending(() => evaluator.busySeconds(), cpu?.microseconds)
  const session = store.startSession({ threads: options.threads, measure: () => spending.measure() })
  const stop = timeLimit(options.wallSeconds, options.signal)
  stop.begin()
  let ended: { reason: EndReason; detail: string } | undefined
  try {
    const end = await searchAndCheck({ store, work, study, prepared, signal: stop.signal, options, spending, before })
    const result: RunEnd =
      end.reason === 'stopped' ? { reason: 'stopped', by: options.signal.aborted ? 'signal' : 'wall limit' } : end
    ended = { reason: result.reason, detail: detailOf(result) }
    return result
  } catch (error) {
    ended = { reason: 'failed', detail: error instanceof Error ? error.message : String(error) }
    throw error
  } finally {
    stop.end()
    await evaluator.close()
    const { wallSeconds } = spending.measure()
    if (ended) store.endSession(session, { ...ended, wallSeconds })
    cpu?.end()
  }
}

function detailOf(end: RunEnd): string {
  if (end.reason === 'stopped') return `stopped by ${end.by}`
  if (end.reason === 'failed') return `${end.failures} failed evaluations`
  return end.spent ? `budget.${end.spent.budget} is spent` : 'the search is complete'
}

interface Session {
  readonly store: RunStore
  readonly work: StoredWork
  readonly study: Study
  readonly prepared: Prepared
  readonly signal: AbortSignal
  readonly options: RunOptions
  readonly spending: Spending
  /** What earlier sessions took for the search. */
  readonly before: SearchTime
}

async function searchAndCheck(
  session: Session,
): Promise<Exclude<LoopEnd, { reason: 'done' }> | Extract<RunEnd, { reason: 'done' }>> {
  const { store, work, study, prepared, signal, spending } = session
  const reporter = session.options.reporter ?? {}
  const skipped = prepared.encoded?.skipped ?? 0
  if (skipped > 0) reporter.onSkipped?.(skipped)
  const added = store.extensions().reduce((sum, extension) => sum + extension.iterations, 0)
  const end = await searchLoop({
    store,
    work,
    strategy: announced(prepared.strategy, reporter),
    settings: prepared.settings,
    context: { ...prepared.context, total: prepared.context.iterations + added },
    signal,
    failureLimit: study.limits.failures,
    budget: study.budget,
    time: () => timeSoFar(session),
    during: (phase, stepWork) => spending.during(phase, stepWork),
    reporter,
  })
  if (end.reason !== 'done') return end
  reporter.onSearchDone?.(end.best)
  const { spent } = end
  if (end.best === undefined) return { reason: 'done', best: undefined, tables: [], spent }
  const best = canonicalTopology(end.best).topology
  saveBest(store, best)
  try {
    const tables = await spending.during(CHECK_PHASE, () => check(work, study, best, signal, reporter))
    if (tables.length > 0) store.saveResult('comparisons', tables)
    return { reason: 'done', best, tables, spent }
  } catch (error) {
    if (error instanceof StoppedError) return { reason: 'stopped' }
    throw error
  }
}

/** The check comes after the search, within the same session: not before it. */
function timeSoFar({ before, spending }: Session): SearchTime {
  const { wallSeconds, cpuSeconds } = spending.measure()
  return { wallSeconds: before.wallSeconds + wallSeconds, cpuSeconds: before.cpuSeconds + cpuSeconds }
}

/** The same strategy, whose requests for trainings the reporter is told of. */
function announced(strategy: AnyStrategy, reporter: RunReporter): AnyStrategy {
  return {
    ...strategy,
    ask(state) {
      const items = strategy.ask(state)
      const trainings = items.filter(({ kind }) => kind === 'evaluation').length
      if (trainings > 0) reporter.onTrainings?.(trainings, strategy.progress(state).phase)
      return items
    },
  }
}

function saveBest(store: RunStore, best: Topology): void {
  const candidate = topologyHash(best)
  const before = store.result('best') as { candidate: string } | undefined
  // After `--add`: tables of another topology than the best would mislead.
  if (before !== undefined && before.candidate !== candidate) store.saveResult('comparisons', [])
  store.saveResult('best', { candidate, topology: topologyDocument(best) })
}

/** All comparisons of the study but those for `motif compare`; their trainings share the pool. */
async function check(
  work: StoredWork,
  study: Study,
  best: Topology,
  signal: AbortSignal,
  reporter: RunReporter,
): Promise<CheckTable[]> {
  const parts = checkSpecs(study).map((spec) => {
    const topologies = checkedTopologies(study, spec, best)
    return { spec, topologies, items: checkItems(study, spec, topologies) }
  })
  const items = parts.flatMap((part) => part.items)
  if (items.length === 0) return []
  reporter.onCheck?.(items.length)
  const results = await work.do(items, {
    signal,
    testPurpose: 'check after the search',
    onProgress: (id, progress) => reporter.onEvaluation?.(id, progress),
    onFinished: (id, outcome) => reporter.onOutcome?.(id, outcome),
  })
  let at = 0
  return parts.map(({ spec, topologies, items: own }) => {
    const table = checkTable(study, spec, topologies, results.slice(at, at + own.length))
    at += own.length
    return table
  })
}
