/** What a part of the bench found out: shown as markdown, or given to machines as it is. */
export interface Report {
  readonly title: string
  readonly notes: readonly string[]
  readonly tables: readonly Table[]
}

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** Three digits that count, and no more than that. */
export function shown(value: string | number): string {
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return '-'
  const size = Math.abs(value)
  if (size >= 100 || value === 0) return value.toFixed(0)
  return size >= 10
    ? value.toFixed(1)
    : size >= 1
      ? value.toFixed(2)
      : size >= 0.01
        ? value.toFixed(3)
        : value.toPrecision(2)
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function tableLines({ columns, rows }: Table): string[] {
  const numeric = columns.map((_, c) => rows.every((row) => typeof row[c] === 'number' || row[c] === ''))
  return [
    line(columns),
    `|${numeric.map((right) => (right ? '---:' : '---')).join('|')}|`,
    ...rows.map((row) => line(row.map(shown))),
  ]
}

export function markdown({ title, notes, tables }: Report): string {
  return [`## ${title}`, ...notes, ...tables.map((table) => tableLines(table).join('\n'))].join('\n\n')
}
