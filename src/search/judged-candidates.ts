import type { Score } from '../evaluation/outcome.js'
import type { CandidateSummary } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { parseTopology } from '../topology/topology-document.js'
import { OBJECTIVES, type Objective, objectiveValue } from './objectives.js'

/** A candidate of a search with its objectives, means over its trainings; NaN where nothing was scored. */
export interface JudgedCandidate {
  readonly summary: CandidateSummary
  readonly values: Readonly<Record<Objective, number>>
}

/**
 * Candidates of the search, best mean accuracy first. The arms of the check, which no step proposed and no selection score
 * judged, are left out.
 */
export function judgedCandidates(store: RunReader): JudgedCandidate[] {
  return store
    .candidates()
    .filter(({ role, epochs }) => role !== null || epochs > 0)
    .map((summary) => {
      const topology = parseTopology(summary.topology, `candidate ${summary.hash.slice(0, 12)}`)
      const score = meanScore(summary)
      const values = OBJECTIVES.map((objective) => [objective, objectiveValue(objective, topology, score)] as const)
      return { summary, values: Object.fromEntries(values) as Record<Objective, number> }
    })
}

function meanScore({ accuracy, loss, spikesPerSample, synapticOperations, firingRate }: CandidateSummary): Score {
  return {
    accuracy: accuracy.mean,
    loss: loss.mean,
    spikesPerSample: spikesPerSample.mean,
    synapticOperations: synapticOperations.mean,
    firingRate: firingRate.mean,
  }
}
