import type { CandidateSummary } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { UsageError } from '../usage-error.js'
import { runReference } from './run-folder.js'

/** The candidate whose hash begins so. Throws UsageError when none or several do. */
export function findCandidate(store: RunReader, prefix: string): CandidateSummary {
  const reference = runReference(store.folder)
  const matching = store.candidates().filter(({ hash }) => hash.startsWith(prefix.toLowerCase()))
  if (matching.length === 1) return matching[0]
  if (matching.length === 0) {
    throw new UsageError(`run ${reference} has no candidate "${prefix}": motif candidates ${reference} lists them`)
  }
  const hashes = matching.slice(0, 4).map(({ hash }) => hash.slice(0, 12))
  throw new UsageError(`"${prefix}" begins ${matching.length} candidates (${hashes.join(', ')}): give more of the hash`)
}
