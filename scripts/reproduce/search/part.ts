import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRun } from '../../../src/comparison/run-study.js'
import { key } from '../../../src/kernel/numerics/random.js'
import { gradientRecipe } from '../../../src/learning/gradient-recipe.js'
import type { Study } from '../../../src/search/study.js'
import { readStudy } from '../../../src/search/study-file.js'
import { openRunStore } from '../../../src/store/run-store.js'
import { handmadeTopology } from '../../../src/topology/handmade.js'
import { measureTopology } from '../../../src/topology/measures.js'
import type { Topology } from '../../../src/topology/topology.js'
import { topologyDocument } from '../../../src/topology/topology-document.js'
import { measureAll, type Row } from '../trainings.js'
import type { Benchmark } from './benchmark.js'

/** What one search did: from its store, so that a table can say what it cost. */
export interface SearchRecord {
  readonly strategy: string
  readonly topology: object
  readonly synapses: number
  readonly excitatoryShare: number
  readonly sampleSteps: number
  readonly cpuSeconds: number
  /** Of the last fifth of the iterations; null where the strategy has no supernet. */
  readonly supernetAccuracy: number | null
  /** On the selection split at the end of the search: the supernet, and its most probable topology with its weights. */
  readonly relaxedAccuracy: number | null
  readonly discreteAccuracy: number | null
  /** Of alpha at the end, 1 undecided; null without a supernet. */
  readonly entropy: number | null
  /** Best mean accuracy on the selection split. */
  readonly selectionAccuracy: number
}

export interface Outcomes {
  /** Such as `discovered` or `random`. */
  readonly arm: string
  readonly test: string
  /** Repair in the search and in the recipe of these trainings. */
  readonly repair: { readonly search: boolean; readonly recipe: boolean }
  /** A failed training counts as chance. */
  readonly accuracies: readonly number[]
  readonly failures: number
  readonly firingRate: number
}

/** One independent search of a benchmark with everything trained after it: one JSON file. */
export interface Part {
  readonly benchmark: string
  readonly search: number
  readonly searches: Readonly<Record<string, SearchRecord>>
  readonly outcomes: readonly Outcomes[]
  readonly minutes: number
}

export type Log = (text: string) => void

/** Data and weights of the trainings after a search are keyed by another seed than any search's: fresh. */
const FRESH_SEED = 1001

async function searched(study: Study, log: Log): Promise<{ record: SearchRecord; topology: Topology }> {
  const runs = mkdtempSync(join(tmpdir(), 'motif-search-'))
  try {
    const dataDir = process.env.MOTIF_DATA ?? '../shared/data'
    const signal = new AbortController().signal
    const { folder, end } = await startRun(study, runs, undefined, { threads: 2, signal, dataDir })
    const result = await end
    if (result.reason !== 'done' || !result.best) throw new Error(`the search by ${study.strategy.name} found nothing`)
    const store = openRunStore(folder, { mode: 'read' })
    const values = (phase: string, name: string) => store.metrics({ phase, name }).map(({ value }) => value)
    const accuracies = values('weights', 'accuracy')
    const late = accuracies.slice(-Math.ceil(accuracies.length / 5))
    const cpuSeconds = store.sessions().reduce((sum, { load }) => sum + (load?.cpuSeconds ?? 0), 0)
    const record: SearchRecord = {
      strategy: study.strategy.name,
      topology: topologyDocument(result.best),
      synapses: measureTopology(result.best, 'synapses'),
      excitatoryShare: measureTopology(result.best, 'excitatoryShare'),
      sampleSteps: store.used().sampleSteps,
      cpuSeconds,
      supernetAccuracy: late.length > 0 ? late.reduce((sum, x) => sum + x, 0) / late.length : null,
      relaxedAccuracy: values('relaxed', 'accuracy').at(-1) ?? null,
      discreteAccuracy: values('discrete', 'accuracy').at(-1) ?? null,
      entropy: values('architecture', 'entropy').at(-1) ?? null,
      selectionAccuracy: store.bestCandidate()?.accuracy.mean ?? Number.NaN,
    }
    store.close()
    log(`${study.strategy.name}: selection ${record.selectionAccuracy.toFixed(3)}, ${record.cpuSeconds.toFixed(0)} s`)
    return { record, topology: result.best }
  } finally {
    rmSync(runs, { recursive: true, force: true })
  }
}

/** Iterations no budget of these benchmarks reaches. */
const UNBOUNDED = 100_000

/** Does one independent search of a benchmark, with rivals at equal samples x steps, and trains what was found. */
export async function runPart(benchmark: Benchmark, search: number, log: Log): Promise<Part> {
  const began = performance.now()
  const settings = benchmark.settings(search)
  const study = readStudy(benchmark.study, settings)
  const found = new Map<string, { record: SearchRecord; topology: Topology; repair: boolean }>()
  const discovered = await searched(study, log)
  found.set('discovered', { ...discovered, repair: true })
  if (benchmark.repairSquare) {
    const without = readStudy(benchmark.study, [...settings, 'strategy.repair.rule=none'])
    found.set('discovered without repair', { ...(await searched(without, log)), repair: false })
  }
  for (const { arm, settings: changed } of benchmark.variants ?? []) {
    const variant = readStudy(benchmark.study, [...settings, ...changed])
    found.set(arm, { ...(await searched(variant, log)), repair: true })
  }
  const budget = [`schedule.iterations=${UNBOUNDED}`, `budget.sampleSteps=${discovered.record.sampleSteps}`]
  const rival = readStudy(benchmark.study, [...settings, ...budget], 'random')
  found.set('best of random search', { ...(await searched(rival, log)), repair: true })

  const rows: { row: Row; outcome: Pick<Outcomes, 'arm' | 'test' | 'repair'> }[] = []
  const add = (
    arm: string,
    topology: Row['topology'],
    test: Benchmark['tests'][number],
    repair: Outcomes['repair'],
  ) => {
    const own = gradientRecipe(study.recipe, 'the suite')
    const recipe = repair.recipe ? study.recipe : { ...own, repair: { ...own.repair, rule: 'none' } }
    const data = { ...study.data, ...test.override }
    const { replicates, scoreOn } = benchmark
    rows.push({
      row: { label: `${arm}, ${test.label}`, topology, recipe, data, replicates, scoreOn },
      outcome: { arm, test: test.label, repair },
    })
  }
  for (const test of benchmark.tests) {
    for (const [arm, { topology, repair }] of found) {
      for (const recipe of benchmark.repairSquare && arm !== 'best of random search' ? [true, false] : [true]) {
        add(arm, () => topology, test, { search: repair, recipe })
      }
    }
    for (const arm of benchmark.arms) {
      const drawn = (replicate: number) => handmadeTopology(arm, study.space, { key: key(7, search, replicate) })
      add(arm, drawn, test, { search: false, recipe: true })
    }
  }
  const seed = FRESH_SEED + search
  const measured = await measureAll(
    rows.map(({ row }) => row),
    ({ label, accuracies }) => log(`${label}: ${accuracies.map((a) => a.toFixed(2)).join(' ')}`),
    seed,
  )
  const outcomes = measured.map(({ accuracies, failures, firingRate }, i) => ({
    ...rows[i].outcome,
    accuracies,
    failures,
    firingRate,
  }))
  const searches = Object.fromEntries([...found].map(([arm, { record }]) => [arm, record]))
  return { benchmark: benchmark.name, search, searches, outcomes, minutes: (performance.now() - began) / 60_000 }
}
