import { z } from 'zod'
import { measureTopology, TOPOLOGY_MEASURES, type TopologyMeasure } from '../topology/measures.js'
import type { Topology } from '../topology/topology.js'

const rangeOf = (bound: z.ZodNumber) =>
  z
    .strictObject({ min: bound.optional(), max: bound.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'must have min, max or both')
    .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, 'must have a min that is at most its max')
const range = rangeOf(z.number().nonnegative())

/** Limits of what can be told before training: a candidate outside them is never trained. */
export const constraintsSchema = z.strictObject({
  synapses: range.optional().describe('Recurrent synapses of all layers.'),
  parameters: range.optional().describe('Trained weights.'),
  neurons: range.optional(),
  fanIn: range.optional().describe('Most synapses onto one neuron of a recurrent layer.'),
  fanOut: range.optional().describe('Most synapses from one neuron of a recurrent layer.'),
  excitatoryShare: rangeOf(z.number().min(0).max(1)).optional().describe('Of present recurrent synapse types, 0 to 1.'),
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

/** `at most 32`. */
export function brokenRule({ value, min, max }: Violation): string {
  return min !== undefined && value < min ? `at least ${min}` : `at most ${max}`
}
