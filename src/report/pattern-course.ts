import type { RunFacts } from './run-facts.js'

/** Means over the trainings of one topology, epoch by epoch. */
export interface PatternCourse {
  readonly trainings: number
  /** Of the trained networks, frozen. */
  readonly loss: number
  /** [epoch] */
  readonly cost: readonly number[]
  /** [epoch] spikes of a hidden neuron per step. */
  readonly rate: readonly number[]
}

/** Of what a search has discovered, over its trainings of the largest budget; undefined while none is scored. */
export function patternCourse({ store, result }: RunFacts): PatternCourse | undefined {
  if (result === undefined) return undefined
  const evaluations = store.evaluations({ candidateHash: result.candidate })
  const scored = evaluations.flatMap(({ outcome, epochs }) => (outcome.state === 'scored' ? [{ outcome, epochs }] : []))
  if (scored.length === 0) return undefined
  const most = Math.max(...scored.map(({ epochs }) => epochs))
  const own = scored.filter(({ epochs }) => epochs === most).map(({ outcome }) => outcome)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const each = Array.from({ length: Math.min(...own.map(({ epochs }) => epochs.length)) }, (_, i) => i)
  return {
    trainings: own.length,
    loss: mean(own.map(({ score }) => score.loss)),
    cost: each.map((i) => mean(own.map(({ epochs }) => epochs[i].loss))),
    rate: each.map((i) => mean(own.map(({ epochs }) => epochs[i].firingRate))),
  }
}
