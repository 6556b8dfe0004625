import { armScores, type CheckTable } from '../../comparison/check-table.js'
import type { ComparisonResult, Contrast, RepairSquare } from '../../comparison/comparison-result.js'
import { differenceText, metricText } from '../../comparison/metric-words.js'
import { type Metric, metricOf } from '../../evaluation/metric.js'
import { courseFigures } from '../comparison-courses.js'
import { type ArmValues, contrastFigure, valuesFigure } from '../comparison-figures.js'
import type { Figure, Table } from '../figure.js'
import type { Section, SectionContent } from '../section.js'
import { counted, percent, short } from '../words.js'

export const comparison: Section = {
  id: 'comparison',
  title: 'Beside other topologies',
  build: (facts) => {
    const { comparison: found, result } = facts
    if (found !== undefined) return compared(found, courseFigures(facts))
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
        valuesFigure(`values-${t}`, `Test ${metricOf(table).name}, ${title}`, arms, table.chance, metricOf(table)),
        contrastFigure(
          `differences-${t}`,
          `Discovered minus each arm, ${title}`,
          Object.entries(table.differences).map(([against, interval]) => ({ against, ...interval })),
          metricOf(table),
        ),
      ]
    }),
    tables: tables.map(checkTable),
  }
}

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

function compared(found: ComparisonResult, courses: readonly Figure[]): SectionContent {
  const { arms, primary, secondary, blocks, metric } = found
  const contrasts = primary === null ? [] : [primary, ...secondary]
  const values = arms.map(
    ({ name, trials }): ArmValues => ({
      arm: name,
      values: trials.map(({ value, block }) => ({ value, of: blocks[block]?.label ?? String(block) })),
    }),
  )
  return {
    lead: `${counted(arms.length, 'arm')} over ${counted(blocks.length, 'independent block')} (searches or folds), ${counted(found.replicates, 'training')} of each topology in each; scored on the ${found.scoreOn} split.`,
    notes: found.notes,
    numbers: { comparison: found },
    figures: [
      valuesFigure('values', `${capital(metric.name)} of every training`, values, metric.chance, metric),
      ...(contrasts.length === 0
        ? []
        : [
            contrastFigure(
              'differences',
              'Paired differences',
              contrasts.map(({ a, b, difference }) => ({ against: `${a} − ${b}`, ...difference })),
              metric,
            ),
          ]),
      ...courses,
    ],
    tables: [
      armsTable(found),
      ...(contrasts.length === 0 ? [] : [contrastsTable(contrasts, found)]),
      ...(found.repairSquare === null ? [] : [squareTable(found.repairSquare, metric)]),
    ],
  }
}

function armsTable({ arms, metric }: ComparisonResult): Table {
  const column = columnOf(metric)
  const values = metric.name === 'accuracy' ? 'Accuracies in per cent' : `Values are the ${metric.name}: less is better`
  const failed = metric.chance === null ? 'the worst of all that were scored' : 'chance'
  return {
    id: 'arms',
    title: 'Arms',
    caption: `${values}; a failed training counts as ${failed}. Spikes and synaptic operations per sample.`,
    columns: [
      ...[
        { title: 'arm' },
        { title: 'n' },
        { title: 'mean', ...column },
        { title: 'sd', ...column },
        { title: 'failed' },
      ],
      ...[{ title: 'synapses' }, { title: 'spikes' }, { title: 'operations' }, { title: 'signs' }],
    ],
    rows: arms.map(({ name, summary, failures, synapses, spikesPerSample, synapticOperations, signs }) => [
      ...[name, summary.n, summary.mean, summary.sd, failures, Math.round(synapses)],
      ...[spikesPerSample, synapticOperations, signs],
    ]),
  }
}

function contrastsTable(contrasts: readonly Contrast[], { primary, metric }: ComparisonResult): Table {
  const unit = metric.name === 'accuracy' ? 'points' : metric.name
  const text = (difference: number) => differenceText(metric, difference)
  const p = { text: (x: number) => (x < 0.001 ? x.toExponential(1) : x.toFixed(3)) }
  const two = { text: (x: number) => x.toFixed(2) }
  return {
    id: 'contrasts',
    title: 'Contrasts',
    caption: `In ${unit} with 95 % intervals${metric.better === 'lower' ? ' (below zero: the first is better)' : ''}; p of the paired permutation test, and by Holm’s method over the secondary contrasts; delta is Cliff’s.`,
    columns: [
      ...[{ title: 'contrast' }, { title: unit }, { title: 'p', ...p }, { title: 'p, Holm', ...p }],
      ...[{ title: 'd_z', ...two }, { title: 'delta', ...two }, { title: 'verdict' }],
    ],
    rows: contrasts.map((own) => [
      `${own.a} − ${own.b}${own === primary ? ' (primary)' : ''}`,
      `${text(own.difference.estimate)} [${text(own.difference.low)}, ${text(own.difference.high)}]`,
      ...[own.permutation.p, own.adjusted, own.dz, own.cliffsDelta, own.verdict],
    ]),
  }
}

/** Repair in the search x repair in the recipe. */
function squareTable({ cells, effects }: RepairSquare, metric: Metric): Table {
  const text = (difference: number) => differenceText(metric, difference)
  const yes = (on: boolean) => (on ? 'with' : 'without')
  const effect = (name: keyof RepairSquare['effects']) => {
    const { estimate, low, high } = effects[name]
    return [`effect: ${name}`, '', `${text(estimate)} [${text(low)}, ${text(high)}]`, null]
  }
  return {
    id: 'repair-square',
    title: 'Repair in the search × repair in the trainings',
    caption: 'Means in per cent; effects in points with 95 % intervals.',
    columns: [{ title: 'in the search' }, { title: 'in the trainings' }, { title: metric.name }, { title: 'n' }],
    rows: [
      ...cells.map((cell) => [yes(cell.search), yes(cell.recipe), metricText(metric, cell.mean), cell.n]),
      ...(['search', 'recipe', 'interaction'] as const).map(effect),
    ],
  }
}
