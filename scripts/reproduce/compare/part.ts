import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ComparisonResult } from '../../../src/comparison/comparison-result.js'
import { type GivenArm, type GivenRun, givenRun } from '../../../src/comparison/given-arm.js'
import { planComparison } from '../../../src/comparison/plan-comparison.js'
import { startComparison } from '../../../src/comparison/run-comparison.js'
import { runResult } from '../../../src/comparison/run-result.js'
import { resumeRun, startRun } from '../../../src/comparison/run-study.js'
import type { Study } from '../../../src/search/study.js'
import { readStudy } from '../../../src/search/study-file.js'
import { openRunStore, runFile } from '../../../src/store/run-store.js'
import { type ComparedBenchmark, declaration } from './benchmark.js'

/** One independent search of a benchmark with all arms beside it: one JSON file. */
export interface ComparedPart {
  readonly benchmark: string
  /** From 1. */
  readonly part: number
  /** One per test of the benchmark, in order. */
  readonly comparisons: readonly ComparisonResult[]
  readonly discretisation: Discretisation
  /** Wall minutes of its searches and comparisons, over all sessions. */
  readonly minutes: number
}

/** What alpha's choice loses and regains: mean accuracies on the selection split. */
export interface Discretisation {
  readonly supernet: number
  /** Its most probable topology with its weights. */
  readonly cut: number
  /** What the search chose, trained from scratch. */
  readonly retrained: number
  /** Of alpha at the end, 1 undecided. */
  readonly entropy: number
}

export type Log = (text: string) => void

/** Iterations that no budget of these benchmarks reaches. */
const UNBOUNDED = 100_000

interface Place {
  /** Where runs are, so that a killed part goes on. */
  readonly runs: string
  readonly dataDir: string
  readonly threads: number
  readonly signal: AbortSignal
  readonly log: Log
}

/** The part was stopped; the next try goes on where it was. */
export class PartStoppedError extends Error {
  override readonly name = 'PartStoppedError'
}

/** Searches with repair and, where the square is measured, without; a random search of equal budget; then compares. */
export async function runComparedPart(compared: ComparedBenchmark, part: number, place: Place): Promise<ComparedPart> {
  const { benchmark, hrmas = [], tests } = compared
  const base = [...benchmark.settings(part - 1), `comparisons=${JSON.stringify(declaration(compared))}`]
  const name = (arm: string) => `${benchmark.name}-${part}-${arm}`
  const discovered = await searched(readStudy(benchmark.study, [...base, ...hrmas]), name('discovered'), place)
  const budget = [`schedule.iterations=${UNBOUNDED}`, `budget.sampleSteps=${discovered.sampleSteps}`]
  const rival = await searched(readStudy(benchmark.study, [...base, ...budget], 'random'), name('random-search'), place)
  const runs: [string, GivenRun][] = [
    ['discovered', discovered],
    ['best of random search', rival],
  ]
  if (benchmark.repairSquare) {
    const study = readStudy(benchmark.study, [...base, ...hrmas, 'strategy.repair.rule=none'])
    runs.push(['discovered-without-repair', await searched(study, name('without-repair'), place)])
  }
  const comparisons: ComparisonResult[] = []
  for (const [i, { label }] of tests.entries()) {
    place.log(`comparing ${label}`)
    const run = name(tests.length === 1 ? 'compared' : `compared-${label.replaceAll(/\W+/g, '-')}`)
    comparisons.push(await comparedOn(compared, i, runs, run, place))
  }
  const names = [...runs.map(([, { folder }]) => folder), ...comparisons.map(({ run }) => join(place.runs, run))]
  const discretisation = discretisationOf(join(place.runs, name('discovered')))
  return {
    benchmark: benchmark.name,
    part,
    comparisons,
    discretisation,
    minutes: names.reduce((sum, f) => sum + minutesOf(f), 0),
  }
}

async function searched(study: Study, name: string, { runs, log, ...options }: Place): Promise<GivenRun> {
  const folder = join(runs, name)
  const before = existsSync(runFile(folder)) ? foundIn(folder, name) : undefined
  if (before?.isFinished) return before
  const end = existsSync(runFile(folder))
    ? await resumeRun(folder, 0, options)
    : await (await startRun(study, runs, name, options)).end
  if (end.reason === 'stopped') throw new PartStoppedError(`stopped in search ${name}`)
  const found = end.reason === 'failed' ? undefined : foundIn(folder, name)
  if (found === undefined) throw new Error(`search ${name} found nothing`)
  log(`${name}: ${(found.sampleSteps / 1e6).toFixed(0)} million samples x steps, ${found.cpuSeconds.toFixed(0)} s`)
  return found
}

/** Undefined where nothing was scored yet. */
function foundIn(folder: string, name: string): GivenRun | undefined {
  const store = openRunStore(folder, { mode: 'read' })
  try {
    const result = runResult(store)
    return result && givenRun(store, name, result.topology)
  } finally {
    store.close()
  }
}

async function comparedOn(
  { benchmark, choiceReplicates, withSelection }: ComparedBenchmark,
  test: number,
  runs: readonly (readonly [string, GivenRun])[],
  name: string,
  { runs: folder, threads, signal, dataDir }: Place,
): Promise<ComparisonResult> {
  // As the study of the search declared it.
  const { question, replicates, override, arms, primary } = runs[0][1].study.comparisons[test]
  if (primary === undefined) throw new Error(`the study of ${benchmark.name} declares no primary contrast`)
  const handmade = arms.map(({ topology, draws }): GivenArm => {
    return { name: topology, sources: [{ kind: 'handmade', reference: topology, draws }] }
  })
  const { plan, refused } = planComparison({
    arms: [...runs.map(([arm, run]) => ({ name: arm.replaceAll(' ', '-'), sources: [run] })), ...handmade],
    question,
    replicates,
    choiceReplicates,
    scoreOn: benchmark.scoreOn,
    ...(withSelection && { withSelection }),
    override,
    success: benchmark.success ?? [],
    primary: { a: 'discovered', b: primary, declared: 'in the study' },
    square: benchmark.repairSquare ? { withRepair: 'discovered', without: 'discovered-without-repair' } : null,
    // A random search ends with the training that fills its budget; reservoirs are there to be seen beside the others.
    allow: ['budget', 'learning'],
  })
  if (refused.length > 0) throw new Error(refused.map(({ kind, text }) => `${kind}: ${text}`).join('; '))
  const end = await startComparison(plan, join(folder, name), name, { threads, signal, dataDir })
  if (end.reason === 'stopped') throw new PartStoppedError(`stopped in comparison ${name}`)
  return end.result
}

/** Of an HRMAS search that is over. */
export function discretisationOf(folder: string): Discretisation {
  const store = openRunStore(folder, { mode: 'read' })
  const last = (phase: string, name: string) => store.metrics({ phase, name }).at(-1)?.value ?? Number.NaN
  const numbers = {
    supernet: last('relaxed', 'accuracy'),
    cut: last('discrete', 'accuracy'),
    retrained: store.bestCandidate()?.accuracy.mean ?? Number.NaN,
    entropy: last('architecture', 'entropy'),
  }
  store.close()
  return numbers
}

function minutesOf(folder: string): number {
  const store = openRunStore(folder, { mode: 'read' })
  const seconds = store.sessions().reduce((sum, { load }) => sum + (load?.wallSeconds ?? 0), 0)
  store.close()
  return seconds / 60
}
