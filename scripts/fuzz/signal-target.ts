import type { Signal } from '../../src/data/signal.js'
import { hasShared, sharedFiles } from '../../test/data/shared-data.js'
import { FUZZED, type FuzzTarget } from './fuzz-target.js'
import { checkSignal } from './valid-signal.js'

/** What a reader may take for a file of some kilobytes: far below what a believed length field would. */
const MOST_BYTES = 64 * 2 ** 20
/** Real files are cut to this, since damage is as likely everywhere; whole events of 5 bytes. */
const REAL_BYTES = 20_000

interface SignalReader {
  readonly name: string
  /** Whole files that the damage is done to. */
  readonly files: readonly Uint8Array[]
  /** Files of a shared archive to take as well, where they lie. */
  readonly real?: { readonly archive: string; readonly path: RegExp }
  /** The signals that come out, or none from readers of other things. */
  read(path: string, bytes: Uint8Array): readonly Signal[] | Promise<readonly Signal[]>
}

/** A reader whose signals have to keep all their promises, and which takes no memory because a length field says so. */
export const signalTarget = ({ name, files, real, read }: SignalReader): FuzzTarget => ({
  name,
  where: /byte|archive/,
  async seeds() {
    if (!real || !hasShared(real.archive)) return files
    const found = await sharedFiles(real.archive, real.path)
    return [...files, ...[...found.values()].map((bytes) => bytes.slice(0, REAL_BYTES))]
  },
  async read(bytes) {
    const before = process.memoryUsage().arrayBuffers
    let fault: unknown
    try {
      const signals = await read(FUZZED, bytes)
      signals.forEach(checkSignal)
    } catch (error) {
      fault = error
    }
    // Before the fault is thrown: memory that was taken for a file that is then refused is as bad.
    const taken = process.memoryUsage().arrayBuffers - before
    if (taken > MOST_BYTES) throw new Error(`${name}: took ${taken} bytes of memory`)
    if (fault !== undefined) throw fault
  },
})
