import type { EncodedDataset } from './dataset.js'
import { SPLITS } from './dataset.js'
import { DatasetBuilder } from './encoded-dataset.js'

export interface Binning {
  /** Steps joined into one. */
  readonly binBy: number
  /** Steps kept after joining; later events are dropped. */
  readonly maxSteps: number
  /** Whether several events of one channel in one joined step stay several (`keep`) or become one. */
  readonly multiplicity: 'keep' | 'once'
}

/** Number of steps that `steps` become. */
export const binnedSteps = (steps: number, binning: Pick<Binning, 'binBy' | 'maxSteps'>) =>
  Math.min(binning.maxSteps, Math.ceil(steps / binning.binBy))

/** The whole data set with coarser time; splits, groups and labels stay. */
export function binSamples(dataset: EncodedDataset, binning: Binning): EncodedDataset {
  const { name, channels, classNames, groupNames, dt, skipped } = dataset
  const builder = new DatasetBuilder({
    ...{ name, channels, classNames, groupNames },
    dt: dt === null ? null : dt * binning.binBy,
    ...(skipped === undefined ? {} : { skipped }),
  })
  for (let i = 0; i < dataset.samples; i++) {
    const steps = binnedSteps(dataset.steps[i], binning)
    builder.startSample({ steps, label: dataset.label[i], group: dataset.group[i], split: SPLITS[dataset.split[i]] })
    appendBinned(builder, dataset, i, binning)
  }
  return builder.finish()
}

/** Adds sample `i`'s events, binned, to the sample that `builder` started last. */
export function appendBinned(builder: DatasetBuilder, dataset: EncodedDataset, i: number, binning: Binning): void {
  const seenAt = binning.multiplicity === 'once' ? new Int32Array(dataset.channels).fill(-1) : null
  for (let e = dataset.eventStart[i]; e < dataset.eventStart[i + 1]; e++) {
    const step = Math.floor(dataset.eventStep[e] / binning.binBy)
    if (step >= binning.maxSteps) return
    const channel = dataset.eventChannel[e]
    if (seenAt) {
      if (seenAt[channel] === step) continue
      seenAt[channel] = step
    }
    builder.event(step, channel)
  }
}
