import type { Key } from '../../kernel/numerics/random.js'
import type { Split } from '../dataset.js'
import type { DatasetBuilder } from '../encoded-dataset.js'

export interface TaskShape {
  readonly classNames: readonly string[]
  readonly channels: number
  /** Steps of a trial; all trials of a task are equally long. */
  readonly steps: number
  /** Seconds per step; absent where a step has no length. */
  readonly dt?: number
}

/** Adds trial `index` of `split` to the builder: one `startSample` and its events. */
export type TrialWriter = (builder: DatasetBuilder, split: Split, index: number) => void

/** A synthetic task: no files, everything out of settings and a key. */
export interface GeneratedTask<Settings> {
  /** From the settings alone; nothing is drawn. */
  shape(settings: Settings): TaskShape
  /**
   * Draws what all trials share (manifolds, templates) and returns the writer of trials. A trial is a pure function of
   * (settings, dataKey, split, index).
   */
  writer(settings: Settings, dataKey: Key): TrialWriter
}
