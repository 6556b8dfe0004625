/** A reader of files that is given damaged ones. */
export interface FuzzTarget {
  readonly name: string
  /** Whole files: real ones where they are at hand. */
  seeds(): Promise<readonly Uint8Array[]>
  /** Reads all of a file that is called `FUZZED`. Throws BadFile, or gives what is in it. */
  read(bytes: Uint8Array): unknown
  /** What every message has beside the file's name: where in it the fault is. */
  readonly where: RegExp
  /** Releases what reading has taken. */
  end?(): Promise<void>
}

/** The name of every damaged file. */
export const FUZZED = 'fuzzed.bin'
