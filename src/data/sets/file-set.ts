import type { BadFile } from '../readers/bad-file.js'
import type { Signal, SignalShape } from '../signal.js'

/** The part of a set that a sample belongs to by its publisher's word. Search splits are cut out of `train`. */
export type Part = 'train' | 'test'

export interface SetSample {
  /** Unique within the set; what messages and reports name. */
  readonly path: string
  /** Index into the set's class names. */
  readonly label: number
  readonly part: Part
  /** Speaker, user, recording session: what must stay together when the question is about new ones. */
  readonly group: string | null
  /** The file as it lies, or the signal itself where one file holds many samples. */
  readonly content: Uint8Array | Signal
}

/** A published data set that lies in files: where, in which layout, and what is in it. */
export interface FileSet {
  /** As in `data.source`. */
  readonly name: string
  readonly title: string
  /** Of every signal that `decode` gives. */
  readonly shape: SignalShape
  readonly classNames: readonly string[]
  /** As published; `null` where it is not known. */
  readonly licence: string | null
  /** How to cite it. */
  readonly attribution: string
  /** Where to get it. */
  readonly homepage: string
  /** What a folder has to hold, in one sentence: printed when the set is not found. */
  readonly layout: string
  /** The folder it lies in, where it lies nowhere else: a set of the user's own. */
  readonly folder?: string
  /** Number of the recording among those of its speaker and class, where the set counts them. */
  takeOf?(path: string): number | null
  /** Of the contents, where that is known without reading them. */
  fingerprint?(): string
  /** Paths of the files or folders of the set below `folder`, in a fixed order; undefined when it is not there. */
  find(folder: string): readonly string[] | undefined
  /**
   * Streams every sample, in an order that depends on the content alone. A bad file goes to `onBad`, which may throw; what
   * a set puts right by a rule of its own, to `onNote`.
   */
  samples(
    paths: readonly string[],
    onBad: (bad: BadFile) => void,
    onNote?: (note: string) => void,
  ): AsyncIterable<SetSample>
  /** The signal of a sample whose content is bytes. Pure; throws BadFile. */
  decode(path: string, bytes: Uint8Array): Signal
}
