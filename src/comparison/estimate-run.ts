import { generateDataset, isGenerated } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import { ItemRunner } from '../evaluation/run-item.js'
import type { WorkItem, WorkResult } from '../evaluation/work-item.js'
import { key } from '../kernel/numerics/random.js'
import { randomTopology } from '../topology/search-space.js'
import { topologyDocument } from '../topology/topology-document.js'
import { checkSpecs } from './check-table.js'
import { type Demand, type MiniatureInput, miniatureSearch, type Stopwatch } from './miniature-search.js'
import { processorSeconds } from './processor-clock.js'
import { studyContext } from './study-context.js'
import { timedTrainings } from './timed-training.js'

export interface RunEstimate {
  readonly iterations: number
  /** Distinct topologies that the search evaluates. */
  readonly candidates: number
  /** Trainings of them, and those of the check after the search. */
  readonly evaluations: number
  /** Whether these are upper bounds: a search may choose the same topology more than once. */
  readonly atMost: boolean
  readonly checkTrainings: number
  readonly weights: number
  /** Wall time on `threads` threads that have a processor each; a guess from a few epochs and steps. */
  readonly seconds: { readonly search: number; readonly evaluations: number; readonly check: number }
  /** Processor time of the whole process. */
  readonly cpuSeconds: number
  /** Of the whole process, at its largest. */
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** Iterations of the two miniature searches: from their difference follows what a longer one asks for. */
const MINIATURES = [2, 4] as const
/** Beyond this, times that were measured already stand in for new ones. */
const MEASURE_MS = 4000
const MIB = 2 ** 20

/*
 * Measured with `npm run measure:dry-run`: a process with one idle thread and each further thread, seconds until threads have
 * started, and bytes of the store: an empty one, and rows with their indexes.
 */
const PROGRAM_MIB = 115
const THREAD_MIB = 35
const START_SECONDS = 0.5
const START_CPU_SECONDS = 0.8
const RECORD_SECONDS = 0.006
const EMPTY_BYTES = 490_000
const EVALUATION_BYTES = 1200
const EPOCH_BYTES = 150
/** Besides its topology. */
const CANDIDATE_BYTES = 140
/** Pages that are filled in no order are not full. */
const CANDIDATE_FILL = 1.35
const METRIC_BYTES = 90
const STEP_BYTES = 150

export interface EstimateInput extends MiniatureInput {
  readonly encoded: EncodedDataset | null
}

/** What a run will cost, from a search that trains nothing and a few epochs and steps that are timed. */
export function estimateRun(input: EstimateInput): RunEstimate {
  const { study, context, threads } = input
  const { demand, examples } = searchDemand(input)
  const drawn = processorSeconds()
  const data = isGenerated(study.data)
    ? generateDataset(study.data, { seed: study.seed, replicate: 0 })
    : (input.encoded ?? fail('a file data set was not handed to the estimate'))
  const drawSeconds = isGenerated(study.data) ? processorSeconds() - drawn : 0
  const example = randomTopology(study.space, key(study.seed, 'estimate'))
  const time = timedTrainings(study, data, examples.length > 0 ? examples : [example])
  const { epochSeconds, scoreSeconds } = time
  const training = study.recipe.epochs * epochSeconds + scoreSeconds
  const checks = checkSpecs(study).map(({ arms, replicates }) => {
    return { trainings: replicates * (1 + arms.reduce((n, { draws }) => n + draws, 0)), replicates }
  })
  const checkTrainings = checks.reduce((sum, { trainings }) => sum + trainings, 0)
  // Every thread draws the data of every replicate by itself.
  const checkDraws = checks.reduce((sum, { replicates }) => sum + replicates, 0) * drawSeconds
  const { longest } = demand
  const bound = largestJudgement(input.settings)
  const stored = demand.evaluations + checkTrainings
  const candidateBytes = CANDIDATE_FILL * (CANDIDATE_BYTES + JSON.stringify(topologyDocument(example)).length)
  return {
    iterations: context.iterations,
    candidates: demand.candidates,
    evaluations: demand.evaluations,
    atMost: (bound !== undefined && bound > 1) || mayStopEarly(study),
    checkTrainings,
    weights: time.weights,
    seconds: {
      search: START_SECONDS + drawSeconds + demand.seconds,
      evaluations:
        longest.epochs * epochSeconds + longest.trainings * scoreSeconds + RECORD_SECONDS * demand.evaluations,
      check: Math.ceil(checkTrainings / threads) * training + (checkTrainings > 0 ? checkDraws : 0),
    },
    cpuSeconds:
      START_CPU_SECONDS +
      threads * drawSeconds +
      demand.cpuSeconds +
      demand.epochs * epochSeconds +
      demand.evaluations * (scoreSeconds + RECORD_SECONDS) +
      checkTrainings * training +
      (checkTrainings > 0 ? threads * checkDraws : 0),
    memoryBytes:
      PROGRAM_MIB * MIB +
      threads * (THREAD_MIB * MIB + time.bytes + (isGenerated(study.data) ? data.buffer.byteLength : 0)) +
      (input.encoded?.buffer.byteLength ?? 0),
    // The newest two states.
    diskBytes:
      EMPTY_BYTES +
      2 * demand.stateBytes +
      EVALUATION_BYTES * stored +
      EPOCH_BYTES * (demand.epochs + checkTrainings * study.recipe.epochs) +
      candidateBytes * (demand.candidates + checkTrainings) +
      METRIC_BYTES * demand.metrics +
      STEP_BYTES * demand.steps,
  }
}

/**
 * What the whole search asks for. One that only evaluates, or wires what it evaluates, is gone through to its end; of one that does other work, which
 * takes time to do, two miniatures are.
 */
function searchDemand(input: EstimateInput): ReturnType<typeof miniatureSearch> {
  const { context, strategy, settings } = input
  const stopwatch = createStopwatch(input)
  const start = strategy.start(context, settings)
  const onlyEvaluates = strategy.ask(start).every(({ kind }) => kind === 'evaluation' || kind === 'wiring')
  if (onlyEvaluates) {
    const whole = miniatureSearch(input, context.iterations, stopwatch)
    return { ...whole, demand: times(whole.demand, 1 / Math.max(whole.done, 1e-6)) }
  }
  const [small, large] = MINIATURES.map((iterations) => miniatureSearch(input, iterations, stopwatch))
  const further = (context.iterations - MINIATURES[0]) / (MINIATURES[1] - MINIATURES[0])
  const demand = mapped(small.demand, large.demand, (a, b) => Math.max(0, a + further * (b - a)))
  // A miniature has moved too little to show all choices that are judged in the end.
  const judged = largestJudgement(settings) ?? large.demand.evaluations
  const { epochs } = context.recipe
  const trainings = Math.ceil(judged / input.threads)
  const judgement = { evaluations: judged, epochs: judged * epochs, longest: { trainings, epochs: trainings * epochs } }
  const { stateBytes } = large.demand
  // The first miniature has warmed everything up.
  const seconds = (large.demand.seconds * context.iterations) / MINIATURES[1]
  const cpuSeconds = (large.demand.cpuSeconds * context.iterations) / MINIATURES[1]
  const candidates = Math.min(judged, snapshotsOf(settings) ?? large.demand.candidates)
  return { ...large, demand: { ...demand, ...judgement, candidates, stateBytes, seconds, cpuSeconds } }
}

const mapped = (a: Demand, b: Demand, f: (x: number, y: number) => number): Demand => ({
  candidates: f(a.candidates, b.candidates),
  evaluations: f(a.evaluations, b.evaluations),
  epochs: f(a.epochs, b.epochs),
  longest: {
    epochs: f(a.longest.epochs, b.longest.epochs),
    trainings: f(a.longest.trainings, b.longest.trainings),
  },
  steps: f(a.steps, b.steps),
  metrics: f(a.metrics, b.metrics),
  seconds: f(a.seconds, b.seconds),
  cpuSeconds: f(a.cpuSeconds, b.cpuSeconds),
  stateBytes: f(a.stateBytes, b.stateBytes),
})

const times = (demand: Demand, factor: number): Demand => {
  const scaled = mapped(demand, demand, (x) => x * factor)
  const [candidates, evaluations] = [Math.round(scaled.candidates), Math.round(scaled.evaluations)]
  return { ...scaled, candidates, evaluations, stateBytes: demand.stateBytes }
}

const numberIn = (settings: unknown, name: string): number | undefined => {
  const value = (settings as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'number' ? value : undefined
}
const snapshotsOf = (settings: unknown) => numberIn(settings, 'snapshots')

/** Trainings by which a search that says so judges its snapshots. */
function largestJudgement(settings: unknown): number | undefined {
  const [snapshots, judgements] = [snapshotsOf(settings), numberIn(settings, 'judgements')]
  return snapshots === undefined || judgements === undefined ? undefined : snapshots * judgements
}

/** Does an item, a second time when that is quick: the first may have to draw data and compile. */
function createStopwatch({ study, encoded }: EstimateInput): Stopwatch {
  const runner = new ItemRunner(studyContext(study, encoded))
  const began = performance.now()
  const known = new Map<WorkItem['kind'], { result: WorkResult; seconds: number }>()
  const once = (item: WorkItem) => {
    const start = processorSeconds()
    return { result: runner.run(item), seconds: processorSeconds() - start }
  }
  return (item) => {
    const old = known.get(item.kind)
    if (old && performance.now() - began > MEASURE_MS) return old
    const first = once(item)
    const measured = first.seconds < 0.2 ? once(item) : first
    known.set(item.kind, measured)
    return measured
  }
}

const mayStopEarly = ({ recipe }: EstimateInput['study']): boolean =>
  'earlyStopping' in recipe && recipe.earlyStopping !== undefined

function fail(message: string): never {
  throw new Error(message)
}
