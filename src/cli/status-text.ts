import { COMPARE_STRATEGY } from '../comparison/compare-strategy.js'
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
import { wrapped } from './wrapped.js'

const SHARES = ['threads', 'busy', 'recording']

/** Of a search: what a comparison scores on the selection split only chooses a handmade arm. */
export const bestOf = ({ header, best }: RunStatus): RunStatus['best'] =>
  header.strategy === COMPARE_STRATEGY ? null : best

/** Strategies of one's own are named by their path; their file is enough to tell them apart in a line. */
export const strategyName = (strategy: string): string => strategy.split(/[/\\]/).at(-1) ?? strategy

export function statusDocument(status: RunStatus, proxy: readonly ProxyTrust[] = []): object {
  const { header, state, step, evaluations, metric, elapsedSeconds, utilisation, used, spent } = status
  const best = bestOf(status)
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
  const { header, state, step, evaluations, metric, elapsedSeconds, utilisation } = status
  const best = bestOf(status)
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
      statusLines([
        ['run', `${runReference(folder)} (${shownPath(folder)})`],
        [
          'study',
          `${(header.study as { name?: string }).name}, seed ${header.seed}, strategy ${strategyName(header.strategy)}`,
        ],
        ['state', stateText(status, folder)],
        ['step', String(step)],
        ['evaluations', evaluationsText(evaluations)],
        header.strategy === COMPARE_STRATEGY
          ? ['comparison', comparisonAdvice(status, folder)]
          : ['best', bestText(status)],
        ['used', usedText(status)],
        ...optional('budget', budgetText(runBudget(status))),
        ...proxy.map(proxyText),
        ['time', formatDuration(elapsedSeconds)],
        ...optional('spent', spentText(status.spent)),
        ...(utilisation === null ? [] : [['load', loadText(utilisation)] satisfies [string, string]]),
      ]),
  }
}

/** Long values go on below themselves. */
function statusLines(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 2
  const lines = pairs.flatMap(([name, value]) =>
    // A path stays in one piece, to be copied.
    name === 'run' ? [[name, value] as const] : folded(name, value, width),
  )
  return keyValues(lines)
}

/** A number stays with its unit. */
function folded(name: string, value: string, width: number): (readonly [string, string])[] {
  const lines = wrapped(value.replaceAll(/(?<=\d) /g, '\u00a0'), ' '.repeat(width))
  return lines.map((line, i) => [i === 0 ? name : '', line.slice(width).replaceAll('\u00a0', ' ')])
}

function bestText({ best, metric }: RunStatus): string {
  if (best === null) return 'none yet'
  const unit = metric.name === 'accuracy' ? '' : `${metric.name} `
  return `${unit}${spreadText(metric, best[metric.name])}, candidate ${best.hash.slice(0, 12)}`
}

/** Only a comparison that has ended has a result. */
function comparisonAdvice({ state }: RunStatus, folder: string): string {
  if (state !== 'done') return 'of topologies; it searches for none'
  const run = runReference(folder)
  return `of topologies; its result: motif report ${run}, or here: motif resume ${run}`
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
