import { CsvError, parse } from 'csv-parse/sync'
import { BadFile } from './bad-file.js'

export interface CsvRecord {
  readonly fields: Readonly<Record<string, string>>
  /** For messages: the record's last line and the byte after it. */
  readonly where: string
}

/**
 * Reads a CSV file (RFC 4180, UTF-8) whose first line names its columns: quoted fields may hold commas and line ends. Throws
 * BadFile for a column that is missing, named twice or not known, and for a record of another length.
 */
export function readCsvRecords(
  path: string,
  bytes: Uint8Array,
  { required, optional }: { readonly required: readonly string[]; readonly optional: readonly string[] },
): CsvRecord[] {
  const [header, ...rows] = parsed(path, bytes)
  if (header === undefined) throw new BadFile(path, 'is empty: it must start with a line of column names at byte 0')
  const names = header.record.map((name) => name.trim())
  const known = [...required, ...optional]
  const unknown = names.find((name) => !known.includes(name))
  const missing = required.find((name) => !names.includes(name))
  if (missing !== undefined) throw new BadFile(path, `must have a column '${missing}' in line 1 (byte 0)`)
  if (unknown !== undefined)
    throw new BadFile(path, `has a column '${unknown}' in line 1 (byte 0); known are ${known.join(', ')}`)
  if (new Set(names).size < names.length) throw new BadFile(path, 'names a column twice in line 1 (byte 0)')
  return rows.map(({ record, info }) => ({
    fields: Object.fromEntries(names.map((name, c) => [name, record[c].trim()])),
    where: `line ${info.lines} (before byte ${info.bytes})`,
  }))
}

interface ParsedRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number; readonly bytes: number }
}

function parsed(path: string, bytes: Uint8Array): readonly ParsedRecord[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return parse(source, { bom: true, info: true, skip_empty_lines: true }) as unknown as readonly ParsedRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new BadFile(path, `is not a CSV file (before byte ${error.bytes}): ${error.message}`)
  }
}
