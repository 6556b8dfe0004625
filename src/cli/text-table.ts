export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

export type Cell = string | number | null

/** Columns two spaces apart, titles above; no trailing spaces. A title alone is a left-aligned column. */
export function textTable(titled: readonly (Column | string)[], rows: readonly (readonly Cell[])[]): string {
  const columns = titled.map((column): Column => (typeof column === 'string' ? { title: column } : column))
  const text = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  const widths = columns.map(({ title }, c) => Math.max(title.length, ...text.map((row) => (row[c] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (columns[c].align === 'right' ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
      .join('  ')
      .trimEnd()
  return [columns.map(({ title }) => title), ...text].map(line).join('\n')
}

/** RFC 4180 with line feeds. Non-finite numbers are empty. */
export function csv(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [titles, ...rows].map((row) => row.map(csvCell).join(',')).join('\n')
}

function csvCell(cell: Cell): string {
  if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return ''
  const text = String(cell)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `name   value` lines. */
export function keyValues(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}
