import type { RunHeader } from '../store/records.js'

/** The keys that every JSON document about a run begins with. */
export function runIdentity(schema: string, header: RunHeader): object {
  const { name, studyHash, codeVersion, seed } = header
  return { schema: `motif-search/${schema}/1`, run: name, studyHash, codeVersion, seed }
}
