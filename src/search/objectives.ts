import { z } from 'zod'
import type { Score } from '../evaluation/outcome.js'
import { measureTopology } from '../topology/measures.js'
import type { Topology } from '../topology/topology.js'
import type { Point } from './pareto.js'

/**
 * What a search may want of a candidate. Of a topology alone: `synapses` (recurrent), `parameters`; of its training:
 * `accuracy`, `loss`, `spikes` and `synapticOperations` per sample. All but accuracy are to be small.
 */
export const OBJECTIVES = ['accuracy', 'loss', 'synapses', 'parameters', 'spikes', 'synapticOperations'] as const
export type Objective = (typeof OBJECTIVES)[number]

const VALUE: Readonly<Record<Objective, (topology: Topology, score: Score) => number>> = {
  accuracy: (_, score) => score.accuracy,
  loss: (_, score) => score.loss,
  synapses: (topology) => measureTopology(topology, 'synapses'),
  parameters: (topology) => measureTopology(topology, 'parameters'),
  spikes: (_, score) => score.spikesPerSample,
  synapticOperations: (_, score) => score.synapticOperations,
}

export function objectiveValue(objective: Objective, topology: Topology, score: Score): number {
  return VALUE[objective](topology, score)
}

export const isMaximised = (objective: Objective): boolean => objective === 'accuracy'

/** The values as a point to be minimised. */
export function minimisedPoint(objectives: readonly Objective[], topology: Topology, score: Score): Point {
  return objectives.map((objective) => {
    const value = objectiveValue(objective, topology, score)
    return isMaximised(objective) ? -value : value
  })
}

export const objectivesSchema = z
  .array(z.enum(OBJECTIVES))
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'must name every objective once')
