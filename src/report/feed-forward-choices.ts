import { dot, tickY } from '@observablehq/plot'
import type { Topology } from '../topology/topology.js'
import { parseTopology } from '../topology/topology-document.js'
import type { Figure, Table } from './figure.js'
import { BLUE, INK } from './palette.js'
import type { RunFacts } from './run-facts.js'
import { counted, listed, percent, short } from './words.js'

/** What is chosen of a feed-forward network, as words in the order in which they are drawn. */
const CHOICES = {
  'hidden layers': (t: Topology) => String(t.layers.length),
  'hidden neurons': (t: Topology) => String(neuronsOf(t)),
  'inhibitory neurons': inhibition,
  'tauMem / tauSyn': (t: Topology) => short(t.neuron.tauMem / t.neuron.tauSyn),
} as const
type Choice = keyof typeof CHOICES

const neuronsOf = ({ layers }: Topology): number => layers.reduce((sum, { neurons }) => sum + neurons, 0)

function inhibition({ layers }: Topology): string {
  const counts = layers.map(({ recurrent }) => (recurrent.kind === 'none' ? recurrent.inhibitory : undefined))
  const known = counts.filter((count) => count !== undefined)
  if (known.length === 0) return 'either sign'
  return percent(known.reduce((sum, count) => sum + count, 0) / layers.reduce((sum, { neurons }) => sum + neurons, 0))
}

/** Candidates of the table: the best. */
const SHOWN = 20

/** Of a search whose candidates have no recurrence: how each choice scored. Undefined for any other. */
export function feedForwardChoices({
  judged,
  store,
}: RunFacts): { lead: string; figures: Figure[]; tables: Table[] } | undefined {
  const { name: metric } = store.metric
  const candidates = judged()
    .filter(({ summary, values }) => summary.firstStep !== null && Number.isFinite(values[metric]))
    .map(({ summary, values }) => {
      const topology = parseTopology(summary.topology, `candidate ${summary.hash.slice(0, 12)}`)
      return { candidate: summary.hash.slice(0, 12), topology, values, score: values[metric] }
    })
  if (candidates.length === 0) return undefined
  if (candidates.some(({ topology }) => topology.layers.some(({ recurrent }) => recurrent.kind !== 'none')))
    return undefined
  const marks = candidates.flatMap(({ candidate, topology, score }) =>
    (Object.keys(CHOICES) as Choice[]).map((choice) => ({
      candidate,
      choice,
      value: CHOICES[choice](topology),
      score,
    })),
  )
  const varied = (Object.keys(CHOICES) as Choice[]).filter(
    (choice) => new Set(marks.filter((m) => m.choice === choice).map(({ value }) => value)).size > 1,
  )
  const figures = varied.map((choice) =>
    choiceFigure(
      choice,
      marks.filter((m) => m.choice === choice),
      metric,
    ),
  )
  const lead = `${counted(candidates.length, 'candidate')} without recurrence; ${varied.length === 0 ? 'nothing was varied' : `${listed(varied)} varied`}.`
  return { lead, figures, tables: [shapesTable(candidates, metric)] }
}

interface Mark {
  readonly candidate: string
  readonly choice: Choice
  readonly value: string
  readonly score: number
}

function choiceFigure(choice: Choice, marks: readonly Mark[], metric: string): Figure {
  const values = [...new Set(marks.map(({ value }) => value))].sort(
    (a, b) => Number.parseFloat(a) - Number.parseFloat(b),
  )
  const means = values.map((value) => {
    const scores = marks.filter((m) => m.value === value).map(({ score }) => score)
    return { value, mean: scores.reduce((sum, score) => sum + score, 0) / scores.length, n: scores.length }
  })
  const said = (x: number) => (metric === 'accuracy' ? percent(x) : short(x))
  return {
    id: `choice-${choice.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`,
    title: `Selection ${metric} by ${choice}`,
    alt: means.map(({ value, mean, n }) => `${value}: mean ${said(mean)} of ${counted(n, 'candidate')}`).join('; '),
    caption: 'A dot is a candidate, the bar their mean. Other choices differ too within a column.',
    spec: {
      height: 170,
      x: { domain: values, label: choice },
      y: {
        label: metric,
        grid: true,
        ticks: 4,
        ...(metric === 'accuracy' && { tickFormat: (x: number) => percent(x) }),
      },
      marks: [
        dot(marks, { x: 'value', y: 'score', r: 3, fill: BLUE, fillOpacity: 0.6 }),
        tickY(means, { x: 'value', y: 'mean', stroke: INK, strokeWidth: 2 }),
      ],
    },
    numbers: marks.map(({ candidate, value, score }) => ({ candidate, value, score })),
  }
}

function shapesTable(
  candidates: readonly {
    candidate: string
    topology: Topology
    values: Readonly<Record<string, number>>
    score: number
  }[],
  metric: string,
): Table {
  const shown = candidates.slice(0, SHOWN)
  return {
    id: 'shapes',
    title:
      `The ${candidates.length > SHOWN ? `${SHOWN} best of ${candidates.length}` : ''} candidates and what they are`.replace(
        '  ',
        ' ',
      ),
    columns: [
      { title: 'candidate' },
      { title: 'hidden layers' },
      { title: 'inhibitory' },
      { title: 'tauMem / tauSyn', text: short },
      { title: metric, text: metric === 'accuracy' ? percent : short },
      { title: 'weights', text: short },
      { title: 'spikes', text: short },
    ],
    rows: shown.map(({ candidate, topology, values, score }) => [
      candidate,
      topology.layers.map(({ neurons }) => neurons).join(' – '),
      inhibition(topology),
      topology.neuron.tauMem / topology.neuron.tauSyn,
      score,
      values.parameters,
      values.spikes,
    ]),
    caption: 'Mean over the trainings of a candidate, best first; spikes of all neurons per sample.',
  }
}
