import type { Distribution } from '../store/records.js'

/** `83.1 %` */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`

/** `83.1 % ± 1.2 (n 3)`; without a spread for one value, `-` for none. */
export function accuracyText({ mean, sd, n }: Omit<Distribution, 'values'>): string {
  if (n === 0) return '-'
  return n === 1 ? `${percent(mean)} (n 1)` : `${percent(mean)} ± ${(100 * sd).toFixed(1)} (n ${n})`
}
