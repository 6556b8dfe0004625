import type { Replayed } from '../comparison/replay.js'
import type { Outcome } from '../evaluation/outcome.js'
import type { RunHeader } from '../store/records.js'
import { percent } from './accuracy.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { type Cell, textTable } from './text-table.js'

export function replayResult(header: RunHeader, candidate: string, replayed: readonly Replayed[]): Result {
  const rows = replayed.map(({ stored, again, differences }): Cell[] => [
    ...[stored.id.slice(0, 12), stored.replicate, stored.scoreOn, outcomeText(stored.outcome), outcomeText(again)],
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

const outcomeText = (outcome: Outcome): string =>
  outcome.state === 'scored' ? `${percent(outcome.score.accuracy)} ${outcome.networkHash.slice(0, 8)}` : outcome.state
