import { runResult } from '../comparison/run-result.js'
import type { RunReader } from '../store/run-reader.js'
import { parameterCount, synapseCount } from '../topology/size.js'
import { topologyDocument } from '../topology/topology-document.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { runSummary, type SummaryOptions } from './run-summary.js'

/** Undefined while nothing was scored. */
export function bestResult(store: RunReader, options: SummaryOptions): Result | undefined {
  const result = runResult(store)
  if (result === undefined) return undefined
  const { metric, candidate, topology, from, validation, test, tables } = result
  const synapses = synapseCount(topology)
  return {
    json: () => ({
      ...runIdentity('best', store.header),
      candidate,
      from: from === 'search' ? 'search' : 'soFar',
      topology: topologyDocument(topology),
      synapses,
      parameters: parameterCount(topology),
      metric: metric.name,
      validation: { [metric.name]: validation },
      ...(test && { test: { [metric.name]: test } }),
      testAccesses: store.testAccesses().length,
      comparisons: tables,
    }),
    csv: () => ({
      titles: [
        'run',
        'candidate',
        'synapses',
        'metric',
        'validation_mean',
        'validation_sd',
        'validation_n',
        'test_mean',
        'test_sd',
        'test_n',
      ],
      rows: [
        [
          ...[store.header.name, candidate, synapses, metric.name, validation.mean, validation.sd, validation.n],
          ...[test?.mean ?? null, test?.sd ?? null, test?.n ?? null],
        ],
      ],
    }),
    table: () => runSummary(store, options) ?? '',
  }
}
