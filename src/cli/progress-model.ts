import { formatDuration } from './duration.js'

/** What is known of a run while it runs; numbers are filled in by the reporter, lines are made from it. */
export interface RunProgress {
  /** 'data', a phase of the strategy, or 'check'. */
  phase: string
  /** 0 .. 1 of this phase's part: the search, its judgement, or the check. */
  fraction: number
  /** Samples of the data that were encoded so far; how many there will be is not known. */
  encoded: number
  metrics: Readonly<Record<string, number>>
  /** Iterations, or candidates, that the search does in all. */
  total: number
  /** Fractions done per second of this session; undefined before it can be told. */
  fractionPerSecond: number | undefined
  iterationsPerSecond: number | undefined
  /** Trainings that have ended, of how many; total 0 where that is not known. */
  trainings: { done: number; total: number }
  /** Epochs of the trainings under way: done, of how many. */
  epochs: { done: number; of: number }
}

const BAR = 12

/** One line without colour, at most `columns` wide. */
export function progressLine(progress: RunProgress, columns: number): string {
  const parts = progress.phase === 'check' || progress.phase === 'data' ? [] : searchParts(progress)
  if (progress.phase === 'check') parts.push(...checkParts(progress))
  if (progress.phase === 'data') return `encoding data: ${progress.encoded} samples`.slice(0, columns)
  parts.push(...timeLeft(progress))
  return cut(`${bar(progress.fraction)} ${parts.join('  ')}`, columns)
}

/** The same without a bar, the most important first: for a run that shares its line with others. */
export function shortProgress(progress: RunProgress, columns: number): string {
  const { phase, fraction, trainings, encoded, metrics, iterationsPerSecond } = progress
  if (phase === 'data') return cut(`data ${encoded}`, columns)
  const parts = phase === 'check' || phase === 'judge' ? [phase] : ['search']
  parts[0] +=
    trainings.total > 0 && parts[0] !== 'search' ? ` ${trainings.done}/${trainings.total}` : ` ${percent(fraction)}`
  const accuracy = metrics.bestAccuracy ?? metrics.accuracy
  const { bestLoss } = metrics
  if (parts[0].startsWith('search')) {
    if (accuracy !== undefined) parts.push(`acc ${percent(accuracy)}`)
    if (bestLoss !== undefined) parts.push(`loss ${bestLoss.toPrecision(3)}`)
    if (iterationsPerSecond !== undefined) parts.push(`${rate(iterationsPerSecond)}/s`)
  }
  return cut([...parts, ...timeLeft(progress)].join(' '), columns)
}

const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, columns - 1)}…`

export function bar(fraction: number): string {
  const full = Math.round(BAR * Math.min(1, Math.max(0, fraction)))
  return `[${'='.repeat(full)}${' '.repeat(BAR - full)}]`
}

function searchParts({ phase, metrics, total, iterationsPerSecond, epochs, trainings }: RunProgress): string[] {
  const parts: string[] = []
  const { iteration = metrics.judged, accuracy, excitatory, inhibitory, absent, bestAccuracy, bestLoss } = metrics
  if (phase === 'judge' && trainings.total > 1) {
    return [`judging: ${trainings.done} of ${trainings.total} trainings`]
  }
  if (phase === 'judge') return [`judging the motif found: epoch ${epochs.done} of ${epochs.of || '?'}`]
  parts.push(iteration === undefined ? 'search' : `search ${Math.min(iteration, total)}/${total}`)
  if (iterationsPerSecond !== undefined) parts.push(`${rate(iterationsPerSecond)}/s`)
  if (accuracy !== undefined) parts.push(`acc ${percent(accuracy)}`)
  if (bestAccuracy !== undefined) parts.push(`best ${percent(bestAccuracy)}`)
  if (bestLoss !== undefined) parts.push(`best loss ${bestLoss.toPrecision(3)}`)
  if (excitatory !== undefined) parts.push(`E${excitatory} I${inhibitory} absent ${absent}`)
  return parts
}

function checkParts({ trainings, epochs }: RunProgress): string[] {
  const under = epochs.of > 0 ? [`epoch ${epochs.done}/${epochs.of}`] : []
  return [`check: ${trainings.done} of ${trainings.total} trainings`, ...under]
}

function timeLeft({ fraction, fractionPerSecond }: RunProgress): string[] {
  if (fractionPerSecond === undefined || fractionPerSecond <= 0 || fraction >= 1) return []
  return [`${formatDuration((1 - fraction) / fractionPerSecond)} left`]
}

const rate = (x: number): string => (x < 10 ? x.toFixed(1) : x.toFixed(0))

const percent = (x: number): string => `${(100 * x).toFixed(0)}%`
