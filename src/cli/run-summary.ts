import { spreadText } from '../comparison/metric-words.js'
import { type RunResult, runResult } from '../comparison/run-result.js'
import type { RunReader } from '../store/run-reader.js'
import { drawMotif, recurrentSummary } from '../topology/draw.js'
import { parameterCount, synapseCount } from '../topology/size.js'
import { constantsText, type Topology } from '../topology/topology.js'
import { checkTableText } from './check-table-text.js'
import { formatDuration } from './duration.js'
import { skippedText } from './skipped-text.js'
import { keyValues } from './text-table.js'
import { wrapped } from './wrapped.js'

export interface SummaryOptions {
  readonly color: boolean
  /** How the run is named on the command line. */
  readonly reference: string
  readonly path: string
  /** Files that the data lacks, where that is known. */
  readonly skipped?: number
}

/** What a search ends with, for people, at 80 columns. Undefined while nothing was scored. */
export function runSummary(store: RunReader, options: SummaryOptions): string | undefined {
  const result = runResult(store)
  if (result === undefined) return undefined
  return [
    discovered(result, options.color),
    ...result.tables.map(checkTableText),
    closing(store, result, options),
  ].join('\n\n')
}

function discovered(result: RunResult, color: boolean): string {
  const { topology, candidate } = result
  const motifs = topology.layers.some(({ recurrent }) => recurrent.kind === 'motif')
  const found = motifs ? 'Discovered motif' : 'Discovered topology'
  const title = result.from === 'search' ? found : 'Best candidate so far'
  const lines = [`${title} (candidate ${candidate.slice(0, 12)})`]
  lines.push(...topology.layers.map((_, index) => `  ${layerLine(topology, index)}`))
  if (!motifs) lines.push(`  ${constantsText(topology.neuron)} steps`)
  for (const { recurrent } of topology.layers) {
    if (recurrent.kind === 'motif') lines.push('', drawMotif(recurrent.motif, { color }))
  }
  return lines.join('\n')
}

function layerLine(topology: Topology, index: number): string {
  const layer = topology.layers[index]
  return `${layer.neurons} neurons: ${recurrentSummary(layer)}`
}

/** Of a search with a supernet: what alpha's choice loses before it is trained again. */
function discretisation(store: RunReader): [string, string][] {
  const last = (phase: string) => store.metrics({ phase, name: 'accuracy' }).at(-1)?.value
  const [relaxed, discrete] = [last('relaxed'), last('discrete')]
  if (relaxed === undefined || discrete === undefined) return []
  const percent = (accuracy: number) => (100 * accuracy).toFixed(1)
  return [['supernet', `${percent(relaxed)} % on selection; its choice, not retrained: ${percent(discrete)} %`]]
}

function closing(store: RunReader, { metric, topology, validation, test }: RunResult, options: SummaryOptions): string {
  const { reference, skipped = 0 } = options
  const touched = store.testAccesses().length
  const seconds = store.sessions().reduce((sum, session) => sum + (session.end?.wallSeconds ?? 0), 0)
  const { name, question } = store.header.study as { name?: string; question?: string }
  const pairs: [string, string][] = [
    ['study', `${name}, seed ${store.header.seed}, strategy ${store.header.strategy}`],
    ['size', `${synapseCount(topology)} recurrent synapses, ${parameterCount(topology)} trained weights`],
    [`selection ${metric.name}`, spreadText(metric, validation)],
    ...discretisation(store),
    ...(test === undefined ? [] : [[`test ${metric.name}`, spreadText(metric, test)] satisfies [string, string]]),
    ['test split', `touched ${touched} ${touched === 1 ? 'time' : 'times'} (ledger of the run)`],
    ...(skipped === 0 ? [] : [['data', skippedText(skipped)] satisfies [string, string]]),
    ['time', formatDuration(seconds)],
    ['run', options.path],
  ]
  const asked = question ? [...wrapped(`question: ${question}`, ''), ''] : []
  const next = [
    `  motif candidates ${reference}`,
    `  motif best ${reference} --format json`,
    `  motif train ${reference} --save network.json`,
    `  motif resume ${reference} --add ITERATIONS`,
  ]
  return [...asked, keyValues(pairs), '', 'next:', ...next].join('\n')
}
