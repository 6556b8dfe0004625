import { type Metric, meritOf } from '../evaluation/metric.js'
import type { Interval } from './bootstrap.js'
import { differenceText, printed } from './metric-words.js'

export { points } from './metric-words.js'

/**
 * Zero inside the interval is said as plainly as zero outside. The bounds count as they are printed, so that the words
 * never contradict the numbers beside them. One training of each topology says nothing of how trainings vary.
 */
export function verdict(
  against: string,
  { estimate, low, high }: Interval,
  metric: Metric,
  replicates?: number,
): string {
  const text = (difference: number) => differenceText(metric, difference)
  const merits = [low, high].map((bound) => meritOf(metric, printed(metric, bound)))
  const direction = estimate >= 0 ? 'above' : 'below'
  const size = `${text(Math.abs(estimate)).replace('+', '')}${metric.name === 'accuracy' ? ' points' : ''}`
  const first = `discovered is ${size} ${direction} ${against}, 95 % interval ${text(low)} to ${text(high)}:`
  if (replicates === 1) return `${first} of one training each, no difference shown`
  if (Math.min(...merits) > 0) return `${first} better`
  return Math.max(...merits) < 0 ? `${first} worse` : `${first} includes zero, no difference shown`
}
