import type { EncodedDataset } from '../data/dataset.js'
import type { Kernel, Sample } from '../kernel/kernel.js'
import { type Key, key } from '../kernel/numerics/random.js'
import { type Augmentation, augment } from './augmentation.js'
import type { LossSettings } from './gradient-recipe.js'
import { predictedClass, sampleLoss } from './loss.js'

/** One sample of a data set, as views. */
export function sampleAt(data: EncodedDataset, index: number): Sample {
  const start = data.eventStart[index]
  const end = data.eventStart[index + 1]
  return {
    steps: data.steps[index],
    step: data.eventStep.subarray(start, end),
    channel: data.eventChannel.subarray(start, end),
  }
}

export interface ShardSums {
  loss: number
  correct: number
  samples: number
  /** Spikes of all neurons. */
  spikes: number
  /** Spikes of the first `hidden` neurons, and how many (neuron, step) pairs they had. */
  hiddenSpikes: number
  hiddenSteps: number
}

export function emptySums(): ShardSums {
  return { loss: 0, correct: 0, samples: 0, spikes: 0, hiddenSpikes: 0, hiddenSteps: 0 }
}

export function addSums(into: ShardSums, from: ShardSums): void {
  for (const field of Object.keys(into) as (keyof ShardSums)[]) into[field] += from[field]
}

/** Per sample, and per neuron and step. */
export function meansOf(sums: ShardSums): { loss: number; accuracy: number; firingRate: number } {
  return {
    loss: sums.loss / sums.samples,
    accuracy: sums.correct / sums.samples,
    firingRate: sums.hiddenSpikes / sums.hiddenSteps,
  }
}

/** How samples are changed: sample i with key(key, i), so neither order nor shards matter. */
export interface ShardAugmentation {
  readonly settings: Augmentation
  readonly key: Key
}

/** What is done with each sample of a shard. */
export interface ShardTask {
  readonly loss: LossSettings
  /** Neurons of the recurrent layers, which come first in per-neuron arrays. */
  readonly hidden: number
  /** For training alone; absent where samples are scored or measured. */
  readonly augmentation?: ShardAugmentation
  readonly backward: boolean
  readonly visit?: (counts: Float32Array, steps: number) => void
  /** Told of each sample whether its class was right. */
  readonly judge?: (isRight: boolean) => void
}

/** Runs samples in order; with `backward` their gradients add up in the kernel. */
export function runShard(kernel: Kernel, data: EncodedDataset, samples: ArrayLike<number>, task: ShardTask): ShardSums {
  const sums = emptySums()
  const gradient = new Float32Array(data.classNames.length)
  for (let i = 0; i < samples.length; i++) {
    const index = samples[i]
    const raw = sampleAt(data, index)
    const { augmentation } = task
    const sample = augmentation ? augment(raw, data.channels, augmentation.settings, key(augmentation.key, index)) : raw
    const outputs = kernel.forward(sample)
    const label = data.label[index]
    sums.loss += sampleLoss(task.loss, outputs, label, sample.steps, gradient)
    const isRight = predictedClass(outputs) === label
    if (isRight) sums.correct++
    task.judge?.(isRight)
    countSpikes(sums, kernel.counts, task.hidden, sample.steps)
    task.visit?.(kernel.counts, sample.steps)
    if (task.backward) kernel.backward(gradient)
  }
  sums.samples = samples.length
  return sums
}

function countSpikes(sums: ShardSums, counts: Float32Array, hidden: number, steps: number): void {
  let inside = 0
  let outside = 0
  for (let k = 0; k < hidden; k++) inside += counts[k]
  for (let k = hidden; k < counts.length; k++) outside += counts[k]
  sums.spikes += inside + outside
  sums.hiddenSpikes += inside
  sums.hiddenSteps += hidden * steps
}

/** Cuts a batch into `shards` runs of nearly equal length, whatever the number of threads. */
export function cutShards(batch: Uint32Array, shards: number): Uint32Array[] {
  const parts: Uint32Array[] = []
  for (let s = 0; s < shards; s++) {
    const part = batch.subarray(Math.floor((s * batch.length) / shards), Math.floor(((s + 1) * batch.length) / shards))
    if (part.length > 0) parts.push(part)
  }
  return parts
}
