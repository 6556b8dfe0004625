import { generateDataset, isGenerated } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import { ItemRunner } from '../evaluation/run-item.js'
import type { WorkItem, WorkResult } from '../evaluation/work-item.js'
import { key } from '../kernel/numerics/random.js'
import { planOffsets } from '../kernel/plan.js'
import { WasmKernel } from '../kernel/wasm-kernel.js'
import { compileTopology, expandWeights } from '../learning/compiled-network.js'
import { initialParameters } from '../learning/initial-weights.js'
import { startIntrinsic } from '../learning/repair.js'
import { runShard } from '../learning/shard.js'
import { splitSamples, trainingCapacity } from '../learning/training.js'
import type { AnyStrategy, StrategyContext } from '../search/strategy.js'
import type { Study } from '../search/study.js'
import { randomTopology } from '../topology/search-space.js'
import { bytesNeeded, parameterCount } from '../topology/size.js'
import { studyContext } from './study-context.js'

export interface RunEstimate {
  readonly iterations: number
  /** Candidates that the search evaluates, and the trainings of the check after it. */
  readonly evaluations: number
  /** Whether `evaluations` is an upper bound: a search may choose the same topology more than once. */
  readonly atMost: boolean
  readonly checkTrainings: number
  readonly weights: number
  /** Wall time on `threads` threads; a guess from a few samples. */
  readonly seconds: { readonly search: number; readonly evaluations: number; readonly check: number }
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** Iterations of the two miniature searches: from their difference follows what a longer one asks for. */
const MINIATURES = [2, 4] as const
/** Beyond this, times that were measured already stand in for new ones. */
const MEASURE_MS = 4000
const TIMED_SAMPLES = 8
/** Of one metric of one step in the store, with its indexes; measured on a quickstart run. */
const BYTES_PER_METRIC = 90
const SCORED: WorkResult = {
  kind: 'evaluation',
  outcome: {
    state: 'scored',
    score: { accuracy: 0.5, loss: 1, spikesPerSample: 1, synapticOperations: 20, firingRate: 0.1 },
    labels: [],
    epochs: [],
    networkHash: '',
  },
}

export interface EstimateInput {
  readonly study: Study
  readonly strategy: AnyStrategy
  readonly settings: unknown
  readonly context: StrategyContext
  readonly encoded: EncodedDataset | null
  readonly threads: number
}

/** What a run will cost, from two miniature searches whose evaluations are skipped, and from a few timed samples. */
export function estimateRun(input: EstimateInput): RunEstimate {
  const { study, context, threads } = input
  const stopwatch = createStopwatch(input)
  const [small, large] = MINIATURES.map((iterations) => miniature(input, iterations, stopwatch))
  const span = MINIATURES[1] - MINIATURES[0]
  const whole = (part: (m: Miniature) => number): number => {
    const slope = (part(large) - part(small)) / span
    return Math.max(0, part(small) + slope * (context.iterations - MINIATURES[0]))
  }
  const bound = largestJudgement(input.settings)
  const atEnd = large.evaluations.atEnd > 0 ? (bound ?? large.evaluations.atEnd) : 0
  const evaluations = Math.round(whole((m) => m.evaluations.growing)) + atEnd
  const checkTrainings = study.comparisons.reduce(
    (sum, { arms, replicates }) => sum + replicates * (1 + arms.reduce((n, { draws }) => n + draws, 0)),
    0,
  )
  const probe = timedTraining(input)
  const wall = (trainings: number): number => Math.ceil(trainings / threads) * probe.seconds
  return {
    iterations: context.iterations,
    evaluations,
    atMost: atEnd > 0 && bound !== undefined && bound > 1,
    checkTrainings,
    weights: probe.weights,
    // The first miniature has warmed everything up.
    seconds: {
      search: (large.seconds * context.iterations) / MINIATURES[1],
      evaluations: wall(evaluations),
      check: wall(checkTrainings),
    },
    memoryBytes: probe.bytes * threads + (input.encoded?.buffer.byteLength ?? probe.dataBytes * threads),
    // Two states in the store and two in its write-ahead log.
    diskBytes: 4 * large.stateBytes + BYTES_PER_METRIC * whole((m) => m.metrics),
  }
}

/**
 * Trainings by which a search that says so judges its snapshots. A miniature has moved too little to show them all:
 * its snapshots are mostly the same topology.
 */
function largestJudgement(settings: unknown): number | undefined {
  const { snapshots, judgements } = settings as { snapshots?: unknown; judgements?: unknown }
  return typeof snapshots === 'number' && typeof judgements === 'number' ? snapshots * judgements : undefined
}

interface Miniature {
  readonly seconds: number
  /** Those after the last step of other work do not grow with the iterations. */
  readonly evaluations: { readonly growing: number; readonly atEnd: number }
  readonly metrics: number
  readonly stateBytes: number
}

type Stopwatch = (item: WorkItem) => { result: WorkResult; seconds: number }

/** Does an item, a second time when that is quick: the first may have to draw data and compile. */
function createStopwatch({ study, encoded }: EstimateInput): Stopwatch {
  const runner = new ItemRunner(studyContext(study, encoded))
  const began = performance.now()
  const known = new Map<WorkItem['kind'], { result: WorkResult; seconds: number }>()
  const once = (item: WorkItem) => {
    const start = performance.now()
    return { result: runner.run(item), seconds: (performance.now() - start) / 1000 }
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

/** A search of a few iterations, of each step of which one item is done, and no evaluation. */
function miniature({ strategy, settings, context, threads }: EstimateInput, total: number, time: Stopwatch): Miniature {
  let state = strategy.start({ ...context, iterations: total, total }, settings)
  let seconds = 0
  let evaluations = { growing: 0, atEnd: 0 }
  let worked = false
  let metrics = 0
  for (let items = strategy.ask(state); items.length > 0; items = strategy.ask(state)) {
    const [first] = items
    let result = SCORED
    if (first.kind === 'evaluation') {
      const { growing, atEnd } = evaluations
      evaluations = worked ? { growing, atEnd: atEnd + items.length } : { growing: growing + items.length, atEnd }
    } else {
      worked = true
      evaluations = { growing: evaluations.growing + evaluations.atEnd, atEnd: 0 }
      const measured = time(first)
      result = measured.result
      seconds += Math.ceil(items.length / threads) * measured.seconds
    }
    const told = strategy.tell(
      state,
      items.map((item: WorkItem) => (item.kind === 'evaluation' ? SCORED : result)),
    )
    state = told.state
    metrics += told.log.phases.reduce((sum, phase) => sum + Object.keys(phase.metrics).length, 0)
  }
  return { seconds, evaluations, metrics, stateBytes: strategy.encode(state).length }
}

/** Seconds of one training of a random candidate, from a few samples forward and backward. */
function timedTraining({ study, encoded }: EstimateInput) {
  const topology = randomTopology(study.space, key(study.seed, 'estimate'))
  const data = isGenerated(study.data)
    ? generateDataset(study.data, { seed: study.seed, replicate: 0 })
    : (encoded ?? fail('a file data set was not handed to the estimate'))
  const network = compileTopology(topology)
  const { weights: count, neurons } = planOffsets(network.plan)
  const parameters = initialParameters(network, study.recipe, key(study.seed, 'replicate', 0))
  const weights = new Float32Array(count)
  expandWeights(network, parameters, weights)
  const intrinsic = startIntrinsic(topology.neuron, neurons)
  const kernel = new WasmKernel(network.plan, study.recipe, trainingCapacity(data, study.recipe))
  kernel.load(weights, intrinsic.resistance, intrinsic.tauMem)
  const trained = splitSamples(data, ['weights', 'alpha'])
  const scored = splitSamples(data, ['selection']).length
  const hidden = topology.layers.reduce((sum, layer) => sum + layer.neurons, 0)
  const pass = (backward: boolean): number => {
    const began = performance.now()
    runShard(kernel, data, trained.subarray(0, TIMED_SAMPLES), {
      loss: study.recipe.loss,
      hidden,
      backward,
    })
    return (performance.now() - began) / 1000 / Math.min(TIMED_SAMPLES, trained.length)
  }
  pass(true)
  const seconds = study.recipe.epochs * trained.length * pass(true) + scored * pass(false)
  kernel.dispose()
  const steps = trainingCapacity(data, study.recipe).steps
  return {
    seconds,
    weights: parameterCount(topology),
    bytes: bytesNeeded(topology, steps),
    dataBytes: data.buffer.byteLength,
  }
}

function fail(message: string): never {
  throw new Error(message)
}
