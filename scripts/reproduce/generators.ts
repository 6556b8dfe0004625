/**
 * A feed-forward layer beside recurrent motifs on every generated task at its default difficulty, one recipe for all.
 * `npm run reproduce:generators` writes docs/results/generators.md; `-- selection [TASK...]` prints accuracies of the
 * selection splits instead, which is what difficulties and the recipe were chosen by.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { mean, sampleStandardDeviation } from 'simple-statistics'
import { dataSchema, describeData } from '../../src/data/catalogue.js'
import { type GeneratedSource, generatedSchemas } from '../../src/data/generators/generated-spec.js'
import type { SearchSpace } from '../../src/topology/search-space.js'
import { handmade, type Measured, markdownRow, meanAndSd, measureAll, type Row, shown } from './trainings.js'

const REPORT = 'docs/results/generators.md'
const REPLICATES = 5
const NEURONS = 48
/** Student's t for a two-sided 95 % interval, 4 degrees of freedom. */
const STUDENT_T = 2.776
/** Data and weights of the table are keyed by another seed than those that settings were chosen by: fresh. */
const SEEDS = { selection: 1, test: 2001 } as const
const ARMS = ['feed-forward', 'random'] as const
const SAMPLES = { weights: 1000, alpha: 500, selection: 500, test: 1000 }

const RECIPE = {
  surrogate: { kind: 'logistic', width: 0.2 },
  reset: 'full',
  epochs: 30,
  optimiser: { rate: 6e-3 },
  repair: { rule: 'gain', targetRate: 0.1, step: 0.1 },
} as const

function space(source: GeneratedSource): SearchSpace {
  const { channels, classes } = describeData(dataSchema.parse({ source }))
  return {
    neuron: { model: 'lif', tauMem: 10, tauSyn: 4 },
    inputs: channels,
    readout: { kind: 'count', classes },
    layers: [
      {
        neurons: NEURONS,
        motifSizes: [8],
        synapses: 'search',
        lateral: 'none',
        selfConnections: true,
        ring: false,
        signs: 'typed',
      },
    ],
  }
}

function rows(source: GeneratedSource, scoreOn: Row['scoreOn']): Row[] {
  return ARMS.map((arm) => ({
    label: arm,
    topology: handmade(arm, space(source)),
    recipe: RECIPE,
    data: { source, samples: SAMPLES },
    replicates: REPLICATES,
    scoreOn,
  }))
}

/** Mean with the 95 % interval of the mean by Student's t. */
function interval(values: readonly number[]): string {
  const middle = mean([...values])
  const half = (STUDENT_T * sampleStandardDeviation([...values])) / Math.sqrt(values.length)
  return `[${(middle - half).toFixed(3)}, ${(middle + half).toFixed(3)}]`
}

function lines(source: GeneratedSource, [control, recurrent]: readonly Measured[]): string[] {
  const { classes } = describeData(dataSchema.parse({ source }))
  const difference = recurrent.accuracies.map((accuracy, i) => accuracy - control.accuracies[i])
  return [control, recurrent].map((measured, i) =>
    markdownRow([
      source,
      (1 / classes).toFixed(3),
      measured.label,
      shown(measured) + (measured.failures > 0 ? ` (${measured.failures} failed)` : ''),
      meanAndSd(measured.accuracies),
      interval(measured.accuracies),
      i === 0 ? '' : `${mean(difference).toFixed(3)} ${interval(difference)}`,
      measured.firingRate.toFixed(3),
    ]),
  )
}

const log = (text: string) => process.stderr.write(`${text}\n`)
const sources = generatedSchemas.map((schema) => schema.shape.source.value)

async function measure(source: GeneratedSource, scoreOn: Row['scoreOn']): Promise<string[]> {
  const onRow = (row: Measured) => log(`${source}, ${row.label}: ${shown(row)} in ${row.seconds.toFixed(1)} s each`)
  const measured = await measureAll(rows(source, scoreOn), onRow, SEEDS[scoreOn])
  return lines(source, measured)
}

const [scoreOn, ...named] = process.argv.slice(2)
if (scoreOn === 'selection') {
  for (const source of sources) {
    if (named.length === 0 || named.includes(source)) log((await measure(source, scoreOn)).join('\n'))
  }
} else {
  const table: string[] = []
  for (const source of sources) table.push(...(await measure(source, 'test')))
  const report = [
    '# Generated tasks: a feed-forward control beside recurrent motifs',
    '',
    `Command: \`npm run reproduce:generators\`. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}.`,
    '',
    `Every task at its default difficulty (docs/guides/tasks.md), with ${SAMPLES.weights + SAMPLES.alpha} training and ${SAMPLES.test} test samples. ${NEURONS} LIF neurons, tau_m`,
    `10, tau_s 4, count readout; \`random\` has motifs of 8 with types a third each, another draw in every replicate. One`,
    `recipe for all: ${RECIPE.epochs} epochs, rate ${RECIPE.optimiser.rate}, logistic surrogate of width ${RECIPE.surrogate.width}, reset \`${RECIPE.reset}\`, repair \`gain\`. ${REPLICATES} replicates with`,
    'fresh data (but for `yin-yang`, whose points are the published ones), weights and order; both arms of a replicate share',
    "its data. Difficulties and recipe were chosen on selection splits of another seed. Intervals are 95 % by Student's t over",
    'replicates; the difference is taken within replicates.',
    '',
    markdownRow([
      ...['task', 'chance', 'topology', 'test accuracy per replicate', 'mean ± sd', '95 % interval'],
      ...['recurrent - feed-forward', 'firing rate'],
    ]),
    '|---|---:|---|---|---|---|---|---:|',
    ...table,
    '',
  ]
  writeFileSync(REPORT, report.join('\n'))
  log(`wrote ${REPORT}`)
}
