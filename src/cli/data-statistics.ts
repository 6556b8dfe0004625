import { type EncodedDataset, SPLITS, type Split } from '../data/dataset.js'

export interface Spread {
  readonly min: number
  readonly median: number
  readonly mean: number
  readonly max: number
}

/** What the samples of a data set are like, as spikes. */
export interface DataStatistics {
  readonly samples: Readonly<Record<Split, number>>
  /** [class][split] */
  readonly classes: readonly { readonly name: string; readonly samples: Readonly<Record<Split, number>> }[]
  readonly groups: number
  /** Of one sample. */
  readonly steps: Spread
  readonly spikes: Spread
  readonly activeChannels: Spread
  /** Spikes per channel and second; per channel and step where a step has no physical length. */
  readonly rate: number
  /** Share of spikes past the last step that is kept. */
  readonly truncated: number
}

export function dataStatistics(data: EncodedDataset): DataStatistics {
  const { samples, classNames, groupNames, channels, dt, truncated = 0 } = data
  const all = Array.from({ length: samples }, (_, i) => i)
  const spikes = all.map((i) => data.eventStart[i + 1] - data.eventStart[i])
  const events = data.eventStep.length
  const steps = data.steps.reduce((sum, n) => sum + n, 0)
  const countsOf = (indices: readonly number[]) =>
    Object.fromEntries(SPLITS.map((split, s) => [split, indices.filter((i) => data.split[i] === s).length])) as Record<
      Split,
      number
    >
  return {
    samples: countsOf(all),
    classes: classNames.map((name, c) => ({ name, samples: countsOf(all.filter((i) => data.label[i] === c)) })),
    groups: groupNames.length,
    steps: spread(Array.from(data.steps)),
    spikes: spread(spikes),
    activeChannels: spread(
      all.map((i) => new Set(data.eventChannel.subarray(data.eventStart[i], data.eventStart[i + 1])).size),
    ),
    rate: events / channels / (steps * (dt ?? 1)),
    truncated: truncated === 0 ? 0 : truncated / (truncated + events),
  }
}

function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return {
    min: sorted[0],
    median: sorted[sorted.length >> 1],
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    max: sorted[sorted.length - 1],
  }
}

/** The first sample of each class that is not of the test split; null where there is none. */
export function exampleOfEachClass(data: EncodedDataset): (number | null)[] {
  const test = SPLITS.indexOf('test')
  return data.classNames.map((_, label) => {
    const at = data.label.findIndex((l, i) => l === label && data.split[i] !== test)
    return at < 0 ? null : at
  })
}
