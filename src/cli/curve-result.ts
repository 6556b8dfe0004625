import { type AnytimeCurve, anytimeCurve, type CurvePoint } from '../comparison/anytime-curve.js'
import { metricText } from '../comparison/metric-words.js'
import type { Metric } from '../evaluation/metric.js'
import type { StoredRunHeader } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { UsageError } from '../usage-error.js'
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
  const metric = commonMetric(runs)
  return {
    json: () => ({
      schema: 'motif-search/curve/1',
      curves: runs.map(({ header, curve }) => ({
        ...runIdentity('curve', header),
        strategy: header.strategy,
        metric: curve.metric.name,
        points: curve.points.map(({ value, candidate, ...spent }) => ({
          ...{ ...spent, [curve.metric.name]: value, candidate },
        })),
        total: curve.total,
      })),
    }),
    csv: () => ({
      titles: [
        'run',
        'strategy',
        'seed',
        'evaluations',
        'sample_steps',
        'cpu_seconds',
        `best_${metric.name}`,
        'candidate',
      ],
      rows: runs.flatMap(({ header, curve }) =>
        curve.points.map((p): Cell[] => [
          ...[header.name, header.strategy, header.seed, p.evaluations, p.sampleSteps],
          ...[p.cpuSeconds, p.value, p.candidate],
        ]),
      ),
    }),
    table: () => `${plotOf(runs, over, metric)}\n\n${totals(runs)}`,
  }
}

/** Curves of an accuracy and of a loss have no common axis. */
function commonMetric(runs: readonly RunCurve[]): Metric {
  const [{ curve: first }, ...others] = runs
  for (const { reference, curve } of others) {
    if (curve.metric.name === first.metric.name) continue
    throw new UsageError(
      `run ${reference} is judged by ${curve.metric.name}, the first by ${first.metric.name}: draw them apart`,
    )
  }
  return first.metric
}

function plotOf(runs: readonly RunCurve[], over: CurveAxis, metric: Metric): string {
  const { title, of, text } = AXES[over]
  const lines = runs.map(({ reference, header, curve }) => ({
    name: `${reference} (${header.strategy})`,
    points: curve.points.flatMap((point) => {
      const x = of(point)
      return x === null || point.value === null ? [] : [{ x, y: point.value }]
    }),
  }))
  const yText = (value: number) => metricText(metric, value)
  return `best selection ${metric.name} so far\n${linePlot(lines, { xTitle: title, xText: text, yText })}`
}

function totals(runs: readonly RunCurve[]): string {
  const right = (title: string) => ({ title, align: 'right' }) as const
  const titles = ['run', right('best'), right('evaluations'), right('samples x steps'), right('processor')]
  const rows = runs.map(({ reference, curve: { metric, points, total } }): Cell[] => {
    const last = points.at(-1)
    return [
      reference,
      last?.value == null ? '-' : metricText(metric, last.value),
      points.length,
      total.sampleSteps === null ? 'unknown' : compactCount(total.sampleSteps),
      total.cpuSeconds === null ? 'unknown' : formatDuration(total.cpuSeconds),
    ]
  })
  return textTable(titles, rows)
}
