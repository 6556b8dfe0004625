import { type ArmRow, armScores, type CheckTable } from '../comparison/check-table.js'
import { metricText } from '../comparison/metric-words.js'
import { metricOf } from '../evaluation/metric.js'
import { topologyHash } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { topologyDocument } from '../topology/topology-document.js'
import { checkTableText } from './check-table-text.js'
import type { Result } from './result.js'
import { type Cell, textTable } from './text-table.js'

/** A target of a transfer, or (`asFound`) the check of the run in which the topology was found. */
export interface TransferRow {
  readonly study: string
  /** Of each layer. */
  readonly neurons: readonly number[]
  /** How the run is named on the command line. */
  readonly run: string
  readonly asFound: boolean
  readonly tables: readonly CheckTable[]
}

const ARMS = ['discovered', 'random', 'dense-ei', 'all-excitatory'] as const

export function transferResult(topology: Topology, source: string, rows: readonly TransferRow[]): Result {
  return {
    json: () => ({
      schema: 'motif-search/transfer/1',
      source,
      candidate: topologyHash(topology),
      topology: topologyDocument(topology),
      targets: rows,
    }),
    csv: () => ({
      titles: [
        'study',
        'neurons',
        'as_found',
        'run',
        'question',
        'arm',
        'n',
        'mean',
        'sd',
        'difference',
        'low',
        'high',
      ],
      rows: rows.flatMap((row) => row.tables.flatMap((table) => table.rows.map((arm) => csvRow(row, table, arm)))),
    }),
    table: () => [summary(rows), ...rows.filter(({ asFound }) => !asFound).flatMap(details)].join('\n\n'),
  }
}

function csvRow(row: TransferRow, table: CheckTable, armRow: ArmRow): Cell[] {
  const { question, differences } = table
  const { arm } = armRow
  const { n, mean, sd } = armScores(table, armRow)
  const { estimate = null, low = null, high = null } = differences[arm] ?? {}
  const name = arm === 'discovered' && !row.asFound ? 'carried' : arm
  return [
    ...[row.study, row.neurons.join('+'), String(row.asFound), row.run, question, name],
    ...[n, mean, sd, estimate, low, high],
  ]
}

/** One line per target: the mean test accuracy of the motif and of those it stands beside. */
function summary(rows: readonly TransferRow[]): string {
  const right = (title: string) => ({ title, align: 'right' }) as const
  const titles = ['study', right('neurons'), right('motif'), ...ARMS.slice(1).map(right), '']
  const lines = rows.flatMap((row) => {
    const table = row.tables.at(0)
    if (!table) return []
    const means = ARMS.map((arm) => {
      const found = table.rows.find((r) => r.arm === arm)
      return found ? metricText(metricOf(table), armScores(table, found).mean) : '-'
    })
    return [[row.study, row.neurons.join('+'), ...means, row.asFound ? 'as found' : '']]
  })
  const names = new Set(rows.flatMap(({ tables }) => tables.map((table) => metricOf(table).name)))
  return `Test ${[...names].join(' or ') || 'accuracy'} of a motif carried elsewhere\n\n${textTable(titles, lines)}`
}

function details({ study, neurons, run, tables }: TransferRow): string[] {
  return tables.map((table) => {
    const text = checkTableText({ ...table, question: '' })
    return `${study}, ${neurons.join('+')} neurons (run ${run}; discovered is the carried motif)\n${text}`
  })
}
