import type { Outcome } from '../../src/evaluation/outcome.js'
import type { EvaluationRecord, RunHeader, StepRecord } from '../../src/store/records.js'

export const header: RunHeader = {
  name: 'sample',
  study: { name: 'sample', space: { motifSize: [4, 8] } },
  studyHash: 'study-hash',
  seed: 2 ** 53 - 1,
  strategy: 'hrmas',
  codeVersion: '0.1.0',
  numericsVersion: 1,
}

export const topologyOf = (hash: string) => ({ inputs: 4, name: hash })

/** A deterministic step: two phases, the second with a metric that is NaN, and one candidate. */
export function step(number: number): StepRecord {
  const hash = `candidate-${number}`
  return {
    step: number,
    phases: [
      { name: 'architecture', metrics: { loss: 1 / number, entropy: number / 7 } },
      { name: 'repair', metrics: { rate: number === 2 ? NaN : 0.1 } },
    ],
    candidates: [{ hash, topology: topologyOf(hash), role: 'discretised' }],
  }
}

export const stateOf = (number: number) => new Uint8Array([number, 1, 2, 3])

export const scored: Extract<Outcome, { state: 'scored' }> = {
  state: 'scored',
  score: { accuracy: 0.75, loss: 0.5, spikesPerSample: 12.5, synapticOperations: 20, firingRate: 0.1 },
  labels: ['saturated'],
  epochs: [
    { epoch: 1, loss: 0.9, accuracy: 0.5, firingRate: 0.2, gradientNorm: Infinity },
    { epoch: 2, loss: 0.5, accuracy: 0.75, firingRate: 0.1, gradientNorm: 1 / 3 },
  ],
  networkHash: 'network-hash',
}

export function evaluation(id: string, changes: Partial<EvaluationRecord> = {}): EvaluationRecord {
  return {
    id,
    candidate: { hash: 'candidate-1', topology: topologyOf('candidate-1') },
    replicate: 0,
    epochs: 2,
    scoreOn: 'selection',
    trainOn: ['weights', 'alpha'],
    override: {},
    recipeHash: 'recipe-hash',
    dataKey: 'data-key',
    outcome: scored,
    bookkeeping: { startedAt: '2030-01-01T00:00:00.000Z', wallSeconds: 1.5, thread: 0, attempts: 1 },
    ...changes,
  }
}
