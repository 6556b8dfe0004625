import { z } from 'zod'

/** Length of a simulation step, microseconds. */
const stepMicros = z.int().min(10).max(10_000).default(100)
const size = z.int().min(1).max(65_535)

export const SSBM_PATTERNS = ['poisson', 'auryn', 'oxford', 'seqgen'] as const

/** Pairs of an input and a target pattern of spikes, in .ras files. */
export const patternSchemas = [
  /** The spiking benchmarks of F. Zenke (github.com/fzenke/ssbm, MIT). */
  z.strictObject({
    source: z.literal('ssbm'),
    pattern: z.enum(SSBM_PATTERNS),
    stepMicros,
  }),
  /** The user's own, in the folder of --data or the present one. */
  z.strictObject({
    source: z.literal('ras'),
    input: z.string().min(1),
    target: z.string().min(1),
    inputs: size,
    outputs: size,
    seconds: z.number().positive().max(600),
    /** Number of the first neuron in the target: 1 in targets that were made from the rows of an image. */
    targetFirstId: z.union([z.literal(0), z.literal(1)]).default(0),
    stepMicros,
  }),
] as const

export type PatternSpec = z.output<(typeof patternSchemas)[number]>

export const isPattern = <Spec extends { readonly source: string }>(
  spec: Spec,
): spec is Extract<Spec, { source: PatternSpec['source'] }> => spec.source === 'ssbm' || spec.source === 'ras'

export interface PatternShape {
  readonly inputs: number
  readonly outputs: number
  readonly seconds: number
  readonly targetFirstId: 0 | 1
}

/** Targets that were made from images count from 1, inputs never do. */
const SSBM: Readonly<Record<Extract<PatternSpec, { source: 'ssbm' }>['pattern'], PatternShape>> = {
  poisson: { inputs: 100, outputs: 1, seconds: 0.5, targetFirstId: 0 },
  auryn: { inputs: 100, outputs: 100, seconds: 3.5, targetFirstId: 1 },
  oxford: { inputs: 200, outputs: 200, seconds: 1.89, targetFirstId: 1 },
  seqgen: { inputs: 100, outputs: 100, seconds: 1, targetFirstId: 0 },
}

export const patternShape = (spec: PatternSpec): PatternShape => (spec.source === 'ssbm' ? SSBM[spec.pattern] : spec)

/** Undefined for the user's own. */
export const patternOrigin = ({ source }: PatternSpec) =>
  source === 'ras'
    ? undefined
    : {
        licence: 'MIT',
        attribution: 'F. Zenke, spiking benchmarks; patterns of F. Zenke, S. Ganguli, Neural Computation 30, 2018',
        homepage: 'https://github.com/fzenke/ssbm',
      }

/** How many there are of a step that lasts `stepMicros`. */
export const patternSteps = (spec: PatternSpec): number =>
  Math.ceil((patternShape(spec).seconds * 1e6) / spec.stepMicros - 1e-6)
