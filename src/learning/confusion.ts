import type { EncodedDataset, Split } from '../data/dataset.js'
import type { SamplePredictor } from './prediction.js'
import { sampleAt } from './shard.js'
import { samplesToScore } from './training.js'

/** How often samples of each class were given each label. */
export interface Confusion {
  readonly classNames: readonly string[]
  /** [true class][label] */
  readonly counts: readonly (readonly number[])[]
  /** [true class] that were given none. */
  readonly unlabelled: readonly number[]
}

export interface ClassScores {
  readonly samples: number
  readonly correct: number
  readonly accuracy: number
  /** Mean of the recalls of the classes that occur. */
  readonly balancedAccuracy: number
  /** [class] share of its samples that got its label; NaN for a class without samples. */
  readonly recall: readonly number[]
}

export function confusionOf(
  classNames: readonly string[],
  pairs: Iterable<{ readonly truth: number; readonly label: number | null }>,
): Confusion {
  const counts = classNames.map(() => new Array<number>(classNames.length).fill(0))
  const unlabelled = classNames.map(() => 0)
  for (const { truth, label } of pairs) {
    if (label === null) unlabelled[truth]++
    else counts[truth][label]++
  }
  return { classNames, counts, unlabelled }
}

/** Labels all samples of a split. Throws UsageError when there are none. */
export function confusionOn(predictor: SamplePredictor, data: EncodedDataset, split: Split): Confusion {
  const pairs = Array.from(samplesToScore(data, split), (i) => ({
    truth: data.label[i],
    label: predictor.predict(sampleAt(data, i)).label,
  }))
  return confusionOf(data.classNames, pairs)
}

export function classScores({ counts, unlabelled }: Confusion): ClassScores {
  const sizes = counts.map((row, c) => row.reduce((sum, n) => sum + n, unlabelled[c]))
  const recall = counts.map((row, c) => row[c] / sizes[c])
  const present = recall.filter((r) => !Number.isNaN(r))
  const samples = sizes.reduce((sum, n) => sum + n, 0)
  const correct = counts.reduce((sum, row, c) => sum + row[c], 0)
  return {
    ...{ samples, correct, recall },
    accuracy: correct / samples,
    balancedAccuracy: present.reduce((sum, r) => sum + r, 0) / present.length,
  }
}
