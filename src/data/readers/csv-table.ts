import { BadFile } from './bad-file.js'
import type { Table } from './table.js'
import { badLine, decimal, type TextLine, textLines } from './text-lines.js'

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

/**
 * Reads a table of numbers from text: fields separated by commas, semicolons, tabs or blanks (one of them throughout), a
 * first line of names or none, lines that start with `#` and empty ones left out. Numbers are never quoted, so lines are
 * simply split: several times as fast as a CSV parser. Throws BadFile with line and byte.
 */
export function readCsvTable(path: string, bytes: Uint8Array): Table {
  const lines = dataLines(bytes)
  const first = lines.next()
  if (first.done) throw new BadFile(path, `holds no rows in its ${bytes.length} bytes`)
  const separator = separatorOf(first.value.text)
  const start = split(first.value.text, separator)
  const named = start.some((field) => decimal(field) === undefined)
  const columns = start.length
  const values: number[] = []
  const places: TextLine[] = []
  const add = (line: TextLine) => {
    const fields = split(line.text, separator)
    if (fields.length !== columns) throw badLine(path, line, `must have ${columns} fields`)
    for (const field of fields) {
      const value = decimal(field)
      if (value === undefined) throw badLine(path, line, `must hold numbers only, not '${field.slice(0, 20)}'`)
      values.push(value)
    }
    places.push(line)
  }
  if (!named) add(first.value)
  for (const line of lines) add(line)
  if (places.length === 0) throw new BadFile(path, `holds no rows after its line of names (${bytes.length} bytes)`)
  const names = named ? start.map((name) => name.replace(/^"(.*)"$/, '$1').toLowerCase()) : null
  const where = (row: number) => `line ${places[row].number} (byte ${places[row].at})`
  return { rows: places.length, columns, names, values: Float64Array.from(values), where }
}

function* dataLines(bytes: Uint8Array): Generator<TextLine> {
  for (const line of textLines(bytes)) {
    const text = (line.at === 0 && line.text.startsWith(BYTE_ORDER_MARK) ? line.text.slice(3) : line.text).trim()
    if (text !== '' && !text.startsWith('#')) yield { ...line, text }
  }
}

const separatorOf = (text: string): string | RegExp =>
  [',', ';', '\t'].find((separator) => text.includes(separator)) ?? /\s+/

const split = (text: string, separator: string | RegExp) => text.split(separator).map((field) => field.trim())
