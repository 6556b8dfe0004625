import type { Database, Statement } from 'better-sqlite3'
import { toColumns } from './stored-number.js'

export type Column = string | number | null | Uint8Array

/** By table and columns; compiling a statement takes longer than running it. */
const compiled = new WeakMap<Database, Map<string, Statement>>()

/** Inserts one row; keys are column names from this room's code, never from outside. */
export function insert(database: Database, table: string, row: Readonly<Record<string, Column>>): void {
  const names = Object.keys(row)
  const values = names.map((name) => `@${name}`)
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`
  const statements = compiled.get(database) ?? new Map<string, Statement>()
  compiled.set(database, statements)
  const statement = statements.get(sql) ?? database.prepare(sql)
  statements.set(sql, statement)
  statement.run(row)
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
