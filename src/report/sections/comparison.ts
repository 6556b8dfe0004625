import { armScores, type CheckTable } from '../../comparison/check-table.js'
import { COMPARISON_RESULT, type ComparisonResult, type Contrast } from '../../comparison/comparison-result.js'
import { type Metric, metricOf } from '../../evaluation/metric.js'
import { type ArmValues, contrastFigure, valuesFigure } from '../comparison-figures.js'
import type { Table } from '../figure.js'
import type { Section, SectionContent } from '../section.js'
import { counted, percent, short } from '../words.js'

export const comparison: Section = {
  id: 'comparison',
  title: 'Beside other topologies',
  build: ({ store, result }) => {
    const found = store.result(COMPARISON_RESULT) as ComparisonResult | undefined
    if (found !== undefined) return compared(found)
    if (result === undefined || result.tables.length === 0) {
      return {
        notAvailable:
          'the study has no comparisons, or the check after the search has not ended; motif compare makes a comparison of its own',
      }
    }
    return checked(result.tables)
  },
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function checked(tables: readonly CheckTable[]): SectionContent {
  return {
    lead: `The discovered topology and ${counted(new Set(tables.flatMap(({ rows }) => rows.slice(1).map(({ arm }) => arm))).size, 'kind')} of other topologies, all trained from scratch by one recipe on fresh replicates and scored on the test part.`,
    notes: [
      'Intervals come from a hierarchical bootstrap over topologies and replicates; an interval that includes zero shows no difference.',
    ],
    numbers: { tables },
    figures: tables.flatMap((table, t) => {
      const arms = table.rows.map(
        ({ arm, draws }): ArmValues => ({
          arm,
          values: draws.flatMap(({ values, candidate }) =>
            values.map((value) => ({ value, of: candidate.slice(0, 12) })),
          ),
        }),
      )
      const title = table.question || `comparison ${t + 1}`
      return [
        valuesFigure(`values-${t}`, `Test ${metricOf(table).name}, ${title}`, arms, table.chance),
        contrastFigure(
          `differences-${t}`,
          `Discovered minus each arm, ${title}`,
          Object.entries(table.differences).map(([against, interval]) => ({ against, ...interval })),
        ),
      ]
    }),
    tables: tables.map(checkTable),
  }
}

const three = { text: (x: number) => (100 * x).toFixed(1) }

const columnOf = ({ name }: Metric) => ({
  text: (x: number) => (name === 'accuracy' ? (100 * x).toFixed(1) : x.toPrecision(4)),
})

function checkTable(table: CheckTable, index: number): Table {
  const metric = metricOf(table)
  const column = columnOf(metric)
  const failed = table.chance === null ? 'the worst of the table' : `chance (${percent(table.chance)})`
  return {
    id: `table-${index}`,
    title: table.question || `Comparison ${index + 1}`,
    caption: `Test ${metric.name}${metric.name === 'accuracy' ? ' in per cent' : ''} over ${counted(table.replicates, 'training')} of each topology; a failed training counts as ${failed}.`,
    columns: [
      ...[
        { title: 'arm' },
        { title: 'trainings' },
        { title: 'mean', ...column },
        { title: 'sd', ...column },
        { title: 'failed' },
      ],
      ...[{ title: 'synapses' }, { title: 'weights' }, { title: 'spikes per sample', text: short }],
    ],
    rows: table.rows.map((row) => {
      const { arm, draws } = row
      const scores = armScores(table, row)
      const mean = (of: (draw: (typeof draws)[number]) => number) =>
        draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length
      return [
        ...[arm, scores.n, scores.mean, scores.n > 1 ? scores.sd : null],
        ...[draws.reduce((sum, draw) => sum + draw.failures, 0), Math.round(mean((d) => d.synapses))],
        ...[Math.round(mean((d) => d.parameters)), mean((d) => d.spikesPerSample)],
      ]
    }),
  }
}

function compared(found: ComparisonResult): SectionContent {
  const { arms, primary, secondary, blocks, metric } = found
  const contrasts = primary === null ? [] : [primary, ...secondary]
  const values = arms.map(
    ({ name, trials }): ArmValues => ({
      arm: name,
      values: trials.map(({ value, block }) => ({ value, of: blocks[block]?.label ?? String(block) })),
    }),
  )
  return {
    lead: found.answer,
    notes: found.notes,
    numbers: { comparison: found },
    figures: [
      valuesFigure('values', `${capital(metric.name)} of every training`, values, metric.chance),
      ...(contrasts.length === 0
        ? []
        : [
            contrastFigure(
              'differences',
              'Paired differences',
              contrasts.map(({ a, b, difference }) => ({ against: `${a} − ${b}`, ...difference })),
            ),
          ]),
    ],
    tables: [armsTable(found), ...(contrasts.length === 0 ? [] : [contrastsTable(contrasts, primary)])],
  }
}

function armsTable({ arms }: ComparisonResult): Table {
  return {
    id: 'arms',
    title: 'Arms',
    caption: 'In per cent where they are accuracies; a failed training counts as chance.',
    columns: [
      ...[
        { title: 'arm' },
        { title: 'trainings' },
        { title: 'mean', ...three },
        { title: 'sd', ...three },
        { title: 'median', ...three },
      ],
      ...[
        { title: 'failed' },
        { title: 'synapses' },
        { title: 'spikes per sample' },
        { title: 'operations per sample' },
        { title: 'signs' },
      ],
    ],
    rows: arms.map(({ name, summary, failures, synapses, spikesPerSample, synapticOperations, signs }) => [
      ...[name, summary.n, summary.mean, summary.sd, summary.median, failures, Math.round(synapses)],
      ...[spikesPerSample, synapticOperations, signs],
    ]),
  }
}

function contrastsTable(contrasts: readonly Contrast[], primary: Contrast | null): Table {
  const p = { text: (x: number) => (x < 0.001 ? x.toExponential(1) : x.toFixed(3)) }
  const two = { text: (x: number) => x.toFixed(2) }
  return {
    id: 'contrasts',
    title: 'Contrasts',
    caption:
      'Differences in points with 95 % intervals; p of the paired permutation test, and by Holm’s method over the secondary contrasts.',
    columns: [
      ...[
        { title: 'contrast' },
        { title: 'difference', ...three },
        { title: 'from', ...three },
        { title: 'to', ...three },
      ],
      ...[
        { title: 'p', ...p },
        { title: 'p, Holm', ...p },
        { title: 'd_z', ...two },
        { title: 'Cliff’s delta', ...two },
        { title: 'verdict' },
      ],
    ],
    rows: contrasts.map((own) => [
      `${own.a} − ${own.b}${own === primary ? ' (primary)' : ''}`,
      ...[own.difference.estimate, own.difference.low, own.difference.high, own.permutation.p],
      ...[own.adjusted, own.dz, own.cliffsDelta, own.verdict],
    ]),
  }
}
