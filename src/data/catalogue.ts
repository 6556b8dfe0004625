import { z } from 'zod'
import { key } from '../kernel/numerics/random.js'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { binnedSteps } from './binning.js'
import type { EncodedDataset, Split } from './dataset.js'
import { lyonChannels } from './encoders/lyon-design.js'
import { DIGIT_NAMES, type FileContext, fsddStepSeconds, loadFsdd } from './fsdd-dataset.js'
import { type GeneratedSpec, generate, trialShape } from './generators/generate.js'

export type { DataProgress, FileContext } from './fsdd-dataset.js'
export type { GeneratedSpec } from './generators/generate.js'

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

export interface DataDescription {
  readonly source: DataSource
  readonly generated: boolean
  readonly channels: number
  readonly classNames: readonly string[]
  readonly classes: number
  /** The longest a sample can be, in steps. */
  readonly maxSteps: number
  /** Seconds per step, or null. */
  readonly dt: number | null
  /** Samples per split where the settings say it; null for file sets. */
  readonly samples: Readonly<Record<Split, number>> | null
}

/** What a data set will look like, from its settings alone: no file is read, nothing is drawn. */
export function describeData(spec: DataSpec): DataDescription {
  if (spec.source === 'fsdd') {
    const maxSteps = binnedSteps(65_535, spec)
    const { source, sampleRate } = spec
    const classes = { classNames: DIGIT_NAMES, classes: DIGIT_NAMES.length }
    return {
      source,
      generated: false,
      channels: lyonChannels(sampleRate),
      ...classes,
      maxSteps,
      dt: fsddStepSeconds(spec),
      samples: null,
    }
  }
  const { classNames, channels, steps } = trialShape(spec)
  const classes = { classNames, classes: classNames.length }
  return {
    source: spec.source,
    generated: true,
    channels,
    ...classes,
    maxSteps: steps,
    dt: null,
    samples: spec.samples,
  }
}

/** True for data that is drawn from the seed: fresh in each replicate, and available in any thread. */
export const isGenerated = (spec: DataSpec): spec is GeneratedSpec => spec.source !== 'fsdd'

export interface DataDraw {
  readonly seed: number
  readonly replicate: number
  /** Numeric settings to use instead of the spec's: a curriculum's { gap: 35 }. */
  readonly override?: Readonly<Record<string, number>> | undefined
}

export type DataContext = DataDraw & FileContext

/**
 * The data set of a spec. Generated sets are drawn with key(seed, 'data', replicate); file sets are the same for all
 * replicates and need `dataDir` or one of the usual places.
 */
export async function resolveDataset(spec: DataSpec, context: DataContext): Promise<EncodedDataset> {
  if (isGenerated(spec)) return generateDataset(spec, context)
  const changed = withOverride(spec, context.override)
  return loadFsdd(changed, context)
}

/** As `resolveDataset`, at once, for generated sets. */
export function generateDataset(spec: GeneratedSpec, { seed, replicate, override }: DataDraw): EncodedDataset {
  return generate(withOverride(spec, override), key(seed, 'data', replicate))
}

/** The spec with some of its numeric settings replaced. Throws UsageError when one does not exist or cannot be so. */
export function withOverride<Spec extends DataSpec>(spec: Spec, override: DataDraw['override'] = {}): Spec {
  const known = Object.entries(spec).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []))
  for (const name of Object.keys(override)) {
    if (known.includes(name)) continue
    throw new UsageError(`data.${name} is not a numeric setting of '${spec.source}'${didYouMean(name, known)}`)
  }
  const result = dataSchema.safeParse({ ...spec, ...override })
  if (result.success) return result.data as Spec
  const [issue] = result.error.issues
  throw new UsageError(`data.${issue.path.join('.')}: ${issue.message}, but got ${override[String(issue.path[0])]}`)
}
