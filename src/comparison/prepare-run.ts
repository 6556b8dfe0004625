import { type DataProgress, describeData, isGenerated, resolveDataset } from '../data/catalogue.js'
import type { EncodedDataset, Split } from '../data/dataset.js'
import { metricOf } from '../evaluation/metric.js'
import { splitSamples } from '../learning/samples.js'
import { completeStudy } from '../search/complete-study.js'
import type { AnyStrategy, StrategyContext } from '../search/strategy.js'
import { type Study, taskSettings } from '../search/study.js'
import { UsageError } from '../usage-error.js'
import type { RunGroup } from './run-group.js'

export interface DataOptions {
  readonly dataDir?: string | undefined
  readonly cacheFolder?: string | undefined
  readonly skipBad?: boolean | undefined
}

/** What it takes to read a study's data. */
export interface DataReading extends DataOptions {
  readonly threads: number
  readonly reporter?: { onData?(progress: DataProgress): void } | undefined
  readonly group?: Pick<RunGroup, 'dataset'> | undefined
}

/** The data set that threads share; null where every thread draws the task by itself. */
export async function sharedDataset(study: Study, options: DataReading): Promise<EncodedDataset | null> {
  if (isGenerated(study.data)) return null
  return resolveDataset(study.data, {
    seed: study.seed,
    replicate: 0,
    dataDir: options.dataDir,
    cacheFolder: options.cacheFolder,
    skipBad: options.skipBad,
    threads: options.threads,
    onProgress: (progress) => options.reporter?.onData?.(progress),
  })
}

/** A study with everything loaded and checked that a run of it needs. */
export interface Prepared {
  /** With the strategy's defaults filled in. */
  readonly study: Study
  readonly encoded: EncodedDataset | null
  readonly strategy: AnyStrategy
  readonly settings: unknown
  readonly context: StrategyContext
}

/** Loads data and strategy and lets the strategy check its settings, so that a bad study fails before a run exists. */
export async function prepareRun(given: Study, options: DataReading): Promise<Prepared> {
  const { study, strategy, settings } = await completeStudy(given)
  const read = () => sharedDataset(study, options)
  const encoded = await (options.group?.dataset(read) ?? read())
  const samples = trainingSamples(study, encoded)
  const { iterations } = study.schedule
  const metric = metricOf(study)
  const context: StrategyContext = {
    space: study.space,
    constraints: study.constraints ?? {},
    metric,
    objectives: study.objectives ?? [metric.name],
    ...(study.from && { from: study.from }),
    recipe: study.recipe,
    seed: study.seed,
    iterations,
    total: iterations,
    samples,
    task: taskSettings(study.data),
  }
  strategy.start(context, settings)
  return { study, encoded, strategy, settings, context }
}

/** Throws UsageError when a split that is needed has no sample. */
function trainingSamples(study: Study, encoded: EncodedDataset | null): StrategyContext['samples'] {
  const described = describeData(study.data).samples
  const count = (split: Split) => (encoded ? splitSamples(encoded, [split]).length : (described?.[split] ?? 0))
  const needed: Split[] = ['weights', 'selection']
  if (study.comparisons.length > 0) needed.push('test')
  for (const split of needed) {
    if (count(split) > 0) continue
    throw new UsageError(`the data has no sample in its ${split} part: give more of it, or change the splits`)
  }
  const watched = 'earlyStopping' in study.recipe ? study.recipe.earlyStopping?.on : undefined
  if (watched && count(watched) === 0) {
    throw new UsageError(
      `recipe.earlyStopping watches the ${watched} split, but the data has no sample in it: give it some`,
    )
  }
  return { weights: count('weights'), alpha: count('alpha'), selection: count('selection') }
}
