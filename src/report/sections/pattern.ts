import { dot, line, text } from '@observablehq/plot'
import { isPattern } from '../../data/pattern-spec.js'
import type { PatternOutput, PatternSpikes } from '../../learning/super-spike/pattern-output.js'
import type { Figure } from '../figure.js'
import { BLUE, INK } from '../palette.js'
import { patternCourse } from '../pattern-course.js'
import type { Section } from '../section.js'
import { counted, listed, short } from '../words.js'

export const pattern: Section = {
  id: 'pattern',
  title: 'Target and output',
  build: (facts) => {
    const { study, patternAtWork: atWork, reference, comparison } = facts
    const { data, recipe } = study
    // A comparison has discovered nothing; its section has the courses of its arms.
    if (!isPattern(data) || recipe.rule !== 'super-spike' || comparison !== undefined) return undefined
    const course = patternCourse(facts)
    if (course === undefined) return { notAvailable: 'no training is scored yet' }
    const { trainings, loss, cost, rate } = course
    const rates = rate.map((perStep) => perStep / (data.stepMicros / 1e6))
    return {
      lead: `The discovered topology, trained ${recipe.hidden === 'trained' ? `with ${recipe.feedback} feedback ` : `(hidden: ${recipe.hidden}) `}and then frozen, has a cost of ${short(loss)} in the mean of ${counted(trainings, 'training')}.`,
      notes: [
        'Cost C counts isolated wrong or missing spikes per second and output; 0 is exact.',
        ...(atWork === undefined
          ? [
              `No trained network is kept: motif report ${reference} --train trains the discovered topology, keeps it and shows its spikes.`,
            ]
          : []),
      ],
      numbers: { feedback: recipe.hidden === 'trained' ? recipe.feedback : null, trainings, loss },
      figures: [
        ...(atWork === undefined ? [] : [rasters(atWork.shown, atWork.from), ...hiddenFigure(atWork.shown)]),
        courseFigure('cost', 'Cost of every epoch, while learning', cost, 'cost C'),
        ...(recipe.hidden === 'none'
          ? []
          : [courseFigure('hidden-rates', 'Mean rate of hidden neurons, while learning', rates, 'Hz')]),
      ],
    }
  },
}

/** Each of the two panels, pixels. */
const PANEL = 300
const GAP = 30
const heightOf = (outputs: number): number => Math.min(300, Math.max(40, 2.2 * outputs))

/** Side by side: one coordinate for both, the output's shifted to the right. */
function rasters({ steps, dt, outputs, target, output }: PatternOutput, from: string): Figure {
  const seconds = steps * dt
  const shift = seconds * (1 + GAP / PANEL)
  const height = heightOf(outputs)
  const panels = [
    { name: 'target', spikes: target, at: 0 },
    { name: 'output', spikes: output, at: shift },
  ]
  const said = panels.map(({ name, spikes }) => `${name}: ${counted(spikes.step.length, 'spike')}`)
  return {
    id: 'rasters',
    title: 'Target and output spikes, one row a neuron',
    caption: `Of ${from}, frozen, in the second repetition of its input: from then on every one is the same. Neuron 0 is the lowest.`,
    alt: `${listed(said)}, of ${counted(outputs, 'output')} in ${short(seconds)} s.`,
    spec: {
      ...{ width: 2 * PANEL + GAP + 40, height: height + 70, marginLeft: 20, marginRight: 20, marginTop: 26 },
      x: {
        label: 'seconds',
        domain: [0, shift + seconds],
        ticks: panels.flatMap(({ at }) => [at, at + seconds]),
        tickFormat: (x: number) => short(x < shift ? x : x - shift),
      },
      y: { domain: [0, outputs], axis: null },
      marks: panels.flatMap(({ name, spikes, at }) => [
        frame(at, seconds, outputs),
        line(ticks(spikes, dt, at), { x: 'x', y: 'y', stroke: INK, strokeWidth: 1, curve: 'linear' }),
        text([name], {
          x: at,
          y: outputs,
          dy: -8,
          text: (d: string) => `${d}, ${counted(spikes.step.length, 'spike')}`,
          textAnchor: 'start',
          fill: INK,
        }),
      ]),
    },
    numbers: panels.flatMap(({ name, spikes }) =>
      Array.from(spikes.step, (step, i) => ({
        train: name,
        seconds: Number((step * dt).toFixed(6)),
        neuron: spikes.channel[i],
      })),
    ),
  }
}

/** One path: gaps between ticks are points without a place. */
const ticks = ({ step, channel }: PatternSpikes, dt: number, at: number): { x: number; y: number }[] =>
  Array.from(step).flatMap((t, i) => [
    { x: at + t * dt, y: channel[i] + 0.05 },
    { x: at + t * dt, y: channel[i] + 0.95 },
    { x: Number.NaN, y: Number.NaN },
  ])

function frame(at: number, width: number, height: number) {
  const corners = [
    [at, 0],
    [at + width, 0],
    [at + width, height],
    [at, height],
    [at, 0],
  ]
  return line(corners, { stroke: '#999' })
}

/** Which hidden neurons are silent, and which fire much. */
function hiddenFigure({ hiddenRates }: PatternOutput): Figure[] {
  if (hiddenRates.length === 0) return []
  const sorted = hiddenRates.map((rate, neuron) => ({ neuron, rate })).sort((a, b) => a.rate - b.rate)
  const mean = hiddenRates.reduce((sum, rate) => sum + rate, 0) / hiddenRates.length
  return [
    {
      id: 'hidden-neurons',
      title: 'Rates of the hidden neurons in that repetition',
      caption: 'Sorted by rate.',
      alt: `${counted(sorted.length, 'hidden neuron')}, from ${short(sorted[0].rate)} to ${short(sorted[sorted.length - 1].rate)} Hz, ${short(mean)} Hz in the mean.`,
      spec: {
        height: 180,
        x: { label: 'hidden neurons, lowest rate first', ticks: [], domain: [-1, sorted.length] },
        y: { label: 'Hz', grid: true, zero: true },
        marks: [dot(sorted, { x: (_, i: number) => i, y: 'rate', stroke: BLUE, r: 3 })],
      },
      numbers: sorted,
    },
  ]
}

function courseFigure(id: string, title: string, values: readonly number[], label: string): Figure {
  const points = values.map((y, i) => ({ epoch: i + 1, [id]: y }))
  return {
    ...{ id, title },
    alt: `From ${short(values[0])} in the first to ${short(values[values.length - 1])} in the last of ${counted(values.length, 'epoch')}.`,
    spec: {
      height: 220,
      x: { label: 'epoch' },
      y: { label, grid: true, zero: true },
      marks: [line(points, { x: 'epoch', y: id, stroke: BLUE, strokeWidth: 1.5 })],
    },
    numbers: points,
  }
}
