import type { Value } from '../section.js'

/** Without a sign where only zeros are left. */
export const digits = (n: number) => (value: number) => value.toFixed(n).replace(/^-(?=[0.]+$)/, '')

/** What does not exist is an empty cell. */
export const cellOf = (value: number): Value => (Number.isFinite(value) ? value : null)
