import { z } from 'zod'
import type { Split } from './dataset.js'

const count = (least: number, usual: number) => z.int().min(least).max(20_000).default(usual)
const probability = (usual: number) => z.number().min(0).max(1).default(usual)
const background = z.number().min(0).max(0.99).default(0.01)

/** Trials per split. */
const samples = z
  .strictObject({
    weights: z.int().min(1).max(1_000_000).default(1000),
    alpha: z.int().min(0).max(1_000_000).default(1000),
    selection: z.int().min(0).max(1_000_000).default(1000),
    test: z.int().min(0).max(1_000_000).default(1000),
  })
  .prefault({})

const delayedMatchSchema = z.strictObject({
  source: z.literal('delayed-match'),
  inputsPerGroup: z.int().min(1).max(1000).default(10),
  cueSteps: count(1, 10),
  gap: count(0, 50),
  probeSteps: count(1, 10),
  tailSteps: count(0, 15),
  p: probability(0.4),
  background,
  samples,
})

const cueAccumulationSchema = z.strictObject({
  source: z.literal('cue-accumulation'),
  inputsPerGroup: z.int().min(1).max(1000).default(10),
  cues: z
    .int()
    .min(1)
    .max(99)
    .refine((n) => n % 2 === 1, 'must be odd, so that one side has more cues')
    .default(7),
  cueSteps: z.int().min(1).max(200).default(5),
  gapSteps: z.int().min(0).max(200).default(5),
  delay: count(0, 30),
  recallSteps: z.int().min(1).max(1000).default(10),
  p: probability(0.4),
  noise: z.number().min(0).max(0.99).default(0.04),
  background,
  samples,
})

const indexRange = (from: number, to: number) =>
  z
    .tuple([z.int().min(0), z.int().min(0)])
    .refine(([first, last]) => first <= last, 'must be [first, last] with first <= last')
    .default([from, to])

const fsddSchema = z.strictObject({
  source: z.literal('fsdd'),
  /** Hz at which the ear runs. */
  sampleRate: z.int().min(2000).max(48_000).default(12_500),
  decimation: z.int().min(1).max(10_000).default(200),
  binBy: z.int().min(1).max(1000).default(3),
  maxSteps: z.int().min(1).max(65_535).default(200),
  multiplicity: z.enum(['keep', 'once']).default('keep'),
  splits: z
    .strictObject({
      weights: indexRange(10, 29),
      alpha: indexRange(30, 49),
      selection: indexRange(5, 9),
      test: indexRange(0, 4),
    })
    .refine(areDisjoint, 'must be ranges of recording indices that do not overlap')
    .prefault({}),
  heldOutSpeaker: z.string().min(1).optional(),
})

function areDisjoint(splits: Record<Split, readonly [number, number]>): boolean {
  const ranges = Object.values(splits).sort((a, b) => a[0] - b[0])
  return ranges.every((range, i) => i === 0 || range[0] > ranges[i - 1][1])
}

/** The `data` section of a study. */
export const dataSchema = z.discriminatedUnion('source', [delayedMatchSchema, cueAccumulationSchema, fsddSchema])

export type DataSpec = z.output<typeof dataSchema>
export type DataSource = DataSpec['source']

/** Data that is drawn from the seed. */
export type GeneratedSpec = Exclude<DataSpec, { source: 'fsdd' }>
