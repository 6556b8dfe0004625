import type { Metric } from '../evaluation/metric.js'
import type { Distribution } from '../store/records.js'

/** `83.1 %` */
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`

/** `+11.9` percentage points; a minus sign, and no `-0.0`. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return difference > 0 ? `+${text}` : text
}

/** `83.1 %` of an accuracy, `0.2917` of a loss; `-` where it is not finite. */
export function metricText({ name }: Metric, value: number): string {
  if (!Number.isFinite(value)) return '-'
  return name === 'accuracy' ? percent(value) : significant(value)
}

/** ` points` of an accuracy; a loss has no unit. */
export const unitText = ({ name }: Metric): string => (name === 'accuracy' ? ' points' : '')

/** `83.1 % ± 1.2 (n 3)`; without a spread for one value, `-` for none. */
export function spreadText(metric: Metric, { mean, sd, n }: Omit<Distribution, 'values'>): string {
  if (n === 0) return '-'
  const spread = n === 1 ? '' : ` ± ${deviationText(metric, sd)}`
  return `${metricText(metric, mean)}${spread} (n ${n})`
}

/** Of an accuracy in points. */
export const deviationText = ({ name }: Metric, sd: number): string =>
  name === 'accuracy' ? (100 * sd).toFixed(1) : significant(sd)

/** `+11.9` percentage points of an accuracy, `+0.213` of a loss; a minus sign, and no `-0.0`. */
export function differenceText({ name }: Metric, difference: number): string {
  if (name === 'accuracy') return points(difference)
  const text = significant(difference)
  return Number(text) > 0 ? `+${text}` : text
}

/** As it is printed: what words about a number go by. */
export const printed = (metric: Metric, difference: number): number => Number(differenceText(metric, difference))

/** At most four digits that count. */
function significant(value: number): string {
  const rounded = Number(value.toPrecision(4))
  return Math.abs(rounded) < 1e-3 && rounded !== 0 ? rounded.toExponential(1) : String(rounded === 0 ? 0 : rounded)
}
