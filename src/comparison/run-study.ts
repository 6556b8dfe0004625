import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DataProgress, describeData, isGenerated, resolveDataset } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import type { WorkContext } from '../evaluation/context.js'
import { StoppedError } from '../evaluation/evaluator.js'
import { createThreadEvaluator } from '../evaluation/thread-evaluator.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { splitSamples } from '../learning/training.js'
import { packageRoot } from '../package-root.js'
import { type LoopEnd, type SearchReporter, searchLoop } from '../search/search-loop.js'
import { loadStrategy } from '../search/strategies.js'
import type { AnyStrategy, StrategyContext } from '../search/strategy.js'
import { parseStudy, type Study, studyDocument, studyHash, taskSettings } from '../search/study.js'
import { StoredWork } from '../search/work.js'
import type { EndReason } from '../store/records.js'
import { acquireRunLock, type RunLock } from '../store/run-lock.js'
import { createRunStore, openRunStore, type RunStore, runFile } from '../store/run-store.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { topologyDocument } from '../topology/topology-document.js'
import { UsageError } from '../usage-error.js'
import { type CheckTable, checkedTopologies, checkItems, checkTable } from './check-table.js'

export interface DataOptions {
  readonly dataDir?: string | undefined
  readonly cacheFolder?: string | undefined
  readonly skipBad?: boolean | undefined
}

export interface RunReporter extends SearchReporter {
  onData?(progress: DataProgress): void
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
}

export type RunEnd =
  | { readonly reason: 'done'; readonly best: Topology | undefined; readonly tables: readonly CheckTable[] }
  | { readonly reason: 'stopped'; readonly by: 'signal' | 'wall limit' }
  | { readonly reason: 'failed'; readonly failures: number }

/** The package's version: which code made a run. */
export function codeVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

/** The data set that threads share; null where every thread draws the task by itself. */
export async function sharedDataset(
  study: Study,
  options: DataOptions & Pick<RunOptions, 'threads' | 'reporter'>,
): Promise<EncodedDataset | null> {
  if (isGenerated(study.data)) return null
  return resolveDataset(study.data, {
    seed: study.seed,
    replicate: 0,
    dataDir: options.dataDir,
    cacheFolder: options.cacheFolder,
    skipBad: options.skipBad,
    threads: options.threads,
    onProgress: (progress) => options.reporter?.onData?.(progress),
  })
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
  const folder = join(runsFolder, name ?? freeName(runsFolder, study))
  if (existsSync(runFile(folder))) {
    throw new UsageError(`run ${name} exists: go on with \`motif resume ${name}\`, or choose another --run name`)
  }
  const prepared = await prepareRun(study, options)
  const store = createRunStore(folder, {
    name: name ?? folder.slice(runsFolder.length + 1),
    study: studyDocument(study),
    studyHash: studyHash(study, prepared.encoded?.key ?? null),
    seed: study.seed,
    strategy: study.strategy.name,
    codeVersion: codeVersion(),
    numericsVersion: NUMERICS_VERSION,
  })
  return { folder, end: executeLocked(folder, store, study, prepared, options) }
}

