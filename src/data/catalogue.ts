import { key } from '../kernel/numerics/random.js'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { type DataSource, type DataSpec, dataSchema } from './data-spec.js'
import type { EncodedDataset, Split, TargetKind } from './dataset.js'
import type { EncodeSettings } from './encode-settings.js'
import type { FileContext } from './encoded-set.js'
import { encoderShape } from './encoders/encoder.js'
import { encodeSettingsOf, loadFileDataset, readableSet } from './file-dataset.js'
import { encoderOf } from './file-spec.js'
import { generate, trialShape } from './generators/generate.js'
import { type GeneratedSpec, isGenerated } from './generators/generated-spec.js'
import { loadPattern } from './pattern-dataset.js'
import { isPattern, patternShape, patternSteps } from './pattern-spec.js'

export { type DataSource, type DataSpec, dataSchema } from './data-spec.js'
export type { DataProgress, FileContext } from './encoded-set.js'
export type { FileSpec } from './file-spec.js'
export { type GeneratedSpec, isGenerated } from './generators/generated-spec.js'

export interface DataDescription {
  readonly source: DataSource
  readonly generated: boolean
  readonly channels: number
  readonly target: TargetKind
  /** Empty where the target is spike trains. */
  readonly classNames: readonly string[]
  /** Outputs of a network: one for each class, or for each train of the target. */
  readonly classes: number
  /** The longest a sample can be, in steps. */
  readonly maxSteps: number
  /** Seconds per step, or null. */
  readonly dt: number | null
  /** Samples per split where the settings say it; null for file sets. */
  readonly samples: Readonly<Record<Split, number>> | null
}

/** What a data set will look like, from its settings alone: no sample is read, nothing is drawn. */
export function describeData(spec: DataSpec): DataDescription {
  if (isGenerated(spec)) {
    const { classNames, channels, steps, dt = null } = trialShape(spec)
    const { source, samples } = spec
    return { source, generated: true, channels, ...named(classNames), maxSteps: steps, dt, samples }
  }
  if (isPattern(spec)) {
    const { inputs, outputs } = patternShape(spec)
    const shape = { channels: inputs, target: 'spikes', classNames: [], classes: outputs } as const
    return {
      ...{ source: spec.source, generated: false, ...shape, maxSteps: patternSteps(spec), dt: spec.stepMicros / 1e6 },
      samples: { weights: 1, alpha: 0, selection: 1, test: 1 },
    }
  }
  const { set } = readableSet(spec)
  const { channels, maxSteps, dt } = encoderShape(encoderOf(spec, set.shape), set.shape)
  return { source: spec.source, generated: false, channels, ...named(set.classNames), maxSteps, dt, samples: null }
}

/** How raw files become spikes as in this data; null for a generated task, which has no files, and for a pattern, which is no sample of many. */
export const fileInput = (spec: DataSpec): EncodeSettings | null =>
  isGenerated(spec) || isPattern(spec) ? null : encodeSettingsOf(spec)

const named = (classNames: readonly string[]) => ({ target: 'class' as const, classNames, classes: classNames.length })

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
  if (isPattern(spec)) return loadPattern(spec, context)
  return loadFileDataset(withOverride(spec, context.override), context)
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
  const changed: Readonly<Record<string, unknown>> = { ...spec, ...override }
  const result = dataSchema.safeParse(changed)
  if (result.success) return result.data as Spec
  const [issue] = result.error.issues
  throw new UsageError(`data.${issue.path.join('.')}: ${issue.message}, but got ${changed[String(issue.path[0])]}`)
}
