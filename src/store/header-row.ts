import { documentText, parseDocument } from './document.js'
import { StoreCorruptError } from './errors.js'
import type { Column } from './insert.js'
import type { RunHeader, StoredRunHeader } from './records.js'

/** Table `run`. */
export interface RunRow {
  readonly name: string
  readonly study: string
  readonly study_hash: string
  readonly seed: number
  readonly strategy: string
  readonly code_version: string
  readonly numerics_version: number
  readonly created_at: string
}

export function headerRow(header: RunHeader, createdAt: string): Record<string, Column> {
  return {
    id: 1,
    name: header.name,
    study: documentText(header.study),
    study_hash: header.studyHash,
    seed: header.seed,
    strategy: header.strategy,
    code_version: header.codeVersion,
    numerics_version: header.numericsVersion,
    created_at: createdAt,
  }
}

export function headerOf(row: RunRow | undefined, file: string): StoredRunHeader {
  if (row === undefined) throw new StoreCorruptError(`${file} has no header: table run is empty`)
  return {
    name: row.name,
    study: parseDocument(row.study) as object,
    studyHash: row.study_hash,
    seed: row.seed,
    strategy: row.strategy,
    codeVersion: row.code_version,
    numericsVersion: row.numerics_version,
    createdAt: row.created_at,
  }
}