/** Goes on with a run until its total budget; `add` iterations more than before. */
export async function resumeRun(folder: string, add: number, options: RunOptions): Promise<RunEnd> {
  const lock = acquireRunLock(folder)
  let store: RunStore | undefined
  try {
    store = openRunStore(folder, { mode: 'write' })
    const study = parseStudy(store.header.study, 'the study of the run')
    const prepared = await prepareRun(study, options)
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

/** A study with everything loaded and checked that a run of it needs. */
export interface Prepared {
  readonly encoded: EncodedDataset | null
  readonly strategy: AnyStrategy
  readonly settings: unknown
  readonly context: StrategyContext
}

/** Loads data and strategy and lets the strategy check its settings, so that a bad study fails before a run exists. */
export async function prepareRun(
  study: Study,
  options: DataOptions & Pick<RunOptions, 'threads' | 'reporter'>,
): Promise<Prepared> {
  const strategy = await loadStrategy(study.strategy.name)
  const settings = strategy.settings(study.strategy.settings)
  const encoded = await sharedDataset(study, options)
  const { iterations } = study.schedule
  const context: StrategyContext = {
    space: study.space,
    recipe: study.recipe,
    seed: study.seed,
    iterations,
    total: iterations,
    samples: trainingSamples(study, encoded),
    task: taskSettings(study.data),
  }
  strategy.start(context, settings)
  return { encoded, strategy, settings, context }
}

function trainingSamples(study: Study, encoded: EncodedDataset | null): StrategyContext['samples'] {
  const described = describeData(study.data).samples
  const count = (split: 'weights' | 'alpha' | 'selection') =>
    encoded ? splitSamples(encoded, [split]).length : (described?.[split] ?? 0)
  return { weights: count('weights'), alpha: count('alpha'), selection: count('selection') }
}

async function executeLocked(
  folder: string,
  store: RunStore,
  study: Study,
  prepared: Prepared,
  options: RunOptions,
): Promise<RunEnd> {
  let lock: RunLock | undefined
  try {
    lock = acquireRunLock(folder)
    return await execute(store, study, prepared, options)
  } finally {
    store.close()
    lock?.release()
  }
}

/** One session: the caller holds the run's lock, and closes the store. */
async function execute(store: RunStore, study: Study, prepared: Prepared, options: RunOptions): Promise<RunEnd> {
  const started = performance.now()
  const session = store.startSession({ threads: options.threads })
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  options.signal.addEventListener('abort', onSignal)
  if (options.signal.aborted) stop.abort()
  const timer =
    options.wallSeconds === undefined ? undefined : setTimeout(() => stop.abort(), options.wallSeconds * 1000)
  const context: WorkContext = {
    seed: study.seed,
    data: study.data,
    recipe: study.recipe,
    encoded: prepared.encoded?.buffer ?? null,
  }
  const evaluator = createThreadEvaluator(context, options.threads)
  const work = new StoredWork(store, evaluator, study, context, prepared.encoded?.key ?? null)
  let ended: { reason: EndReason; detail: string } = { reason: 'failed', detail: 'an error' }
  try {
    const end = await searchAndCheck(store, work, study, prepared, stop.signal, options)
    const result: RunEnd =
      end.reason === 'stopped' ? { reason: 'stopped', by: options.signal.aborted ? 'signal' : 'wall limit' } : end
    ended = { reason: result.reason, detail: detailOf(result) }
    return result
  } finally {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', onSignal)
    await evaluator.close()
    store.endSession(session, { ...ended, wallSeconds: (performance.now() - started) / 1000 })
  }
}

function detailOf(end: RunEnd): string {
  if (end.reason === 'stopped') return `stopped by ${end.by}`
  return end.reason === 'failed' ? `${end.failures} failed evaluations` : 'the budget is spent'
}

async function searchAndCheck(
  store: RunStore,
  work: StoredWork,
  study: Study,
  prepared: Prepared,
  signal: AbortSignal,
  options: RunOptions,
): Promise<Exclude<LoopEnd, { reason: 'done' }> | Extract<RunEnd, { reason: 'done' }>> {
  const reporter = options.reporter ?? {}
  const added = store.extensions().reduce((sum, extension) => sum + extension.iterations, 0)
  const end = await searchLoop({
    store,
    work,
    strategy: prepared.strategy,
    settings: prepared.settings,
    context: { ...prepared.context, total: prepared.context.iterations + added },
    signal,
    failureLimit: study.limits.failures,
    reporter,
  })
  if (end.reason !== 'done') return end
  reporter.onSearchDone?.(end.best)
  if (end.best === undefined) return { reason: 'done', best: undefined, tables: [] }
  const best = canonicalTopology(end.best).topology
  store.saveResult('best', { candidate: topologyHash(best), topology: topologyDocument(best) })
  try {
    const tables = await check(work, study, best, signal, reporter)
    if (tables.length > 0) store.saveResult('comparisons', tables)
    return { reason: 'done', best, tables }
  } catch (error) {
    if (error instanceof StoppedError) return { reason: 'stopped' }
    throw error
  }
}

/** All comparisons of the study; their trainings share the pool. */
async function check(
  work: StoredWork,
  study: Study,
  best: Topology,
  signal: AbortSignal,
  reporter: RunReporter,
): Promise<CheckTable[]> {
  const parts = study.comparisons.map((spec) => {
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
