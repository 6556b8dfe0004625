/** A line of the plot: it holds its value until the next point. */
export interface PlotLine {
  readonly name: string
  /** x ascending. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface PlotOptions {
  readonly xTitle: string
  readonly xText: (x: number) => string
  readonly yText: (y: number) => string
  readonly columns?: number
  readonly rows?: number
}

const SYMBOLS = '*o+x#@%&'

/** Step functions in characters; where several lie on each other the first is seen. */
export function linePlot(lines: readonly PlotLine[], options: PlotOptions): string {
  const { columns = 80, rows = 14, xTitle, xText, yText } = options
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) return 'nothing to plot yet'
  const low = Math.min(...points.map(({ y }) => y))
  const high = Math.max(...points.map(({ y }) => y))
  const span = high > low ? high - low : 1
  const end = Math.max(...points.map(({ x }) => x))
  const labels = [yText(high), yText(low)]
  const margin = Math.max(...labels.map((label) => label.length))
  const width = columns - margin - 2
  const cells = Array.from({ length: rows }, () => new Array<string>(width).fill(' '))
  for (const [l, line] of [...lines.entries()].reverse()) {
    for (let c = 0; c < width; c++) {
      const y = valueAt(line, end === 0 ? 0 : (end * c) / (width - 1))
      if (y === undefined) continue
      const row = high > low ? Math.round(((high - y) / span) * (rows - 1)) : rows - 1
      cells[row][c] = SYMBOLS[l % SYMBOLS.length]
    }
  }
  const body = cells.map((row, r) => {
    const label = r === 0 && high > low ? labels[0] : r === rows - 1 ? labels[1] : ''
    return `${label.padStart(margin)} |${row.join('')}`.trimEnd()
  })
  const right = xText(end)
  const axis = `${' '.repeat(margin)} +${'-'.repeat(width)}`
  const below = `${' '.repeat(margin + 2)}0${`${xTitle} ${right}`.padStart(width - 1)}`
  const legend = lines.map(({ name }, l) => `  ${SYMBOLS[l % SYMBOLS.length]} ${name}`)
  return [...body, axis, below, ...legend].join('\n')
}

/** Of the last point that is not after `x`. */
function valueAt({ points }: PlotLine, x: number): number | undefined {
  let value: number | undefined
  for (const point of points) {
    if (point.x > x * (1 + 1e-12)) break
    value = point.y
  }
  return value
}
