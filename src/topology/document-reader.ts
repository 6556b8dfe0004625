import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'

/** Where in which document a value stands: `{ document: 'network.json', path: 'layers[0].neurons' }`. */
export interface Place {
  readonly document: string
  readonly path: string
}

export const rootOf = (document: string): Place => ({ document, path: '' })
export const field = (at: Place, name: string): Place => ({ ...at, path: at.path === '' ? name : `${at.path}.${name}` })
export const item = (at: Place, index: number): Place => ({ ...at, path: `${at.path}[${index}]` })

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}

/** Throws one line: `network.json: layers[0].neurons must be a positive integer, but got -3`. */
export function refuse(at: Place, rule: string, value: unknown): never {
  const name = at.path === '' ? at.document : `${at.document}: ${at.path}`
  const got = typeof value === 'number' ? String(value) : shown(value)
  throw new UsageError(value === undefined ? `${name} is missing, it ${rule}` : `${name} ${rule}, but got ${got}`)
}

/** An object that has no keys but the allowed ones. */
export function readRecord(at: Place, value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(at, `must be an object with ${keys.join(', ')}`, value)
  }
  for (const name of Object.keys(value)) {
    if (keys.includes(name)) continue
    const hint = didYouMean(name, keys) || `; known here: ${keys.join(', ')}`
    const owner = at.path === '' ? at.document : `${at.document}: ${at.path}`
    throw new UsageError(`${owner} has an unknown key "${name}"${hint}`)
  }
  return { ...value }
}

export function readList(at: Place, value: unknown, rule: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(at, rule, value)
}

export function readPositiveInteger(at: Place, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  return refuse(at, 'must be a positive integer', value)
}

/** A finite number of at least `minimum`. */
export function readNumber(at: Place, value: unknown, minimum: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum) return value
  return refuse(at, `must be a number of at least ${minimum}`, value)
}

/** An index below `count`. */
export function readIndex(at: Place, value: unknown, count: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count) return value
  return refuse(at, `must be an index from 0 to ${count - 1}`, value)
}

/** Ascending indices below `count`, none twice. */
export function readIndices(at: Place, value: unknown, count: number): number[] {
  const indices = readList(at, value, 'must be a list of indices').map((v, i) => readIndex(item(at, i), v, count))
  for (let i = 1; i < indices.length; i++) {
    const rule = `must be above the index before it (${indices[i - 1]}): indices are sorted and stand once`
    if (indices[i] <= indices[i - 1]) refuse(item(at, i), rule, indices[i])
  }
  return indices
}

/** `true` or `false`; `fallback` where nothing is given. */
export function readBoolean(at: Place, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback
  return typeof value === 'boolean' ? value : refuse(at, 'must be true or false', value)
}

/** One of the given words; `fallback`, if there is one, where nothing is given. */
export function readOneOf<Word extends string>(
  at: Place,
  value: unknown,
  words: readonly Word[],
  fallback?: Word,
): Word {
  if (value === undefined && fallback !== undefined) return fallback
  const word = words.find((w) => w === value)
  if (word !== undefined) return word
  const rule = words.length === 1 ? `must be "${words[0]}"` : `must be one of ${words.join(', ')}`
  const hint = typeof value === 'string' ? didYouMean(value, words) : ''
  if (hint === '') refuse(at, rule, value)
  const name = at.path === '' ? at.document : `${at.document}: ${at.path}`
  throw new UsageError(`${name} ${rule}, but got "${value}"${hint}`)
}
