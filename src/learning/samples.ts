import { type EncodedDataset, SPLITS, type Split } from '../data/dataset.js'
import { UsageError } from '../usage-error.js'
import { augmentedSteps } from './augmentation.js'
import type { GradientRecipe } from './gradient-recipe.js'

const knownSplits = new WeakMap<EncodedDataset, Map<string, Uint32Array>>()

/** Indices of the samples of some splits, ascending. Worked out once per data set: every work item asks. */
export function splitSamples(data: EncodedDataset, splits: readonly Split[]): Uint32Array {
  const known = knownSplits.get(data) ?? new Map<string, Uint32Array>()
  knownSplits.set(data, known)
  const name = splits.join()
  const indices = known.get(name) ?? findSamples(data, splits)
  known.set(name, indices)
  return indices
}

function findSamples(data: EncodedDataset, splits: readonly Split[]): Uint32Array {
  const wanted = new Set(splits.map((split) => SPLITS.indexOf(split)))
  const indices: number[] = []
  for (let i = 0; i < data.samples; i++) if (wanted.has(data.split[i])) indices.push(i)
  return Uint32Array.from(indices)
}

/** The samples of a split that a network is to be scored on. Throws UsageError when there are none. */
export function samplesToScore(data: EncodedDataset, split: Split): Uint32Array {
  const samples = splitSamples(data, [split])
  if (samples.length === 0) throw new UsageError(`${data.name}: the ${split} split has no samples to score on`)
  return samples
}

/** Largest sample of a data set: what a kernel must hold. */
export function dataCapacity(data: EncodedDataset): { steps: number; events: number } {
  let steps = 1
  let events = 1
  for (let i = 0; i < data.samples; i++) {
    steps = Math.max(steps, data.steps[i])
    events = Math.max(events, data.eventStart[i + 1] - data.eventStart[i])
  }
  return { steps, events }
}

/** As `dataCapacity`, for samples as training sees them. */
export function trainingCapacity(
  data: EncodedDataset,
  { augmentation }: GradientRecipe,
): { steps: number; events: number } {
  const { steps, events } = dataCapacity(data)
  return { steps: augmentedSteps(steps, augmentation), events }
}
