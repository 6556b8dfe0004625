import type { z } from 'zod'
import { didYouMean } from '../nearest-name.js'
import { UsageError } from '../usage-error.js'

/**
 * Checks a part of a document against a schema. The error is one line: where, the rule, the value, and for an unknown
 * key the nearest known one.
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
    return `${place}: unknown key "${name}"${didYouMean(name, knownKeys(schema, issue.path))}`
  }
  if (issue.code === 'invalid_union' && issue.errors.length === 0) {
    return `${place}: ${issue.message}, but got ${shown(valueAt(raw, issue.path))}`
  }
  return `${place}: ${rule(issue)}, but got ${shown(valueAt(raw, issue.path))}`
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : article(issue.expected)}`
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    default:
      return issue.message
  }
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

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
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Keys a strict object would accept at a path, as far as the schema tells. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema
  for (const part of path) current = shapeOf(current)?.[String(part)]
  return Object.keys(shapeOf(current) ?? {})
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  let current = schema as
    | { shape?: Record<string, unknown>; def?: { innerType?: unknown; options?: unknown[] } }
    | undefined
  for (let depth = 0; current && depth < 6; depth++) {
    if (current.shape) return current.shape
    if (current.def?.options) {
      return Object.assign({}, ...current.def.options.map((option) => shapeOf(option) ?? {})) as Record<string, unknown>
    }
    current = current.def?.innerType as typeof current
  }
  return undefined
}
