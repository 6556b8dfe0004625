import { describeData, withOverride } from '../data/catalogue.js'
import type { WorkContext } from '../evaluation/context.js'
import { dataKey, evaluationId, recipeHash } from '../evaluation/evaluation-id.js'
import type { Evaluator, Finished } from '../evaluation/evaluator.js'
import type { Outcome } from '../evaluation/outcome.js'
import type { EvaluationProgress } from '../evaluation/run-item.js'
import type { EvaluationItem, WorkItem, WorkResult } from '../evaluation/work-item.js'
import { learningRule } from '../learning/learning-rules.js'
import type { EnvironmentalOutcome } from '../store/records.js'
import type { RunStore } from '../store/run-store.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import { topologyDocument } from '../topology/topology-document.js'
import { brokenRule, violation } from './constraints.js'
import { checkShape } from './data-checks.js'
import type { Study } from './study.js'

/** How often an evaluation is tried that the environment ended, over all sessions of a run. */
const TRIES = 3

export interface WorkOptions {
  readonly signal: AbortSignal
  /** Of the search that asks. */
  readonly step?: number
  /** Allowed after a search only; every access is written to the ledger first. */
  readonly testPurpose?: string
  readonly onProgress?: (id: string, progress: EvaluationProgress) => void
  /** Once for every evaluation, also for one that was stored before. */
  readonly onFinished?: (id: string, outcome: Outcome) => void
}

/** An evaluation in its canonical form, with its identity. */
interface Addressed {
  readonly item: EvaluationItem
  readonly id: string
  readonly data: string
}

/**
 * A search learns from weights and alpha only, and may run a network on selection to score it; what is scored on test, which
 * no search may ask for, may have learnt from selection. Types say some of it, but a strategy need not be TypeScript.
 */
function refuseTestData(item: WorkItem): void {
  if (item.kind === 'wiring') return
  const splits: readonly string[] = item.kind === 'evaluation' ? item.trainOn : [item.split]
  const withSelection = item.kind === 'evaluation' ? item.scoreOn === 'test' : item.kind === 'activity'
  const allowed = withSelection ? ['weights', 'alpha', 'selection'] : ['weights', 'alpha']
  const [other] = splits.filter((split) => !allowed.includes(split))
  if (other !== undefined) throw new TestSplitError(`a strategy asked to learn from the ${other} split`)
}

/** A search asked for the test split. */
export class TestSplitError extends Error {
  override readonly name = 'TestSplitError'
}

/**
 * Does a step's work through the store: finished evaluations are taken from there, new ones are stored at once, equal
 * ones are done once. Results are in the order of the items, whoever finished first.
 */
export class StoredWork {
  readonly #store: RunStore
  readonly #evaluator: Evaluator
  readonly #study: Study
  readonly #context: WorkContext
  readonly #encodedKey: string | null

  constructor(store: RunStore, evaluator: Evaluator, study: Study, context: WorkContext, encodedKey: string | null) {
    this.#store = store
    this.#evaluator = evaluator
    this.#study = study
    this.#context = context
    this.#encodedKey = encodedKey
  }

