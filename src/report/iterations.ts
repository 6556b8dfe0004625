import type { MetricPoint } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import type { Point } from './series.js'

/** Logged numbers of an HRMAS search over its iterations, from 1: architecture step, weights and repair belong together. */
export interface IterationLog {
  readonly iterations: number
  /** Empty where the search logged no such number. */
  course(phase: string, name: string): Point[]
  /** Iteration of a step. */
  iterationOf(step: number, phase?: string): number
}

/** Every iteration trains the weights once, last but for repair. */
export function iterationLog(store: RunReader): IterationLog {
  const weights = [...new Set(store.metrics({ phase: 'weights' }).map(({ step }) => step))].sort((a, b) => a - b)
  const before = (step: number) => {
    let [low, high] = [0, weights.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (weights[middle] < step) low = middle + 1
      else high = middle
    }
    return low
  }
  const iterationOf = (step: number, phase = '') => before(step) + (phase === 'repair' ? 0 : 1)
  const point = ({ step, phase, value }: MetricPoint): Point => ({ x: iterationOf(step, phase), y: value })
  return {
    iterations: weights.length,
    course: (phase, name) => store.metrics({ phase, name }).map(point),
    iterationOf,
  }
}
