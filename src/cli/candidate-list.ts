import { spreadText } from '../comparison/metric-words.js'
import type { Metric } from '../evaluation/metric.js'
import { type JudgedCandidate, judgedCandidates } from '../search/judged-candidates.js'
import { isMaximised, type Objective } from '../search/objectives.js'
import type { CandidateSummary } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { OBJECTIVE_TITLE, objectiveText } from './objective-text.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { type Cell, textTable } from './text-table.js'

/** Of the objectives, those that a column of the table shows beside the metric. */
const SHOWN = ['synapses', 'parameters', 'spikes', 'synapticOperations'] as const satisfies readonly Objective[]

/** Candidates of the search, the best of one objective first. */
export function candidateList(store: RunReader, order: Objective, filter: string | undefined): Result {
  const listed = judgedCandidates(store).filter(({ summary }) => filter === undefined || mentions(summary, filter))
  const { metric } = store
  // As they come: the best first, and so among equals of another objective.
  if (order !== metric.name) listed.sort((a, b) => byObjective(order, a, b))
  return {
    json: () => ({ ...runIdentity('candidates', store.header), candidates: listed.map(documentOf) }),
    csv: () => ({
      titles: [
        ...['candidate', 'role', 'step', 'epochs', 'accuracy', 'sd', 'n', 'loss'],
        ...['synapses', 'spikes', 'remarks', 'parameters', 'synaptic_operations', 'parent', 'change'],
      ],
      rows: listed.map(({ summary: c, values }): Cell[] => [
        ...[c.hash, c.role, c.firstStep, c.epochs, c.accuracy.mean, c.accuracy.sd, c.accuracy.n, c.loss.mean],
        ...[values.synapses, values.spikes, remarks(c), values.parameters, values.synapticOperations],
        ...[c.parent, c.change],
      ]),
    }),
    table: () => tableOf(listed, filter, metric),
  }
}

/** Candidates without a value come last. */
function byObjective(order: Objective, a: JudgedCandidate, b: JudgedCandidate): number {
  const rank = ({ values }: JudgedCandidate) => (isMaximised(order) ? -values[order] : values[order])
  const [x, y] = [a, b].map((candidate) => (Number.isNaN(rank(candidate)) ? Number.POSITIVE_INFINITY : rank(candidate)))
  return x === y ? 0 : x - y
}

function mentions({ hash, role, labels, outcomes }: CandidateSummary, text: string): boolean {
  const states = Object.entries(outcomes).flatMap(([state, n]) => (n > 0 ? [state] : []))
  return hash.startsWith(text) || [role ?? '', ...Object.keys(labels), ...states].some((word) => word.includes(text))
}

/** Labels and failures, such as `silent, 1 diverged`. */
function remarks({ labels, outcomes }: CandidateSummary): string {
  const { scored: _, ...failures } = outcomes
  const failed = Object.entries(failures).flatMap(([state, n]) => (n > 0 ? [`${n} ${state}`] : []))
  return [...Object.keys(labels), ...failed].join(', ')
}

function documentOf({ summary, values }: JudgedCandidate): object {
  const { hash, role, firstStep, epochs, accuracy, loss, spikesPerSample, synapticOperations, firingRate } = summary
  return {
    candidate: hash,
    role,
    step: firstStep,
    epochs,
    synapses: values.synapses,
    parameters: values.parameters,
    validation: { accuracy, loss, spikesPerSample, synapticOperations, firingRate },
    labels: summary.labels,
    outcomes: summary.outcomes,
    parent: summary.parent,
    change: summary.change,
    topology: summary.topology,
  }
}

function tableOf(listed: readonly JudgedCandidate[], filter: string | undefined, metric: Metric): string {
  if (listed.length === 0) return filter === undefined ? 'no candidates yet' : `no candidate matches "${filter}"`
  const remarked = listed.some(({ summary }) => remarks(summary) !== '')
  // Scores after unlike numbers of epochs are not to be read as alike; 80 columns have no room for steps too.
  const raced = new Set(listed.map(({ summary }) => summary.epochs)).size > 1
  const right = { align: 'right' } as const
  const columns = [
    { title: 'candidate' },
    { title: 'role' },
    { title: raced ? 'epochs' : 'step', ...right },
    { title: metric.name === 'accuracy' ? 'selection' : `selection ${metric.name}` },
    ...SHOWN.map((objective) => ({ title: OBJECTIVE_TITLE[objective], ...right })),
    ...(remarked ? [{ title: 'remarks' }] : []),
  ]
  const rows = listed.map(({ summary: c, values }): Cell[] => [
    ...[c.hash.slice(0, 12), c.role ?? 'under way', raced ? c.epochs : c.firstStep, spreadText(metric, c[metric.name])],
    ...SHOWN.map((objective) => objectiveText(objective, values[objective])),
    ...(remarked ? [remarks(c)] : []),
  ])
  return textTable(columns, rows)
}
