import type { Interval } from './bootstrap.js'

/** `+11.9` percentage points; a minus sign, and no `-0.0`. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return difference > 0 ? `+${text}` : text
}

/**
 * Zero inside the interval is said as plainly as zero outside. The bounds count as they are printed, so that the words
 * never contradict the numbers beside them.
 */
export function verdict(against: string, { estimate, low, high }: Interval): string {
  const direction = estimate >= 0 ? 'above' : 'below'
  const size = points(Math.abs(estimate)).replace('+', '')
  const first = `discovered is ${size} points ${direction} ${against}, 95 % interval ${points(low)} to ${points(high)}:`
  if (printed(low) > 0) return `${first} better`
  return printed(high) < 0 ? `${first} worse` : `${first} includes zero, no difference shown`
}

/** As it is printed. */
export const printed = (difference: number): number => Number(points(difference))
