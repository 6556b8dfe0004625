import { type Metric, meritOf } from '../evaluation/metric.js'
import type { Interval } from './bootstrap.js'
import { FEWEST_PAIRS } from './fewest-pairs.js'
import { differenceText, printed } from './metric-words.js'

export { points } from './metric-words.js'

/**
 * Zero inside the interval is said as plainly as zero outside. The bounds count as they are printed, so that the words
 * never contradict the numbers beside them. Few trainings of each topology decide nothing, as in a comparison.
 */
export function verdict(
  against: string,
  { estimate, low, high }: Interval,
  metric: Metric,
  replicates: number,
): string {
  const text = (difference: number) => differenceText(metric, difference)
  const merits = [low, high].map((bound) => meritOf(metric, printed(metric, bound)))
  const direction = estimate >= 0 ? 'above' : 'below'
  const size = `${text(Math.abs(estimate)).replace('+', '')}${metric.name === 'accuracy' ? ' points' : ''}`
  const first = `discovered is ${size} ${direction} ${against}, 95 % interval ${text(low)} to ${text(high)}:`
  if (Math.min(...merits) <= 0 && Math.max(...merits) >= 0) return `${first} includes zero, no difference shown`
  if (replicates < FEWEST_PAIRS) {
    const trainings = replicates === 1 ? 'one training each decides' : `${replicates} trainings each decide`
    return `${first} without zero, but ${trainings} nothing`
  }
  return `${first} ${Math.min(...merits) > 0 ? 'better' : 'worse'}`
}
