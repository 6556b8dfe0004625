import { dot, ruleX, ruleY, text } from '@observablehq/plot'
import { differenceText, metricText } from '../comparison/metric-words.js'
import type { Metric } from '../evaluation/metric.js'
import type { Figure } from './figure.js'
import { BLUE, INK, QUIET, VERMILION } from './palette.js'
import { counted } from './words.js'

/** All trainings of an arm; `of`: which topology or search each belongs to. */
export interface ArmValues {
  readonly arm: string
  readonly values: readonly { readonly value: number; readonly of: string }[]
}

/** Rows are arms, dots their trainings: set apart within the row by their place, so that equal ones stay countable. */
export function valuesFigure(
  id: string,
  title: string,
  arms: readonly ArmValues[],
  chance: number | null,
  metric: Metric,
): Figure {
  const dots = arms.flatMap(({ arm, values }) =>
    values.map(({ value, of }, i) => ({
      arm,
      value,
      of,
      dy: values.length === 1 ? 0 : (i / (values.length - 1) - 0.5) * 0.5,
    })),
  )
  const row = (arm: string) => arms.findIndex((own) => own.arm === arm)
  const means = arms.map(({ arm, values }) => ({
    arm,
    mean: values.reduce((sum, { value }) => sum + value, 0) / values.length,
  }))
  return {
    id,
    title,
    caption: `Each dot is a training${chance === null ? '' : '; dotted: chance'}. The bar is the mean.`,
    alt: `${means.map(({ arm, mean }, i) => `${arm} ${metricText(metric, mean)} over ${counted(arms[i].values.length, 'training')}`).join('; ')}.`,
    spec: {
      height: 66 + 34 * arms.length,
      marginTop: 14,
      marginLeft: marginFor(arms.map(({ arm }) => arm)),
      marginRight: 64,
      x: { label: metric.name, grid: true, nice: true, ...(metric.name === 'accuracy' && { tickFormat: '~%' }) },
      y: { domain: [arms.length - 0.5, -0.5], axis: null },
      marks: [
        ...(chance === null ? [] : [ruleX([chance], { stroke: QUIET, strokeDasharray: '2 3' })]),
        dot(dots, {
          x: 'value',
          y: (d: (typeof dots)[number]) => row(d.arm) + d.dy,
          r: 3.2,
          fill: BLUE,
          fillOpacity: 0.55,
          stroke: BLUE,
        }),
        ruleX(means, {
          x: 'mean',
          y1: (d: (typeof means)[number]) => row(d.arm) - 0.36,
          y2: (d: (typeof means)[number]) => row(d.arm) + 0.36,
          stroke: INK,
          strokeWidth: 2.5,
        }),
        text(means, {
          y: (d: (typeof means)[number]) => row(d.arm),
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -10,
          text: 'arm',
          fill: INK,
        }),
        text(means, {
          y: (d: (typeof means)[number]) => row(d.arm),
          frameAnchor: 'right',
          textAnchor: 'start',
          dx: 10,
          text: (d: (typeof means)[number]) => metricText(metric, d.mean),
          fill: INK,
        }),
      ],
    },
    numbers: dots.map(({ arm, value, of }) => ({ arm, of, value })),
  }
}

export interface Difference {
  readonly against: string
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** Intervals that exclude zero are filled, the others hollow. */
export function contrastFigure(id: string, title: string, differences: readonly Difference[], metric: Metric): Figure {
  const clear = ({ low, high }: Difference) => low > 0 || high < 0
  const accuracy = metric.name === 'accuracy'
  const scale = accuracy ? 100 : 1
  const signed = (shown: number) => differenceText(metric, shown / scale).replace('-', '−')
  const rows = differences.map((own, i) => ({
    ...own,
    row: i,
    points: scale * own.estimate,
    from: scale * own.low,
    to: scale * own.high,
  }))
  type Row = (typeof rows)[number]
  const said = ({ points, from, to }: Row) => `${signed(points)} [${signed(from)}, ${signed(to)}]`
  return {
    id,
    title,
    caption: `${accuracy ? 'In points, with' : 'With'} 95 % intervals: filled where an interval excludes zero, hollow where it includes zero.`,
    alt: `${rows.map((row) => `${row.against}: ${said(row)}`).join('; ')}.`,
    spec: {
      height: 66 + 30 * rows.length,
      marginTop: 14,
      marginLeft: marginFor(rows.map(({ against }) => against)),
      marginRight: Math.max(150, 20 + 6.5 * Math.max(...rows.map((row) => said(row).length))),
      x: { label: accuracy ? 'points' : metric.name, grid: true, nice: true, labelArrow: 'none' },
      y: { domain: [rows.length - 0.5, -0.5], axis: null },
      marks: [
        ruleX([0], { stroke: INK }),
        ruleY(rows, { x1: 'from', x2: 'to', y: 'row', stroke: BLUE, strokeWidth: 2 }),
        tickEnds(rows),
        dot(rows, {
          x: 'points',
          y: 'row',
          r: 5,
          fill: (d: Row) => (clear(d) ? BLUE : 'white'),
          stroke: BLUE,
          strokeWidth: 2,
        }),
        text(rows, { y: 'row', frameAnchor: 'left', textAnchor: 'end', dx: -10, text: 'against', fill: INK }),
        text(rows, {
          y: 'row',
          frameAnchor: 'right',
          textAnchor: 'start',
          dx: 10,
          text: said,
          fill: (d: Row) => (clear(d) && d.points < 0 ? VERMILION : INK),
        }),
      ],
    },
    numbers: differences.map(({ against, estimate, low, high }) => ({ against, estimate, low, high })),
  }
}

function tickEnds(rows: readonly { readonly from: number; readonly to: number; readonly row: number }[]) {
  const ends = rows.flatMap(({ from, to, row }) => [
    { x: from, row },
    { x: to, row },
  ])
  return ruleX(ends, {
    x: 'x',
    y1: (d: (typeof ends)[number]) => d.row - 0.14,
    y2: (d: (typeof ends)[number]) => d.row + 0.14,
    stroke: BLUE,
    strokeWidth: 2,
  })
}

/** Room for the longest name, which no renderer measures here. */
const marginFor = (names: readonly string[]): number =>
  Math.min(260, 30 + 7 * Math.max(...names.map((name) => name.length)))
