/**
 * What HRMAS finds on delayed match-to-sample, one setting at a time: searched at gap 65, then every found motif is
 * trained from scratch at gaps 65 and 110 on fresh data. `npm run reproduce:hrmas` writes docs/results/hrmas.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRun } from '../../src/comparison/run-study.js'
import { readStudy } from '../../src/search/study-file.js'
import { openRunStore } from '../../src/store/run-store.js'
import { countTypes } from '../../src/topology/motif.js'
import type { Topology } from '../../src/topology/topology.js'
import { handmade, markdownRow, meanAndSd, measureAll, type Row, shown } from './trainings.js'

const SEARCHES = 2
const REPLICATES = 3
const GAPS = [65, 110]
/** Data and weights of the trainings are keyed by another seed than any search's: fresh. */
const FRESH_SEED = 1001

const variants: readonly (readonly [string, readonly string[]])[] = [
  ['quickstart: curriculum, alpha rate 0.003, repair, best of four choices', []],
  ['the last choice alone', ['strategy.snapshots=1']],
  ['the same, no curriculum', ['strategy.snapshots=1', 'strategy.curriculum.from=65']],
  ['the same, alpha rate 0.02', ['strategy.snapshots=1', 'strategy.alpha.rate=0.02']],
  ['the same, no repair in the search', ['strategy.snapshots=1', 'strategy.repair.rule=none']],
  ['the same, alpha rate 0 (control: the argmax of noise)', ['strategy.snapshots=1', 'strategy.alpha.rate=0']],
]

interface Found {
  readonly label: string
  readonly search: number
  readonly topology: Topology
  readonly supernetAccuracy: number
  readonly entropy: number
  readonly changed: number
}

const log = (text: string) => process.stderr.write(`${text}\n`)
const runs = mkdtempSync(join(tmpdir(), 'motif-hrmas-'))

async function search(label: string, settings: readonly string[], seed: number): Promise<Found> {
  const study = readStudy('quickstart', [...settings, `seed=${seed}`, 'comparisons=[]'])
  const { folder, end } = await startRun(study, runs, undefined, { threads: 2, signal: new AbortController().signal })
  const result = await end
  if (result.reason !== 'done' || !result.best) throw new Error(`${label}: the search did not finish`)
  const store = openRunStore(folder, { mode: 'read' })
  const last = (phase: string, name: string) => store.metrics({ phase, name }).at(-1)?.value ?? 0
  const accuracies = store.metrics({ phase: 'weights', name: 'accuracy' }).slice(-50)
  const found: Found = {
    label,
    search: seed,
    topology: result.best,
    supernetAccuracy: accuracies.reduce((sum, { value }) => sum + value, 0) / accuracies.length,
    entropy: last('architecture', 'entropy'),
    changed: last('architecture', 'changed'),
  }
  store.close()
  log(`${label}, search ${seed}: supernet ${found.supernetAccuracy.toFixed(3)}`)
  return found
}

function types({ topology }: Found): string {
  const { recurrent } = topology.layers[0]
  if (recurrent.kind !== 'motif') return '-'
  const { excitatory, inhibitory, absent } = countTypes([
    ...recurrent.motif.synapses.flat(),
    ...recurrent.motif.lateral,
  ])
  return `${excitatory} / ${inhibitory} / ${absent}`
}

const found: Found[] = []
for (const [label, settings] of variants) {
  for (let seed = 1; seed <= SEARCHES; seed++) found.push(await search(label, settings, seed))
}
rmSync(runs, { recursive: true, force: true })

const { data, recipe, space } = readStudy('quickstart')
const trainingRow = (label: string, topology: Row['topology'], gap: number, replicates: number): Row => {
  return { label, topology, recipe, data: { ...data, gap }, replicates, scoreOn: 'selection' }
}
const lines: string[] = []
for (const gap of GAPS) {
  const rows = [
    ...found.map((f) => trainingRow(`${f.label}, search ${f.search}`, () => f.topology, gap, REPLICATES)),
    ...['random', 'dense-ei', 'all-excitatory'].map((arm) =>
      trainingRow(`${arm}, a draw per replicate`, handmade(arm, space), gap, 2 * REPLICATES),
    ),
  ]
  const measured = await measureAll(rows, (row) => log(`gap ${gap}, ${row.label}: ${shown(row)}`), FRESH_SEED)
  lines.push(
    `## Trained from scratch at gap ${gap}`,
    '',
    markdownRow([
      'motif',
      'E / I / absent',
      'supernet',
      'entropy',
      'changed',
      'selection accuracy',
      'mean ± sd',
      'rate',
    ]),
    '|---|---|---:|---:|---:|---|---|---:|',
    ...measured.map((row, i) => {
      const f = found[i]
      const of = f
        ? [types(f), f.supernetAccuracy.toFixed(3), f.entropy.toFixed(3), f.changed.toFixed(2)]
        : ['', '', '', '']
      return markdownRow([row.label, ...of, shown(row), meanAndSd(row.accuracies), row.firingRate.toFixed(3)])
    }),
    '',
  )
}
const report = [
  '# What HRMAS finds on delayed match-to-sample',
  '',
  `Command: \`npm run reproduce:hrmas\`. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}. Searches are the study`,
  `\`quickstart\` (gap 65) with one setting changed; recipe of the study, ${recipe.epochs} epochs. All accuracies are on selection splits of`,
  'data drawn with another seed than the searches used. "supernet": mean training accuracy of the last 50 iterations;',
  '"entropy" of the type probabilities (1 = undecided); "changed": share of argmax choices that differ from the start.',
  '',
  ...lines,
]
writeFileSync('docs/results/hrmas.md', report.join('\n'))
