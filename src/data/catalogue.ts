import { key } from '../kernel/numerics/random.js'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { binnedSteps } from './binning.js'
import { type DataSource, type DataSpec, dataSchema, type GeneratedSpec } from './data-spec.js'
import type { EncodedDataset, Split } from './dataset.js'
import { lyonChannels } from './encoders/lyon-design.js'
import { DIGIT_NAMES, type FileContext, fsddStepSeconds, loadFsdd } from './fsdd-dataset.js'
import { generate, trialShape } from './generators/generate.js'

export { type DataSource, type DataSpec, dataSchema, type GeneratedSpec } from './data-spec.js'
export type { DataProgress, FileContext } from './fsdd-dataset.js'

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
