/**
 * Measures how trainings of this project's own network go on the two tasks of the search, one setting at a time.
 * Writes docs/results/calibration.md. `npm run reproduce:calibration` (about 25 minutes on two cores).
 */
import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { SearchSpace, SpaceLayer } from '../../src/topology/search-space.js'
import { handmade, markdownRow, meanAndSd, measureAll, type Row, shown } from './trainings.js'

const REPLICATES = 3

function space(
  neurons: number,
  inputs: number,
  classes: number,
  neuron: [number, number],
  change: Partial<SpaceLayer> = {},
  readout: 'count' | 'spiking' = 'count',
): SearchSpace {
  const layer: SpaceLayer = {
    neurons,
    motifSizes: [8],
    synapses: 'search',
    lateral: 'none',
    selfConnections: true,
    ring: false,
    signs: 'typed',
    ...change,
  }
  const [tauMem, tauSyn] = neuron
  return { neuron: { model: 'lif', tauMem, tauSyn }, inputs, readout: { kind: readout, classes }, layers: [layer] }
}

const matchSpace = (change: Partial<SpaceLayer> = {}, readout: 'count' | 'spiking' = 'count') =>
  space(64, 40, 2, [10, 4], change, readout)
const samples = { weights: 1000, alpha: 1000, selection: 1000, test: 1000 }
const match = (gap: number) => ({ source: 'delayed-match', gap, samples })
const gain = { rule: 'gain', targetRate: 0.1, step: 0.1 }
const logistic = { kind: 'logistic', width: 0.2 }
const fastSigmoid = { kind: 'fast-sigmoid', slope: 10 }
const base = { epochs: 40, optimiser: { rate: 3e-3 }, repair: gain, surrogate: logistic, reset: 'full' }
const first = { ...base, surrogate: fastSigmoid, reset: 'detached' }

function matchRow(label: string, gap: number, topology: Row['topology'], recipe: object = base): Row {
  return { label, topology, recipe, data: match(gap), replicates: REPLICATES, scoreOn: 'selection' }
}

const arms: readonly [string, Row['topology']][] = [
  ['feed-forward', handmade('feed-forward', matchSpace())],
  ['dense E:I 2:1, size 4', handmade('dense-ei', matchSpace(), 4)],
  ['dense E:I 2:1, size 8', handmade('dense-ei', matchSpace(), 8)],
  ['dense E:I 2:1, size 16', handmade('dense-ei', matchSpace(), 16)],
  ['random types, size 8', handmade('random', matchSpace(), 8)],
  ['all excitatory, size 8', handmade('all-excitatory', matchSpace(), 8)],
  ['free signs, all present, size 8', handmade('all-excitatory', matchSpace({ signs: 'free' }), 8)],
  ['fully connected, free signs', handmade('fully-connected', matchSpace())],
]

const dense = handmade('dense-ei', matchSpace(), 8)
const spiking = handmade('dense-ei', matchSpace({}, 'spiking'), 8)
const spikingLoss = { loss: { kind: 'cross-entropy', scale: 0.5 } }

const gradientRows: readonly Row[] = [
  matchRow('fast sigmoid, detached, count', 65, dense, first),
  matchRow('fast sigmoid, full, count', 65, dense, { ...first, reset: 'full' }),
  matchRow('logistic 0.2, detached, count', 65, dense, { ...base, reset: 'detached' }),
  matchRow('logistic 0.2, full, count', 65, dense),
  matchRow('tssl-bp (logistic 0.2), count', 65, dense, { ...base, rule: 'tssl-bp' }),
  matchRow('fast sigmoid, detached, spiking', 65, spiking, { ...first, ...spikingLoss }),
  matchRow('logistic 0.2, full, spiking', 65, spiking, { ...base, ...spikingLoss }),
]

const HARD = 110
const repairRows: readonly Row[] = [
  matchRow('none', HARD, dense, { ...base, repair: { rule: 'none' } }),
  matchRow('gain, target 0.05', HARD, dense, { ...base, repair: { ...gain, targetRate: 0.05 } }),
  matchRow('gain, target 0.1', HARD, dense),
  matchRow('gain, target 0.2', HARD, dense, { ...base, repair: { ...gain, targetRate: 0.2 } }),
  matchRow("tau (SpiKL-IP's tau rule), target 0.1", HARD, dense, { ...base, repair: { ...gain, rule: 'tau' } }),
]

const scaleRows: readonly Row[] = [0.5, 1, 2].map((recurrent) =>
  matchRow(`recurrent scale ${recurrent}`, HARD, dense, { ...base, initial: { recurrent } }),
)

const digitSpace = (change: Partial<SpaceLayer> = {}, readout: 'count' | 'spiking' = 'count') =>
  space(400, 78, 10, [20, 5], { motifSizes: [16], ...change }, readout)
