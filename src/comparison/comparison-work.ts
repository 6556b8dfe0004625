import { describeData, isGenerated, withOverride } from '../data/catalogue.js'
import { canonicalJson, dataKey, evaluationId } from '../evaluation/evaluation-id.js'
import type { Evaluator } from '../evaluation/evaluator.js'
import { metricOf, scoreBy } from '../evaluation/metric.js'
import type { ThreadPool } from '../evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../evaluation/work-item.js'
import { splitSamples } from '../learning/training.js'
import { StoredWork, type WorkOptions } from '../search/work.js'
import { groupBy } from '../store/group-by.js'
import type { RunStore } from '../store/run-store.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import { type BlockData, blockStudy } from './block-data.js'
import { comparedMetric, compareTrials } from './compare-trials.js'
import { CHOSEN, type ComparisonPlan, type PlannedArm } from './comparison-plan.js'
import type { ComparisonResult, Trial } from './comparison-result.js'
import { countFailures, type MeasuredTrial } from './count-failures.js'
import { type ChoiceTrial, choiceMeans } from './handmade-choice.js'
import { choosable } from './plan-comparison.js'
import type { RunReporter } from './run-study.js'
import { studyContext } from './study-context.js'

/**
 * Replicates of a comparison are numbered from here, those of the choice on selection data from the second: no search and no
 * check after one uses them.
 */
const FIRST_REPLICATE = 2000
const FIRST_CHOICE_REPLICATE = 3000

/** What networks learn from while the selection split still chooses, and what once it has. */
const LEARNT = ['weights', 'alpha'] as const
const ALL = [...LEARNT, 'selection'] as const

/** A training that is wanted, and where it belongs. */
interface Wanted extends Pick<Trial, 'block' | 'draw' | 'replicate'> {
  readonly arm: PlannedArm
  readonly item: EvaluationItem
}

/** One seed, data set and recipe: what trainings of a block share. */
interface Setting {
  readonly evaluator: Evaluator
  readonly work: StoredWork
  readonly idOf: (item: EvaluationItem) => string
}

/** Does the trainings of a comparison through its store. */
export class ComparisonWork {
  readonly #store: RunStore
  readonly #pool: ThreadPool
  readonly #plan: ComparisonPlan
  readonly #data: BlockData
  readonly #signal: AbortSignal
  readonly #reporter: RunReporter
  readonly #settings = new Map<string, Setting>()

  constructor(
    store: RunStore,
    pool: ThreadPool,
    plan: ComparisonPlan,
    data: BlockData,
    signal: AbortSignal,
    reporter: RunReporter,
  ) {
    this.#store = store
    this.#pool = pool
    this.#plan = plan
    this.#data = data
    this.#signal = signal
    this.#reporter = reporter
  }

