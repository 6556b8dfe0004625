import { z } from 'zod'
import type { Score } from '../evaluation/outcome.js'
import { measureTopology, TOPOLOGY_MEASURES, type TopologyMeasure } from '../topology/measures.js'
import type { Topology } from '../topology/topology.js'
import type { Point } from './pareto.js'

/**
 * What a search may want of a candidate. Of a topology alone: `synapses` (recurrent), `parameters`; of its training:
 * `accuracy`, `loss`, `spikes` per sample. All but accuracy are to be small.
 */
export const OBJECTIVES = ['accuracy', 'loss', 'synapses', 'parameters', 'spikes'] as const
export type Objective = (typeof OBJECTIVES)[number]

const VALUE: Readonly<Record<Objective, (topology: Topology, score: Score) => number>> = {
  accuracy: (_, score) => score.accuracy,
  loss: (_, score) => score.loss,
  synapses: (topology) => measureTopology(topology, 'synapses'),
  parameters: (topology) => measureTopology(topology, 'parameters'),
  spikes: (_, score) => score.spikesPerSample,
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

const range = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'must have min, max or both')

/** Limits of what can be told before training: a candidate outside them is never trained. */
export const constraintsSchema = z.strictObject({
  synapses: range.optional().describe('Recurrent synapses of all layers.'),
  parameters: range.optional().describe('Trained weights.'),
  neurons: range.optional(),
  fanIn: range.optional().describe('Most synapses onto one neuron of a recurrent layer.'),
  excitatoryShare: range.optional().describe('Of present recurrent synapse types, 0 to 1.'),
})
export type Constraints = z.output<typeof constraintsSchema>

/** A limit that a topology breaks. */
export interface Violation {
  readonly measure: TopologyMeasure
  readonly value: number
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** The first constraint that the topology breaks, or undefined. */
export function violation(topology: Topology, constraints: Constraints): Violation | undefined {
  for (const measure of TOPOLOGY_MEASURES) {
    const limits = constraints[measure]
    if (!limits) continue
    const value = measureTopology(topology, measure)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits
    if (value < min || value > max) return { measure, value, ...limits }
  }
  return undefined
}
