import { metricText } from '../comparison/metric-words.js'
import type { Replayed } from '../comparison/replay.js'
import { type Metric, metricOf, scoreBy } from '../evaluation/metric.js'
import type { Outcome } from '../evaluation/outcome.js'
import type { RunHeader } from '../store/records.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { type Cell, textTable } from './text-table.js'

export function replayResult(header: RunHeader, candidate: string, replayed: readonly Replayed[]): Result {
  const metric = metricOf(header.study as Parameters<typeof metricOf>[0])
  const rows = replayed.map(({ stored, again, differences }): Cell[] => [
    ...[
      stored.id.slice(0, 12),
      stored.replicate,
      stored.scoreOn,
      outcomeText(metric, stored.outcome),
      outcomeText(metric, again),
    ],
    differences.length === 0 ? 'equal' : `differs: ${differences.join(', ')}`,
  ])
  const titles = ['evaluation', 'replicate', 'split', 'stored', 'again', 'verdict']
  return {
    json: () => ({
      ...runIdentity('replay', header),
      candidate,
      evaluations: replayed.map(({ stored, again, differences }) => ({
        evaluation: stored.id,
        replicate: stored.replicate,
        scoreOn: stored.scoreOn,
        equal: differences.length === 0,
        differences,
        stored: comparedPart(stored.outcome),
        again: comparedPart(again),
      })),
    }),
    csv: () => ({ titles, rows }),
    table: () => textTable(titles, rows),
  }
}

function comparedPart(outcome: Outcome): object {
  if (outcome.state !== 'scored') return outcome
  const { state, score, networkHash } = outcome
  return { state, ...score, networkHash }
}

const outcomeText = (metric: Metric, outcome: Outcome): string =>
  outcome.state === 'scored'
    ? `${metricText(metric, scoreBy(metric, outcome.score))} ${outcome.networkHash.slice(0, 8)}`
    : outcome.state
