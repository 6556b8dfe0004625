import { describeData } from '../data/catalogue.js'
import type { EvaluationItem, WorkItem, WorkResult } from '../evaluation/work-item.js'
import { key, uniform } from '../kernel/numerics/random.js'
import { violation } from '../search/constraints.js'
import type { AnyStrategy, StrategyContext } from '../search/strategy.js'
import type { Study } from '../search/study.js'
import { deterministicBudget, spentBudget } from '../store/budget.js'
import { canonicalTopology, topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { processorSeconds } from './processor-clock.js'

/** What a search asked for, all of it or so far; evaluations that it had asked for before are not counted again. */
export interface Demand {
  readonly candidates: number
  readonly evaluations: number
  readonly epochs: number
  /** Sum over steps of what the thread with the most to do has to do. */
  readonly longest: { readonly epochs: number; readonly trainings: number }
  readonly steps: number
  readonly metrics: number
  /** Seconds of other work than evaluations. */
  readonly seconds: number
  /** The same, summed over threads. */
  readonly cpuSeconds: number
  readonly stateBytes: number
}

export interface MiniatureInput {
  readonly study: Study
  readonly strategy: AnyStrategy
  readonly settings: unknown
  readonly context: StrategyContext
  readonly threads: number
}

/** Does one item that is no evaluation, or remembers what it gave. */
export type Stopwatch = (item: WorkItem) => { result: WorkResult; seconds: number }

/** Beyond this, without the items that were timed, what was asked for so far stands for the rest. */
const SEARCH_MS = 8000

interface Evaluated {
  readonly hash: string
  readonly epochs: number
}

/**
 * A search of `total` iterations that trains nothing: candidates get accuracies by lot, each its own, whatever it is trained
 * for, and one item of every other step is done. Ends at the study's budget too. `done` tells how far it got.
 */
export function miniatureSearch(
  { study, strategy, settings, context, threads }: MiniatureInput,
  total: number,
  time: Stopwatch,
): { demand: Demand; done: number; examples: Topology[] } {
  const began = performance.now()
  const sum = {
    candidates: 0,
    evaluations: 0,
    epochs: 0,
    sampleSteps: 0,
    steps: 0,
    metrics: 0,
    seconds: 0,
    cpuSeconds: 0,
  }
  const longest = { epochs: 0, trainings: 0 }
  const seen = new Set<string>()
  const examples = new Map<string, Topology>()
  const perSample = describeData(study.data).maxSteps
  const { weights, alpha, selection } = context.samples
  let state = strategy.start({ ...context, iterations: total, total }, settings)
  let done = 1
  let timing = 0
  for (let items = strategy.ask(state); items.length > 0; items = strategy.ask(state)) {
    const usage = { ...sum, wallSeconds: 0 }
    if (spentBudget(deterministicBudget(study.budget ?? {}) ?? {}, usage)) break
    if (performance.now() - began - timing > SEARCH_MS) {
      done = strategy.progress(state).fraction
      break
    }
    const fresh: Evaluated[] = []
    const evaluated = new Map<WorkItem, WorkResult>()
    for (const item of items) {
      if (item.kind !== 'evaluation') continue
      const hash = topologyHash(canonicalTopology(item.candidate).topology)
      const feasible = !violation(item.candidate, study.constraints ?? {})
      evaluated.set(item, feasible ? scored(hash, item) : INFEASIBLE)
      const id = `${hash} ${item.replicate} ${item.epochs}`
      if (seen.has(id)) continue
      if (!seen.has(hash)) sum.candidates++
      seen.add(id).add(hash)
      sum.evaluations++
      if (!feasible) continue
      if (examples.size < 3) examples.set(hash, item.candidate)
      fresh.push({ hash, epochs: item.epochs })
      sum.epochs += item.epochs
      sum.sampleSteps += perSample * (item.epochs * (weights + alpha) + selection)
    }
    const busiest = makespan(fresh, threads)
    longest.epochs += busiest.epochs
    longest.trainings += busiest.trainings
    const shards = items.filter(({ kind }) => kind !== 'evaluation')
    const beforeTiming = performance.now()
    const measured = shards.length > 0 ? time(shards[0]) : undefined
    timing += performance.now() - beforeTiming
    const telling = processorSeconds()
    sum.seconds += Math.ceil(shards.length / threads) * (measured?.seconds ?? 0)
    sum.cpuSeconds += shards.length * (measured?.seconds ?? 0)
    const told = strategy.tell(
      state,
      items.map(
        (item, i) => evaluated.get(item) ?? (measured ? forItem(item, measured.result, sum.steps + i) : INFEASIBLE),
      ),
    )
    state = told.state
    if (measured) {
      // What the main thread does alone.
      strategy.ask(state)
      const alone = processorSeconds() - telling
      sum.seconds += alone
      sum.cpuSeconds += alone
    }
    sum.steps++
    sum.metrics += told.log.phases.reduce((count, { metrics }) => count + Object.keys(metrics).length, 0)
  }
  const { sampleSteps: _, ...rest } = sum
  const demand = { ...rest, longest, stateBytes: strategy.encode(state).length }
  return { demand, done, examples: [...examples.values()] }
}

/** What one item gave stands for all; a wiring is turned, so that no two candidates are the same. */
function forItem(item: WorkItem, result: WorkResult, turn: number): WorkResult {
  if (item.kind !== 'wiring' || result.kind !== 'wiring' || result.input.kind !== 'mask') return result
  const known = result.input.sources
  const sources = Array.from({ length: item.neurons }, (_, n) => known[(n + turn) % known.length])
  return { kind: 'wiring', input: { kind: 'mask', sources } }
}

/** Longest trainings first, each to the thread that is free first. */
function makespan(trainings: readonly Evaluated[], threads: number): { epochs: number; trainings: number } {
  const loads = Array.from({ length: threads }, () => ({ epochs: 0, trainings: 0 }))
  for (const { epochs } of [...trainings].sort((a, b) => b.epochs - a.epochs)) {
    const load = loads.reduce((least, each) => (each.epochs < least.epochs ? each : least))
    load.epochs += epochs
    load.trainings++
  }
  return loads.reduce((most, each) => (each.epochs > most.epochs ? each : most))
}

const INFEASIBLE: WorkResult = {
  kind: 'evaluation',
  outcome: { state: 'infeasible', measure: 'estimate', value: 0, rule: 'none' },
}

function scored(hash: string, { epochs }: EvaluationItem): WorkResult {
  const luck = uniform(key(0, 'estimate', hash), 0)
  const score = { accuracy: luck, loss: 1 - luck, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 }
  const course = Array.from({ length: epochs }, (_, i) => {
    return { epoch: i + 1, loss: 1, accuracy: luck, firingRate: 0.1, gradientNorm: 1 }
  })
  return { kind: 'evaluation', outcome: { state: 'scored', score, labels: [], epochs: course, networkHash: '' } }
}