const digits = { source: 'fsdd' }
const digitBase = {
  surrogate: logistic,
  reset: 'full',
  epochs: 15,
  batch: 16,
  optimiser: { rate: 3e-3 },
  augmentation: { eventDropout: 0.1 },
}

function digitRow(label: string, topology: Row['topology'], recipe: object = digitBase): Row {
  return { label, topology, recipe, data: digits, replicates: 1, scoreOn: 'selection' }
}

const digitRows: readonly Row[] = [
  digitRow('dense E:I 2:1, logistic 0.2, full, count', handmade('dense-ei', digitSpace())),
  digitRow('free signs', handmade('all-excitatory', digitSpace({ signs: 'free' }))),
  digitRow('feed-forward control', handmade('feed-forward', digitSpace())),
  digitRow('fast sigmoid, detached', handmade('dense-ei', digitSpace()), {
    ...digitBase,
    surrogate: fastSigmoid,
    reset: 'detached',
  }),
  digitRow('tssl-bp', handmade('dense-ei', digitSpace()), { ...digitBase, rule: 'tssl-bp' }),
  digitRow('spiking readout', handmade('dense-ei', digitSpace({}, 'spiking')), { ...digitBase, ...spikingLoss }),
  digitRow('batch 32, rate 1e-3', handmade('dense-ei', digitSpace()), {
    ...digitBase,
    batch: 32,
    optimiser: { rate: 1e-3 },
  }),
  digitRow('no event dropout', handmade('dense-ei', digitSpace()), { ...digitBase, augmentation: { eventDropout: 0 } }),
]

const REPORT = 'docs/results/calibration.md'
const log = (text: string) => process.stderr.write(`${text}\n`)

async function table(title: string, rows: readonly Row[]): Promise<string[]> {
  log(title)
  const lines = [
    `## ${title}`,
    '',
    markdownRow(['setting', 'selection accuracy per replicate', 'mean ± sd', 'firing rate']),
    '|---|---|---|---:|',
  ]
  for (const measured of await measureAll(rows, (row) => log(`  ${row.label}: ${shown(row)}`))) {
    const failed = measured.failures > 0 ? ` (${measured.failures} failed)` : ''
    lines.push(
      markdownRow([
        measured.label,
        shown(measured) + failed,
        meanAndSd(measured.accuracies),
        measured.firingRate.toFixed(3),
      ]),
    )
  }
  return [...lines, '']
}

const parts = [
  "# Calibration of the project's own network",
  '',
  `Command: \`npm run reproduce:calibration\`. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, two threads.`,
  'All accuracies are on selection splits; no test split was touched. Each replicate has fresh data, weights and, where',
  'the topology is random, a fresh draw.',
  '',
  'Delayed match-to-sample: 64 neurons, tau_m 10, tau_s 4, 2000 training and 1000 selection samples, 40 epochs,',
  'rate 3e-3, repair `gain` (target 0.1, step 0.1 an epoch, faded out over epochs 20 to 32), logistic surrogate of width 0.2',
  'and reset gradient `full`, unless the table or row says otherwise.',
  '',
]
const add = async (title: string, rows: readonly Row[]) => {
  parts.push(...(await table(title, rows)))
  writeFileSync(REPORT, parts.join('\n'))
}
await add(
  'Arms with the fast sigmoid (slope 10), reset detached, gap 65',
  arms.map(([label, t]) => matchRow(label, 65, t, first)),
)
await add('Gradient and readout (gap 65, dense E:I 2:1, size 8)', gradientRows)
for (const gap of [50, 65, 80, HARD]) {
  const own = gap === 50 ? arms.slice(0, 3) : arms
  await add(
    `Arms with the logistic (width 0.2), reset full, gap ${gap}`,
    own.map(([label, t]) => matchRow(label, gap, t)),
  )
}
await add(`Repair in the training (gap ${HARD}, dense E:I 2:1, size 8)`, repairRows)
await add(`Scale of the initial recurrent weights (gap ${HARD}, dense E:I 2:1, size 8)`, scaleRows)
if (existsSync(process.env.MOTIF_DATA ?? '../shared/data')) {
  parts.push(
    'Spoken digits: FSDD, official split, Lyon + BSA binned by 3; 400 neurons, motif size 16, tau_m 20, tau_s 5, trained',
    'on indices 10-49, scored on 5-9 (300 files: differences under 2 points are noise), 15 epochs, batch 16, rate 3e-3,',
    'event dropout 0.1, no repair, unless the row says otherwise; one replicate.',
    '',
  )
  await add('Spoken digits', digitRows)
}
log(`wrote ${REPORT}`)
