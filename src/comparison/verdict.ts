import { type Metric, meritOf } from '../evaluation/metric.js'
import type { Interval } from './bootstrap.js'
import { differenceText, points } from './metric-words.js'

export { points } from './metric-words.js'

/**
 * Zero inside the interval is said as plainly as zero outside. The bounds count as they are printed, so that the words
 * never contradict the numbers beside them.
 */
export function verdict(against: string, { estimate, low, high }: Interval, metric: Metric): string {
  const text = (difference: number) => differenceText(metric, difference)
  const printed = [low, high].map((bound) => meritOf(metric, Number(text(bound))))
  const direction = estimate >= 0 ? 'above' : 'below'
  const size = `${text(Math.abs(estimate)).replace('+', '')}${metric.name === 'accuracy' ? ' points' : ''}`
  const first = `discovered is ${size} ${direction} ${against}, 95 % interval ${text(low)} to ${text(high)}:`
  if (Math.min(...printed) > 0) return `${first} better`
  return Math.max(...printed) < 0 ? `${first} worse` : `${first} includes zero, no difference shown`
}

/** As it is printed. */
export const printed = (difference: number): number => Number(points(difference))