  busySeconds(): number {
    return [...this.#settings.values()].reduce((sum, { evaluator }) => sum + evaluator.busySeconds(), 0)
  }

  async close(): Promise<void> {
    for (const { evaluator } of this.#settings.values()) await evaluator.close()
  }

  /** Chooses the handmade arm first, so that nothing of the test split is known to the choice. */
  async run(): Promise<ComparisonResult> {
    const plan = this.#plan
    const skipped = this.#data.reduce((most, encoded) => Math.max(most, encoded?.skipped ?? 0), 0)
    if (skipped > 0) this.#reporter.onSkipped?.(skipped)
    const choice = plan.primary?.b === CHOSEN ? choiceMeans(await this.#choiceTrials()) : null
    const wanted = this.#wanted(
      plan.arms,
      plan.replicates,
      plan.scoreOn,
      FIRST_REPLICATE,
      plan.withSelection ? ALL : LEARNT,
    )
    this.#reporter.onCheck?.(wanted.length)
    const trials = await this.#train(wanted)
    return compareTrials(plan, trials, {
      run: this.#store.header.name,
      choice,
      codeVersion: this.#store.header.codeVersion,
      testAccesses: this.#store.testAccesses().length,
      items: plan.blocks.map((_, block) => this.#itemsOf(block)),
    })
  }

  async #choiceTrials(): Promise<ChoiceTrial[]> {
    const { choiceReplicates } = this.#plan
    const rivals = choosable(this.#plan)
    const wanted = this.#wanted(rivals, choiceReplicates, 'selection', FIRST_CHOICE_REPLICATE, LEARNT)
    this.#reporter.onTrainings?.(wanted.length, 'judge')
    const trials = await this.#train(wanted)
    const counted = countFailures(
      trials.map(({ trial }) => trial),
      comparedMetric(this.#plan.study),
    )
    return counted.map(({ block, value }, i) => ({ arm: trials[i].arm.name, block, value }))
  }

  #wanted(
    arms: readonly PlannedArm[],
    replicates: number,
    scoreOn: EvaluationItem['scoreOn'],
    from: number,
    trainOn: EvaluationItem['trainOn'],
  ): Wanted[] {
    return this.#plan.blocks.flatMap((_, block) =>
      arms.flatMap((arm) =>
        arm.topologies[block].flatMap((candidate, draw) =>
          Array.from({ length: replicates }, (__, replicate): Wanted => {
            const { epochs } = arm.recipe?.settings ?? this.#plan.study.recipe
            const { override } = this.#plan
            const which = { candidate, replicate: from + replicate, epochs, scoreOn, trainOn, override }
            return { arm, block, draw, replicate, item: { kind: 'evaluation', ...which } }
          }),
        ),
      ),
    )
  }

  /** A block at a time, so that no more is held ready than a block's settings. */
  async #train(wanted: readonly Wanted[]): Promise<{ arm: PlannedArm; trial: MeasuredTrial }[]> {
    const results = new Map<Wanted, { arm: PlannedArm; trial: MeasuredTrial }>()
    for (const block of this.#plan.blocks.keys()) {
      const own = wanted.filter((w) => w.block === block)
      await this.#trainBlock(groupBy(own, (w) => this.#setting(w)))
      for (const w of own) results.set(w, { arm: w.arm, trial: this.#trial(w) })
    }
    return wanted.map((w) => {
      const result = results.get(w)
      if (!result) throw new Error('a training of the comparison has no result')
      return result
    })
  }

  /** What one setting throws stops the others, and is thrown when they have stopped. */
  async #trainBlock(bySetting: ReadonlyMap<Setting, readonly Wanted[]>): Promise<void> {
    const halt = new AbortController()
    const options: WorkOptions = {
      signal: AbortSignal.any([this.#signal, halt.signal]),
      testPurpose: 'compare',
      onProgress: (id, progress) => this.#reporter.onEvaluation?.(id, progress),
      onFinished: (id, outcome) => this.#reporter.onOutcome?.(id, outcome),
    }
    const failures: unknown[] = []
    const all = [...bySetting].map(async ([{ work }, own]) => {
      try {
        await work.do(
          own.map(({ item }) => item),
          options,
        )
      } catch (error) {
        failures.push(error)
        halt.abort()
      }
    })
    await Promise.all(all)
    if (failures.length > 0) throw failures[0]
  }

  /** Arms with the same recipe share it: where their topologies are the same, they are trained once. */
  #setting({ block, arm }: Wanted): Setting {
    const recipe = arm.recipe?.settings ?? this.#plan.study.recipe
    const name = `${block} ${canonicalJson(recipe)}`
    const known = this.#settings.get(name)
    if (known) return known
    const study = { ...blockStudy(this.#plan, block), recipe }
    const encoded = this.#data[block]
    const context = studyContext(study, encoded)
    const evaluator = this.#pool.evaluator(context)
    const encodedKey = encoded?.key ?? null
    const setting = {
      evaluator,
      work: new StoredWork(this.#store, evaluator, study, context, encodedKey),
      idOf: (item: EvaluationItem) => evaluationId(item, context, dataKey(study.data, item.override, encodedKey)),
    }
    this.#settings.set(name, setting)
    return setting
  }

  #trial(wanted: Wanted): MeasuredTrial {
    const { block, draw, replicate, item } = wanted
    const candidate = canonicalTopology(item.candidate).topology
    const evaluation = this.#setting(wanted).idOf({ ...item, candidate })
    const stored = this.#store.findEvaluation(evaluation)
    if (!stored) throw new Error('a training of the comparison is not in its store')
    const { outcome, bookkeeping } = stored
    const score = outcome.state === 'scored' ? outcome.score : undefined
    const metric = metricOf(this.#plan.study)
    const hasRights = metric.name === 'accuracy' && this.#data[block] !== null
    return {
      ...{ block, draw, replicate, candidate: topologyHash(candidate), evaluation, state: outcome.state },
      value: score === undefined ? null : scoreBy(metric, score),
      labels: outcome.state === 'scored' ? outcome.labels : [],
      right: hasRights && outcome.state === 'scored' ? (outcome.right ?? null) : null,
      spikesPerSample: score?.spikesPerSample ?? null,
      synapticOperations: score?.synapticOperations ?? null,
      seconds: bookkeeping.wallSeconds,
    }
  }

  #itemsOf(block: number): { items: number; finite: boolean } {
    const { scoreOn, override, blocks } = this.#plan
    const { data } = blocks[block]
    if (isGenerated(data)) {
      return { items: describeData(withOverride(data, override)).samples?.[scoreOn] ?? 0, finite: false }
    }
    const encoded = this.#data[block]
    return { items: encoded ? splitSamples(encoded, [scoreOn]).length : 0, finite: true }
  }
}
