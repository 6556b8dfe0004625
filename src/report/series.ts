import { line, type Markish } from '@observablehq/plot'
import type { KeyEntry } from './figure.js'
import { SERIES } from './palette.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Series {
  readonly name: string
  readonly points: readonly Point[]
}

/** Told apart by colour and by dash. */
const DASHES = [undefined, '7 4', '2 3', '10 3 2 3', '5 2', '1 2'] as const

const look = (index: number) => ({ color: SERIES[index % SERIES.length], dash: DASHES[index % DASHES.length] })

/** One line each, with its entry in the key. */
export function seriesLines(series: readonly Series[]): { marks: Markish[]; key: KeyEntry[] } {
  const marks = series.map(({ points }, i) => {
    const { color, dash } = look(i)
    return line(points, { x: 'x', y: 'y', stroke: color, strokeWidth: 2, ...(dash && { strokeDasharray: dash }) })
  })
  return { marks, key: series.map(({ name }, i) => ({ name, ...look(i) })) }
}

/** The same course in at most `most` points, each the mean of as many that follow one another. */
export function thinned(points: readonly Point[], most = 200): Point[] {
  const each = Math.max(1, Math.ceil(points.length / most))
  if (each === 1) return [...points]
  return Array.from({ length: Math.ceil(points.length / each) }, (_, i) => {
    const own = points.slice(i * each, (i + 1) * each).filter(({ y }) => Number.isFinite(y))
    const mean = (of: (point: Point) => number) => own.reduce((sum, point) => sum + of(point), 0) / own.length
    return { x: mean((p) => p.x), y: mean((p) => p.y) }
  }).filter(({ y }) => Number.isFinite(y))
}

/** Records of all series, as `--json` gives them. */
export function seriesNumbers(series: readonly Series[], x: string, y: string): Record<string, string | number>[] {
  return series.flatMap(({ name, points }) => points.map((point) => ({ series: name, [x]: point.x, [y]: point.y })))
}
