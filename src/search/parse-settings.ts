import type { z } from 'zod'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'
import { knownKeys, knownKinds } from './schema-at.js'

/**
 * Checks a part of a document against a schema. The error is one line: where, the rule, the value, and for an unknown
 * key or name the nearest known one.
 */
export function parseSettings<Schema extends z.ZodType>(schema: Schema, raw: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  throw new UsageError(describeIssue(result.error.issues[0], raw, where, schema))
}

function describeIssue(issue: z.core.$ZodIssue, raw: unknown, where: string, schema: z.ZodType): string {
  const place = [where, ...issue.path.map(String)].filter((part) => part !== '').join('.')
  if (issue.code === 'unrecognized_keys') {
    const [name] = issue.keys
    return `${place}: unknown key "${name}"${hintFor(name, knownKeys(schema, raw, issue.path))}`
  }
  const value = valueAt(raw, issue.path)
  if (issue.code === 'invalid_union' && issue.errors.length === 0) {
    return `${place}: ${oneOf(knownKinds(schema, raw, issue.path), value)}`
  }
  if (issue.code === 'invalid_union' && typeof value === 'string') {
    const names = issue.errors.flat().find((own) => own.code === 'invalid_value' && own.path.length === 0)
    if (names?.code === 'invalid_value') return `${place}: ${oneOf(names.values.map(String), value)}`
  }
  if (issue.code === 'invalid_value') return `${place}: ${oneOf(issue.values.map(String), value)}`
  return `${place}: ${rule(issue)}, but got ${shown(value)}`
}

function hintFor(name: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  return didYouMean(name, known) || `; known here: ${known.join(', ')}`
}

function oneOf(known: readonly string[], value: unknown): string {
  const wanted = known.length === 1 ? known[0] : `one of ${known.join(', ')}`
  return `must be ${wanted}, but got ${shown(value)}${typeof value === 'string' ? didYouMean(value, known) : ''}`
}

/** What zod calls a kind of value, in words of the documents it reads. */
const NOUNS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  tuple: 'a list',
  record: 'an object',
  boolean: 'true or false',
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? article(issue.expected)}`
    case 'too_small':
      if (issue.origin === 'array') return `must have at least ${items(issue.minimum)}`
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'array') return `must have at most ${items(issue.maximum)}`
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`
    default:
      return issue.message
  }
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
const items = (count: number | bigint): string => `${count} ${Number(count) === 1 ? 'item' : 'items'}`

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  // JSON has no NaN and no infinity.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
