import { jsonNumber } from './stored-number.js'

/**
 * JSON text of a plain document: keys sorted, so that equal documents are equal text whoever built them, and
 * non-finite numbers as {"value": null, "kind": "nan"}. Finite numbers keep every bit (shortest round trip).
 */
export function documentText(document: unknown): string {
  const text = JSON.stringify(plain(document))
  if (text === undefined)
    throw new TypeError(`a document must be an object, array or scalar, but got ${typeof document}`)
  return text
}

/** Non-finite numbers stay in their {"value": null, "kind": ...} form: what is read can be printed as it is. */
export function parseDocument(text: string): unknown {
  return JSON.parse(text)
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : plain(jsonNumber(value))
  if (Array.isArray(value)) return value.map(plain)
  if (ArrayBuffer.isView(value))
    throw new TypeError(`a document must be plain data, but got a ${value.constructor.name}`)
  if (typeof value !== 'object' || value === null) return value
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  // Entries, not assignment: a key called __proto__ stays a key.
  return Object.fromEntries(sorted.map(([key, inner]) => [key, plain(inner)]))
}
