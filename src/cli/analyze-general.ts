import { availableParallelism } from 'node:os'
import { analyseNetwork, type LayerAnalysis, type NetworkAnalysis } from '../analysis/analyse-network.js'
import { dataOfNetwork, samplesToRun } from '../comparison/network-data.js'
import type { Network } from '../learning/network-file.js'
import { percent } from './accuracy.js'
import type { AnalyzeArguments } from './analyze.js'
import type { Result } from './result.js'
import { keyValues, textTable } from './text-table.js'
import { wrapped } from './wrapped.js'

const SAMPLES = 200

export async function analyzeGeneral(network: Network, file: string, argv: AnalyzeArguments): Promise<Result> {
  const data = await dataOfNetwork(network, { dataDir: argv.data, threads: availableParallelism() })
  const samples = samplesToRun(data, argv.samples ?? SAMPLES)
  const memory = argv.delays === undefined ? {} : { delays: argv.delays }
  const found = analyseNetwork(network, data, { samples, memory })
  return {
    json: () => ({ schema: 'motif-search/analysis/1', network: file, networkHash: network.networkHash, ...found }),
    csv: () => csvOf(found),
    table: () => tableOf(found),
  }
}

/** A number a row: measure, where, value. */
function csvOf({ accuracy, spikesPerSample, synapticOperations, layers, lesions, memory }: NetworkAnalysis) {
  const layerRows = layers.flatMap(({ layer, rates, balance, spectralRadius }) => {
    const values = { ...rates, ...balance, spectralRadius }
    return Object.entries(values).map(([measure, value]) => [measure, `layer ${layer}`, value])
  })
  return {
    titles: ['measure', 'where', 'value'],
    rows: [
      ...[
        ['accuracy', '', accuracy],
        ['spikesPerSample', '', spikesPerSample],
        ['synapticOperations', '', synapticOperations],
      ],
      ...layerRows,
      ...lesions.map(({ layer, motif, accuracy: left }) => ['lesionAccuracy', `layer ${layer} motif ${motif}`, left]),
      ...memory.recall.map((r, delay) => ['recall', `delay ${delay}`, r]),
      ['memoryCapacity', '', memory.capacity],
    ],
  }
}

const right = (title: string) => ({ title, align: 'right' }) as const
const three = (x: number): string => (Number.isFinite(x) ? x.toFixed(3) : '-')

function tableOf(found: NetworkAnalysis): string {
  const { samples, accuracy, spikesPerSample, synapticOperations, layers, memory } = found
  return [
    keyValues([
      ['samples', `${samples} of the selection split`],
      ['accuracy', percent(accuracy)],
      ['spikes per sample', spikesPerSample.toFixed(1)],
      ['synaptic operations per sample', synapticOperations.toFixed(0)],
    ]),
    ...wrapped(COUNTING, ''),
    '',
    ratesTable(layers),
    '',
    balanceTable(layers),
    ...wrapped(RADIUS, ''),
    '',
    ...lesionLines(found),
    '',
    `memory: ${memory.capacity.toFixed(2)} symbols of ${memory.settings.hold} steps`,
    memoryTable(memory.recall),
    ...wrapped(MEMORY, ''),
  ].join('\n')
}

const COUNTING =
  'counted: an input event goes over the synapses of its channel, a spike over those onto its own layer, the layer above ' +
  'and the readout; leaks and resets are not counted'
const RADIUS =
  'I share: of inhibition in the recurrent input, 0.5 is balance. radius: of R_i W_ij, the settled potential per spike per step; ' +
  'above 1 a layer could keep itself going'
const MEMORY =
  'recall: squared correlation of a symbol with its linear estimate from spikes after the delay, on symbols that were not fitted'

function ratesTable(layers: readonly LayerAnalysis[]): string {
  const columns = [
    'layer',
    right('neurons'),
    right('mean'),
    right('median'),
    right('lowest'),
    right('highest'),
    right('silent'),
  ]
  const rows = layers.map(({ layer, kind, rates }) => [
    ...[kind === 'readout' ? 'readout' : String(layer), rates.neurons, three(rates.mean), three(rates.median)],
    ...[three(rates.lowest), three(rates.highest), rates.silent],
  ])
  return `spikes per neuron and step\n${textTable(columns, rows)}`
}

function balanceTable(layers: readonly LayerAnalysis[]): string {
  const columns = [
    'layer',
    right('E synapses'),
    right('I synapses'),
    right('excitation'),
    right('I share'),
    right('radius'),
  ]
  const rows = layers.flatMap(({ layer, balance, spectralRadius }) =>
    balance === null || spectralRadius === null
      ? []
      : [
          [
            layer,
            balance.excitatorySynapses,
            balance.inhibitorySynapses,
            three(balance.excitation),
            three(balance.inhibitoryShare),
            spectralRadius.toFixed(2),
          ],
        ],
  )
  return rows.length === 0 ? 'no recurrent synapses' : textTable(columns, rows)
}

const SHOWN = 10

function lesionLines({ lesions, accuracy }: NetworkAnalysis): string[] {
  if (lesions.length === 0) return ['no motif to silence']
  const worst = [...lesions].sort((a, b) => a.accuracy - b.accuracy).slice(0, SHOWN)
  const rows = worst.map((l) => [l.layer, l.motif, percent(l.accuracy), (100 * (l.accuracy - accuracy)).toFixed(1)])
  const title =
    lesions.length > SHOWN ? `one motif silenced, the worst ${SHOWN} of ${lesions.length}` : 'one motif silenced'
  return [title, textTable(['layer', 'motif', right('accuracy'), right('points')], rows)]
}

function memoryTable(recall: readonly number[]): string {
  const shown = recall.map((r, delay) => [delay, three(r)] as const).filter(([delay]) => delay <= 10 || delay % 5 === 0)
  return textTable([right('delay'), right('recall')], shown)
}
