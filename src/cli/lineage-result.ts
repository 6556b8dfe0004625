import { spreadText } from '../comparison/metric-words.js'
import type { CandidateSummary } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { findCandidate } from './find-candidate.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { textTable } from './text-table.js'

/** From the candidate back to the one that was made from no other, by what each was first proposed as. */
export function lineageOf(store: RunReader, prefix: string): CandidateSummary[] {
  const unseen = new Map(store.candidates().map((candidate) => [candidate.hash, candidate]))
  const chain: CandidateSummary[] = []
  let next: string | null = findCandidate(store, prefix).hash
  while (next !== null) {
    const candidate: CandidateSummary | undefined = unseen.get(next)
    if (!candidate) break
    chain.push(candidate)
    unseen.delete(next)
    next = candidate.parent
  }
  return chain
}

/** The chain of parents of a candidate, oldest first: what was changed, and what that did. */
export function lineageResult(store: RunReader, prefix: string): Result {
  const chain = lineageOf(store, prefix).reverse()
  const { metric } = store
  return {
    json: () => ({
      ...runIdentity('lineage', store.header),
      candidate: chain[chain.length - 1].hash,
      lineage: chain.map(({ hash, role, firstStep, parent, change, [metric.name]: score }) => ({
        ...{ candidate: hash, role, step: firstStep, parent, change, validation: { [metric.name]: score } },
      })),
    }),
    csv: () => ({
      titles: ['candidate', 'role', 'step', 'parent', 'change', metric.name, 'sd', 'n'],
      rows: chain.map(({ hash, role, firstStep, parent, change, [metric.name]: { mean, sd, n } }) => [
        ...[hash, role, firstStep, parent, change, mean, sd, n],
      ]),
    }),
    table: () =>
      textTable(
        ['candidate', { title: 'step', align: 'right' }, 'selection', 'made by'],
        chain.map(({ hash, role, firstStep, change, [metric.name]: score }) => [
          ...[hash.slice(0, 12), firstStep, spreadText(metric, score), change ?? role ?? 'under way'],
        ]),
      ),
  }
}
