import type { CandidateSummary } from '../store/records.js'
import type { RunReader } from '../store/run-reader.js'
import { synapseCount } from '../topology/size.js'
import { parseTopology } from '../topology/topology-document.js'
import { accuracyText } from './accuracy.js'
import type { Result } from './result.js'
import { runIdentity } from './run-identity.js'
import { type Cell, textTable } from './text-table.js'

export type CandidateOrder = 'accuracy' | 'synapses' | 'spikes'

interface Listed {
  readonly summary: CandidateSummary
  readonly synapses: number
}

/** Candidates of the search. The arms of the check, which no step proposed and no selection score judged, are left out. */
export function candidateList(store: RunReader, order: CandidateOrder, filter: string | undefined): Result {
  const listed = store
    .candidates()
    .filter((c) => c.role !== null || c.epochs > 0)
    .filter((c) => filter === undefined || mentions(c, filter))
    .map((summary): Listed => ({ summary, synapses: synapseCount(parseTopology(summary.topology, summary.hash)) }))
  if (order === 'synapses') listed.sort((a, b) => a.synapses - b.synapses)
  if (order === 'spikes') listed.sort((a, b) => spikes(a) - spikes(b))
  return {
    json: () => ({ ...runIdentity('candidates', store.header), candidates: listed.map(documentOf) }),
    csv: () => ({
      titles: ['candidate', 'role', 'step', 'epochs', 'accuracy', 'sd', 'n', 'loss', 'synapses', 'spikes', 'remarks'],
      rows: listed.map(({ summary: c, synapses }): Cell[] => [
        ...[c.hash, c.role, c.firstStep, c.epochs, c.accuracy.mean, c.accuracy.sd, c.accuracy.n],
        ...[c.loss.mean, synapses, c.spikesPerSample.mean, remarks(c)],
      ]),
    }),
    table: () => tableOf(listed, filter),
  }
}

const spikes = ({ summary }: Listed): number =>
  summary.spikesPerSample.n > 0 ? summary.spikesPerSample.mean : Number.POSITIVE_INFINITY

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

function documentOf({ summary, synapses }: Listed): object {
  const { hash, role, firstStep, epochs, accuracy, loss, spikesPerSample, firingRate, labels, outcomes } = summary
  const validation = { accuracy, loss, spikesPerSample, firingRate }
  return {
    candidate: hash,
    role,
    step: firstStep,
    epochs,
    synapses,
    validation,
    labels,
    outcomes,
    topology: summary.topology,
  }
}

function tableOf(listed: readonly Listed[], filter: string | undefined): string {
  if (listed.length === 0) return filter === undefined ? 'no candidates yet' : `no candidate matches "${filter}"`
  const right = { align: 'right' } as const
  const columns = [
    { title: 'candidate' },
    { title: 'role' },
    { title: 'step', ...right },
    { title: 'selection' },
    { title: 'synapses', ...right },
    { title: 'spikes', ...right },
    { title: 'remarks' },
  ]
  const rows = listed.map(({ summary: c, synapses }): Cell[] => [
    ...[c.hash.slice(0, 12), c.role ?? 'under way', c.firstStep, accuracyText(c.accuracy), synapses],
    ...[c.spikesPerSample.n > 0 ? c.spikesPerSample.mean.toFixed(1) : '-', remarks(c)],
  ])
  return textTable(columns, rows)
}
