import { isBetter, type Metric } from '../evaluation/metric.js'
import type { RunReader } from '../store/run-reader.js'
import type { SearchEvaluation } from '../store/search-evaluations.js'
import { CHECK_PHASE, searchTime } from '../store/search-time.js'

/** Where a search stood after one of its evaluations. */
export interface CurvePoint {
  readonly evaluations: number
  /** Samples x steps so far, work on a supernet included; null where that was not counted. */
  readonly sampleSteps: number | null
  /** Processor time of the search so far, on the machine that it ran on; null where that was not measured. */
  readonly cpuSeconds: number | null
  /** The best mean of a candidate so far, by the run's metric; null before any was scored with the full budget. */
  readonly value: number | null
  /** Whose it is. */
  readonly candidate: string | null
}

export interface AnytimeCurve {
  readonly metric: Metric
  readonly points: readonly CurvePoint[]
  /** Work that no evaluation followed yet is in the totals. */
  readonly total: { readonly sampleSteps: number | null; readonly cpuSeconds: number | null }
}

/**
 * Best so far against what was spent, evaluations in the order in which the search asked for them. A candidate counts with
 * its mean over the trainings that it had by then at the largest budget of the run, so more trainings of the best one may
 * lower it; cheaper trainings cost, and judge nobody.
 */
export function anytimeCurve(store: RunReader): AnytimeCurve {
  const evaluations = store.searchEvaluations()
  const supernet = store.otherSampleSteps()
  const sampleSteps = sampleStepsUntil(evaluations, supernet)
  const cpuSeconds = cpuSecondsUntil(store, evaluations, supernet)
  const best = bestUntil(evaluations, store.metric)
  const points = evaluations.map(({ step }, i): CurvePoint => {
    return { evaluations: i + 1, sampleSteps: sampleSteps(i, step), cpuSeconds: cpuSeconds(i, step), ...best(i) }
  })
  const last = evaluations.length - 1
  return {
    metric: store.metric,
    points,
    total: { sampleSteps: sampleSteps(last, null), cpuSeconds: cpuSeconds(last, null) },
  }
}

/** After evaluation `index` and everything else up to and including a step; of all steps where that is null. */
type Until = (index: number, step: number | null) => number | null

type StepCosts = ReturnType<RunReader['otherSampleSteps']>

function sampleStepsUntil(evaluations: readonly SearchEvaluation[], supernet: StepCosts): Until {
  if (evaluations.some((evaluation) => evaluation.sampleSteps === null)) return () => null
  const sums = running(evaluations.map((evaluation) => evaluation.sampleSteps ?? 0))
  const other = stepsUntil(supernet)
  return (index, step) => (sums[index] ?? 0) + other(step)
}

/**
 * Processor time is measured for phases, not for evaluations: what the search took is shared out by the time that threads
 * were busy. That of an evaluation is known; the rest went into the supernet, by samples x steps.
 */
function cpuSecondsUntil(store: RunReader, evaluations: readonly SearchEvaluation[], supernet: StepCosts): Until {
  const loads = store.sessions().map(({ load }) => load)
  if (loads.length === 0 || loads.some((load) => load === null || load.cpuSeconds === null)) return () => null
  const { cpuSeconds } = searchTime(store)
  const sums = running(evaluations.map(({ seconds }) => seconds))
  const other = stepsUntil(supernet)
  const trained = sums[sums.length - 1] ?? 0
  const { [CHECK_PHASE]: _, ...phases } = store.spent().phases
  const busy = Object.values(phases).reduce((sum, { threadSeconds }) => sum + threadSeconds, 0)
  const relaxed = other(null) > 0 ? Math.max(0, busy - trained) : 0
  const share = trained + relaxed > 0 ? cpuSeconds / (trained + relaxed) : 0
  return (index, step) => {
    const before = relaxed > 0 ? (relaxed * other(step)) / other(null) : 0
    return share * ((sums[index] ?? 0) + before)
  }
}

function stepsUntil(costs: StepCosts): (step: number | null) => number {
  const sums = running(costs.map(({ sampleSteps }) => sampleSteps))
  return (step) => {
    let [low, high] = [0, costs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (step === null || costs[middle].step <= step) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : sums[low - 1]
  }
}

interface Best {
  readonly candidate: string
  readonly value: number
}

function bestUntil(evaluations: readonly SearchEvaluation[], metric: Metric) {
  const epochs = evaluations.reduce((most, e) => Math.max(most, e.epochs), 0)
  const scores = new Map<string, { sum: number; n: number }>()
  const course: Pick<CurvePoint, 'value' | 'candidate'>[] = []
  let best: Best | undefined
  for (const { candidate, value, epochs: budget } of evaluations) {
    if (budget === epochs && Number.isFinite(value)) {
      const { sum, n } = scores.get(candidate) ?? { sum: 0, n: 0 }
      scores.set(candidate, { sum: sum + value, n: n + 1 })
      const mean = (sum + value) / (n + 1)
      if (!best || isBetter(metric, mean, best.value)) best = { candidate, value: mean }
      else if (best.candidate === candidate) best = bestOf(scores, metric)
    }
    course.push({ value: best?.value ?? null, candidate: best?.candidate ?? null })
  }
  return (index: number) => course[index]
}

function bestOf(scores: ReadonlyMap<string, { sum: number; n: number }>, metric: Metric) {
  let best: Best | undefined
  for (const [candidate, { sum, n }] of scores) {
    if (!best || isBetter(metric, sum / n, best.value)) best = { candidate, value: sum / n }
  }
  return best
}

function running(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}
