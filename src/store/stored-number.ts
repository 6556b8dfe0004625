import type { StoredNumber } from '../evaluation/outcome.js'
import { StoreCorruptError } from './errors.js'

export const NON_FINITE_KINDS = ['nan', 'infinity', '-infinity'] as const
export type NonFiniteKind = (typeof NON_FINITE_KINDS)[number]

const NUMBER_OF: Record<NonFiniteKind, number> = { nan: NaN, infinity: Infinity, '-infinity': -Infinity }

/** The two columns of a number. Exactly one is NULL: SQLite would store NaN as NULL, which must not pass for absent. */
export interface NumberColumns {
  readonly value: number | null
  readonly kind: NonFiniteKind | null
}

/** Negative zero becomes zero, here and not somewhere inside SQLite, which cannot store it. */
export function toColumns(x: number): NumberColumns {
  if (Number.isFinite(x)) return { value: x === 0 ? 0 : x, kind: null }
  return { value: null, kind: kindOf(x) }
}

/** Inverse of `toColumns`. Throws StoreCorruptError when both columns are NULL or both are set. */
export function fromColumns(value: number | null, kind: string | null): number {
  if (value !== null && kind === null) return value
  if (value === null && isKind(kind)) return NUMBER_OF[kind]
  throw new StoreCorruptError(`a stored number must have a value or a kind, but has value ${value} and kind ${kind}`)
}

/** For documents: JSON has no NaN or infinity, and a bare null would lose which it was. */
export function jsonNumber(x: number): StoredNumber {
  return Number.isFinite(x) ? x : { value: null, kind: kindOf(x) }
}

export function fromJsonNumber(x: StoredNumber): number {
  return typeof x === 'number' ? x : NUMBER_OF[x.kind]
}

function kindOf(x: number): NonFiniteKind {
  if (Number.isNaN(x)) return 'nan'
  return x > 0 ? 'infinity' : '-infinity'
}

function isKind(kind: string | null): kind is NonFiniteKind {
  return NON_FINITE_KINDS.some((known) => known === kind)
}
