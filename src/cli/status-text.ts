import { spreadText } from '../comparison/metric-words.js'
import type { ProxyTrust } from '../comparison/proxy-trust.js'
import type { RunStatus } from '../store/run-status.js'
import { percent } from './accuracy.js'
import { budgetText, runBudget, spentText, usedText } from './budget-text.js'
import { formatDuration } from './duration.js'
import type { Result } from './result.js'
import { runReference, shownPath } from './run-folder.js'
import { runIdentity } from './run-identity.js'
import { keyValues } from './text-table.js'

const SHARES = ['threads', 'busy', 'recording']

export function statusDocument(status: RunStatus, proxy: readonly ProxyTrust[] = []): object {
  const { header, state, step, evaluations, best, metric, elapsedSeconds, utilisation, used, spent } = status
  return {
    ...runIdentity('status', header),
    study: (header.study as { name?: string }).name,
    strategy: header.strategy,
    createdAt: header.createdAt,
    state,
    step,
    evaluations,
    best: best === null ? null : { candidate: best.hash, validation: { [metric.name]: best[metric.name] } },
    elapsed: elapsedSeconds,
    utilisation,
    used,
    budget: runBudget(status),
    proxy,
    spent,
  }
}

export function statusResult(status: RunStatus, folder: string, proxy: readonly ProxyTrust[]): Result {
  const { header, state, step, evaluations, best, metric, elapsedSeconds, utilisation } = status
  return {
    json: () => statusDocument(status, proxy),
    csv: () => ({
      titles: [
        'run',
        'state',
        'step',
        ...Object.keys(evaluations),
        'best',
        `best_${metric.name}`,
        'elapsed_seconds',
        ...SHARES,
      ],
      rows: [
        [
          ...[header.name, state, step, ...Object.values(evaluations)],
          ...[best?.hash ?? null, best?.[metric.name].mean ?? null, elapsedSeconds],
          ...[utilisation?.threads ?? null, utilisation?.busy ?? null, utilisation?.recording ?? null],
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
        [
          'best',
          best === null
            ? 'none yet'
            : `${metric.name === 'accuracy' ? '' : `${metric.name} `}${spreadText(metric, best[metric.name])}, candidate ${best.hash.slice(0, 12)}`,
        ],
        ['used', usedText(status)],
        ...optional('budget', budgetText(runBudget(status))),
        ...proxy.map(proxyText),
        ['time', formatDuration(elapsedSeconds)],
        ...optional('spent', spentText(status.spent)),
        ...(utilisation === null ? [] : [['load', loadText(utilisation)] satisfies [string, string]]),
      ]),
  }
}

/** `proxy   after 2 of 18 epochs: rank correlation 0.71 (0.20 to 0.92), 11 candidates` */
function proxyText({ epochs, fullEpochs, n, rankCorrelation, interval }: ProxyTrust): [string, string] {
  const range = interval === null ? '' : ` (${interval.map((x) => x.toFixed(2)).join(' to ')})`
  const found = rankCorrelation === null ? 'not defined' : `${rankCorrelation.toFixed(2)}${range}`
  return ['proxy', `after ${epochs} of ${fullEpochs} epochs: rank correlation ${found}, ${n} candidates`]
}

const optional = (name: string, text: string): [string, string][] => (text === '' ? [] : [[name, text]])

/** `2 threads, busy 96.3 % of the time; recording takes 0.21 %` */
function loadText({ threads, busy, recording }: NonNullable<RunStatus['utilisation']>): string {
  const count = `${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return `${count}, busy ${percent(busy)} of the time; recording takes ${(100 * recording).toFixed(2)} %`
}

function stateText({ state }: RunStatus, folder: string): string {
  if (state === 'stopped' || state === 'failed') return `${state}; go on with: motif resume ${runReference(folder)}`
  return state
}

function evaluationsText(evaluations: RunStatus['evaluations']): string {
  const some = Object.entries(evaluations).filter(([, n]) => n > 0)
  return some.length === 0 ? 'none yet' : some.map(([state, n]) => `${n} ${state}`).join(', ')
}
