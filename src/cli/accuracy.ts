import type { Distribution } from '../store/records.js'

/** `83.1 %` */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`

/** `83.1 % ± 1.2 (n 3)`; without a spread for one value, `-` for none. */
export function accuracyText({ mean, sd, n }: Omit<Distribution, 'values'>): string {
  if (n === 0) return '-'
  return n === 1 ? `${percent(mean)} (n 1)` : `${percent(mean)} ± ${(100 * sd).toFixed(1)} (n ${n})`
}

/** `+11.9` percentage points; a minus sign, and no `-0.0`. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return difference > 0 ? `+${text}` : text
}
