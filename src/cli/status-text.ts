import type { RunStatus } from '../store/run-status.js'
import { accuracyText } from './accuracy.js'
import { formatDuration } from './duration.js'
import type { Result } from './result.js'
import { runReference, shownPath } from './run-folder.js'
import { runIdentity } from './run-identity.js'
import { keyValues } from './text-table.js'

export function statusDocument({ header, state, step, evaluations, best, elapsedSeconds }: RunStatus): object {
  return {
    ...runIdentity('status', header),
    study: (header.study as { name?: string }).name,
    strategy: header.strategy,
    createdAt: header.createdAt,
    state,
    step,
    evaluations,
    best: best === null ? null : { candidate: best.hash, validation: { accuracy: best.accuracy } },
    elapsed: elapsedSeconds,
  }
}

export function statusResult(status: RunStatus, folder: string): Result {
  const { header, state, step, evaluations, best, elapsedSeconds } = status
  return {
    json: () => statusDocument(status),
    csv: () => ({
      titles: ['run', 'state', 'step', ...Object.keys(evaluations), 'best', 'best_accuracy', 'elapsed_seconds'],
      rows: [
        [
          ...[header.name, state, step, ...Object.values(evaluations)],
          ...[best?.hash ?? null, best?.accuracy.mean ?? null, elapsedSeconds],
        ],
      ],
    }),
    table: () =>
      keyValues([
        ['run', `${runReference(folder)} (${shownPath(folder)})`],
        ['study', `${(header.study as { name?: string }).name}, seed ${header.seed}, strategy ${header.strategy}`],
        ['state', stateText(status, folder)],
        ['step', String(step)],
        ['evaluations', evaluationsText(evaluations)],
        ['best', best === null ? 'none yet' : `${accuracyText(best.accuracy)}, candidate ${best.hash.slice(0, 12)}`],
        ['time', formatDuration(elapsedSeconds)],
      ]),
  }
}

function stateText({ state }: RunStatus, folder: string): string {
  if (state === 'stopped' || state === 'failed') return `${state}; go on with: motif resume ${runReference(folder)}`
  return state
}

function evaluationsText(evaluations: RunStatus['evaluations']): string {
  const some = Object.entries(evaluations).filter(([, n]) => n > 0)
  return some.length === 0 ? 'none yet' : some.map(([state, n]) => `${n} ${state}`).join(', ')
}
