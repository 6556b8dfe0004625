import type { Score } from '../../src/evaluation/outcome.js'
import type { WorkItem, WorkResult } from '../../src/evaluation/work-item.js'
import type { Topology } from '../../src/topology/topology.js'

/** The outcome of an evaluation that never was. */
export function scoredResult(change: Partial<Score>): WorkResult {
  const score = { accuracy: 0.5, loss: 1, spikesPerSample: 10, synapticOperations: 20, firingRate: 0.1, ...change }
  return { kind: 'evaluation', outcome: { state: 'scored', score, labels: [], epochs: [], networkHash: '' } }
}

/** Scores candidates by a formula: a task whose optimum is known, and that costs nothing. */
export function judgedBy(score: (candidate: Topology, epochs: number) => Partial<Score>) {
  return (items: readonly WorkItem[]): WorkResult[] =>
    items.map((item) => {
      if (item.kind !== 'evaluation') throw new Error('only candidates are judged by a formula')
      return scoredResult(score(item.candidate, item.epochs))
    })
}
