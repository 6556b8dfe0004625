import { type AnytimeCurve, anytimeCurve, type CurvePoint } from '../comparison/anytime-curve.js'
import type { StoredRunHeader } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { percent } from './accuracy.js'
import { formatDuration } from './duration.js'
import { linePlot } from './line-plot.js'
import { compactCount } from './objective-text.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { type Cell, textTable } from './text-table.js'

export const CURVE_AXES = ['evaluations', 'samples', 'seconds'] as const
export type CurveAxis = (typeof CURVE_AXES)[number]

export interface RunCurve {
  readonly reference: string
  readonly header: StoredRunHeader
  readonly curve: AnytimeCurve
}

export function readCurve(store: RunReader, reference: string): RunCurve {
  return { reference, header: store.header, curve: anytimeCurve(store) }
}

const AXES: Readonly<
  Record<CurveAxis, { readonly title: string; of: (p: CurvePoint) => number | null; text: (x: number) => string }>
> = {
  evaluations: { title: 'evaluations', of: (p) => p.evaluations, text: String },
  samples: { title: 'samples x steps', of: (p) => p.sampleSteps, text: compactCount },
  seconds: { title: 'processor seconds', of: (p) => p.cpuSeconds, text: (x) => x.toFixed(1) },
}

export function curveResult(runs: readonly RunCurve[], over: CurveAxis): Result {
  return {
    json: () => ({
      schema: 'motif-search/curve/1',
      curves: runs.map(({ header, curve }) => ({
        ...runIdentity('curve', header),
        strategy: header.strategy,
        ...curve,
      })),
    }),
    csv: () => ({
      titles: ['run', 'strategy', 'seed', 'evaluations', 'sample_steps', 'cpu_seconds', 'best_accuracy', 'candidate'],
      rows: runs.flatMap(({ header, curve }) =>
        curve.points.map((p): Cell[] => [
          ...[header.name, header.strategy, header.seed, p.evaluations, p.sampleSteps],
          ...[p.cpuSeconds, p.accuracy, p.candidate],
        ]),
      ),
    }),
    table: () => `${plotOf(runs, over)}\n\n${totals(runs)}`,
  }
}

function plotOf(runs: readonly RunCurve[], over: CurveAxis): string {
  const { title, of, text } = AXES[over]
  const lines = runs.map(({ reference, header, curve }) => ({
    name: `${reference} (${header.strategy})`,
    points: curve.points.flatMap((point) => {
      const x = of(point)
      return x === null || point.accuracy === null ? [] : [{ x, y: point.accuracy }]
    }),
  }))
  return `best selection accuracy so far\n${linePlot(lines, { xTitle: title, xText: text, yText: percent })}`
}

function totals(runs: readonly RunCurve[]): string {
  const right = (title: string) => ({ title, align: 'right' }) as const
  const titles = ['run', right('best'), right('evaluations'), right('samples x steps'), right('processor')]
  const rows = runs.map(({ reference, curve: { points, total } }): Cell[] => {
    const last = points.at(-1)
    return [
      reference,
      last?.accuracy == null ? '-' : percent(last.accuracy),
      points.length,
      total.sampleSteps === null ? 'unknown' : compactCount(total.sampleSteps),
      total.cpuSeconds === null ? 'unknown' : formatDuration(total.cpuSeconds),
    ]
  })
  return textTable(titles, rows)
}
