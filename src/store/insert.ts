import type { Database } from 'better-sqlite3'
import { toColumns } from './stored-number.js'

export type Column = string | number | null | Uint8Array

/** Inserts one row; keys are column names from this room's code, never from outside. */
export function insert(database: Database, table: string, row: Readonly<Record<string, Column>>): void {
  const names = Object.keys(row)
  const values = names.map((name) => `@${name}`)
  database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`).run(row)
}

/** `name` and `name_kind` of each number. */
export function numberColumns(numbers: Readonly<Record<string, number>>): Record<string, number | string | null> {
  const columns: Record<string, number | string | null> = {}
  for (const [name, x] of Object.entries(numbers)) {
    const { value, kind } = toColumns(x)
    columns[name] = value
    columns[`${name}_kind`] = kind
  }
  return columns
}
