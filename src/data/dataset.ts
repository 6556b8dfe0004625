/** The parts of a data set. Weights, alpha and selection come out of the training part; a search never sees `test`. */
export const SPLITS = ['weights', 'alpha', 'selection', 'test'] as const
export type Split = (typeof SPLITS)[number]

export interface SampleOrigin {
  /** Within the set. */
  readonly path: string
  /** Of the content: equal where two files are the same. */
  readonly digest: string
}

/**
 * A labelled data set as spikes, read-only, all arrays views of one SharedArrayBuffer so that threads share it.
 * Events of a sample are sorted by step; the same (step, channel) may occur more than once.
 */
export interface EncodedDataset {
  /** SHA-256 (hex) of the content: everything below but names of groups, origins and what was left out. Same key, same bits. */
  readonly key: string
  readonly name: string
  readonly channels: number
  readonly classNames: readonly string[]
  /** Names that `group` indexes: speakers, users, folds. Empty when samples have no groups. */
  readonly groupNames: readonly string[]
  /** Seconds per simulation step, or null when a step has no physical length. */
  readonly dt: number | null
  readonly samples: number
  /** [sample] number of steps, at least 1. */
  readonly steps: Uint16Array
  /** [sample] class index. */
  readonly label: Uint16Array
  /** [sample] index into SPLITS. */
  readonly split: Uint8Array
  /** [sample] index into groupNames (0 when there are none). */
  readonly group: Uint16Array
  /** [samples + 1] first event of each sample. */
  readonly eventStart: Uint32Array
  /** [event] step of the event within its sample. */
  readonly eventStep: Uint16Array
  /** [event] input channel. */
  readonly eventChannel: Uint16Array
  /** Files that were left out because they could not be read (only where the caller asked to skip them). */
  readonly skipped?: number
  /** Events past the last step that is kept, left out. */
  readonly truncated?: number
  /** [sample] Where each comes from; only of a whole set before it is split. */
  readonly origins?: readonly SampleOrigin[]
  /** Spike trains that networks are to fire, where that is what samples ask for; then labels and class names mean nothing. */
  readonly target?: SpikeTarget
  readonly buffer: SharedArrayBuffer
}

/** What a sample asks for. */
export type TargetKind = 'class' | 'spikes'

export interface SpikeTarget {
  /** Output neurons. */
  readonly outputs: number
  /** [samples + 1] first target spike of each sample. */
  readonly start: Uint32Array
  /** [spike] step within its sample, sorted. */
  readonly step: Uint16Array
  /** [spike] output neuron. */
  readonly output: Uint16Array
}