  async do(items: readonly WorkItem[], options: WorkOptions): Promise<WorkResult[]> {
    const results = new Map<number, WorkResult>()
    const others: number[] = []
    const evaluations = new Map<string, { addressed: Addressed; positions: number[] }>()
    for (const item of items) refuseTestData(item)
    items.forEach((item, position) => {
      if (item.kind !== 'evaluation') {
        others.push(position)
        return
      }
      const addressed = this.#address(item)
      const known = evaluations.get(addressed.id)
      if (known) known.positions.push(position)
      else evaluations.set(addressed.id, { addressed, positions: [position] })
    })
    await this.#runOthers(items, others, results, options.signal)
    const outcomes = await this.#evaluate(
      [...evaluations.values()].map((e) => e.addressed),
      options,
    )
    for (const [id, { positions }] of evaluations) {
      const outcome = outcomes.get(id)
      if (!outcome) throw new Error(`evaluation ${id} has no outcome`)
      for (const position of positions) results.set(position, { kind: 'evaluation', outcome })
    }
    return items.map((_, position) => {
      const result = results.get(position)
      if (!result) throw new Error(`work item ${position} has no result`)
      return result
    })
  }

  #address(item: EvaluationItem): Addressed {
    const canonical: EvaluationItem = { ...item, candidate: canonicalTopology(item.candidate).topology }
    const data = dataKey(this.#study.data, item.override, this.#encodedKey)
    return { item: canonical, id: evaluationId(canonical, this.#context, data), data }
  }

  /** Work whose results are not stored. */
  async #runOthers(
    items: readonly WorkItem[],
    positions: readonly number[],
    results: Map<number, WorkResult>,
    signal: AbortSignal,
  ): Promise<void> {
    if (positions.length === 0) return
    const work = positions.map((position) => items[position])
    for await (const finished of this.#evaluator.evaluate(work, { signal })) {
      results.set(positions[finished.index], finished.result)
    }
  }

  async #evaluate(wanted: readonly Addressed[], options: WorkOptions): Promise<Map<string, Outcome>> {
    if (options.testPurpose === undefined && wanted.some(({ item }) => item.scoreOn === 'test')) {
      throw new TestSplitError('a strategy asked for a score on the test split')
    }
    const outcomes = new Map<string, Outcome>()
    const tell = (id: string, outcome: Outcome) => {
      outcomes.set(id, outcome)
      options.onFinished?.(id, outcome)
    }
    for (const addressed of wanted) {
      const outcome = this.#store.findEvaluation(addressed.id)?.outcome ?? this.#admit(addressed, options)
      if (outcome) tell(addressed.id, outcome)
    }
    let open = await this.#tryAll(
      wanted.filter(({ id }) => !outcomes.has(id)),
      options,
      tell,
    )
    // One at a time: what goes wrong now is its own doing.
    while (open.length > 0) {
      const again: Addressed[] = []
      for (const one of open) again.push(...(await this.#tryAll([one], options, tell)))
      open = again
    }
    return outcomes
  }

  /** Writes down a test access, and refuses what is not of the data's shape, breaks a constraint or would not fit into memory. */
  #admit(addressed: Addressed, options: WorkOptions): Outcome | undefined {
    const { testPurpose } = options
    const { item, id } = addressed
    const shape = describeData(withOverride(this.#study.data, item.override))
    checkShape(item.candidate, shape, 'the topology')
    if (item.scoreOn === 'test' && testPurpose !== undefined) {
      this.#store.recordTestAccess({ evaluationId: id, purpose: testPurpose })
    }
    const broken = violation(item.candidate, this.#study.constraints ?? {})
    if (broken) {
      const { measure, value } = broken
      return this.#refuse(addressed, { state: 'infeasible', measure, value, rule: brokenRule(broken) }, options)
    }
    const { recipe } = this.#study
    const bytes = learningRule(recipe).bytesNeeded(item.candidate, recipe, shape.maxSteps)
    const limit = Math.floor(this.#study.limits.evaluationMiB * 1024 * 1024)
    if (bytes <= limit) return undefined
    return this.#refuse(addressed, { state: 'tooLarge', bytes, limit }, options)
  }

  #refuse(addressed: Addressed, outcome: Outcome, options: WorkOptions): Outcome {
    const none = { startedAt: new Date().toISOString(), wallSeconds: 0, thread: 0, attempts: 1 }
    this.#finish(addressed, outcome, none, options)
    return outcome
  }

  /** One try of each; returns those that the environment ended and that may be tried again. */
  async #tryAll(
    open: readonly Addressed[],
    options: WorkOptions,
    tell: (id: string, outcome: Outcome) => void,
  ): Promise<Addressed[]> {
    if (open.length === 0) return []
    const again: Addressed[] = []
    const stream = this.#evaluator.evaluate(
      open.map(({ item }) => item),
      {
        signal: options.signal,
        evaluationSeconds: this.#study.limits.evaluationSeconds,
        resumed: (index) => this.#store.loadCheckpoint(open[index].id)?.bytes,
        onProgress: (index, progress, state) => {
          const { id } = open[index]
          if (state) this.#store.saveCheckpoint(id, { epoch: progress.epochs.length, bytes: state })
          options.onProgress?.(id, progress)
        },
      },
    )
    for await (const finished of stream) {
      const addressed = open[finished.index]
      const outcome = outcomeOf(finished)
      const attempt = this.#store.attempts(addressed.id) + 1
      if (isEnvironmental(outcome) && attempt < TRIES) {
        this.#store.recordAttempt(addressed.id, outcome, finished.wallSeconds)
        again.push(addressed)
        continue
      }
      const { startedAt, wallSeconds, thread } = finished
      this.#finish(addressed, outcome, { startedAt, wallSeconds, thread, attempts: attempt }, options)
      tell(addressed.id, outcome)
    }
    return again
  }

  #finish(
    { item, id, data }: Addressed,
    outcome: Outcome,
    bookkeeping: Parameters<RunStore['finishEvaluation']>[0]['bookkeeping'],
    { step }: WorkOptions,
  ): void {
    const { replicate, epochs, scoreOn, trainOn, override, candidate } = item
    this.#store.finishEvaluation({
      id,
      candidate: { hash: topologyHash(candidate), topology: topologyDocument(candidate) },
      replicate,
      epochs,
      scoreOn,
      trainOn,
      override,
      recipeHash: recipeHash(this.#study.recipe),
      dataKey: data,
      outcome,
      step,
      bookkeeping,
    })
  }
}

function outcomeOf({ result }: Finished): Outcome {
  if (result.kind === 'evaluation') return result.outcome
  throw new Error(`an evaluation came back as ${result.kind}`)
}

function isEnvironmental(outcome: Outcome): outcome is EnvironmentalOutcome {
  return outcome.state === 'crashed' || outcome.state === 'timedOut'
}
