/**
 * How long the command takes to say something, from a fresh process: `npm run measure:cold-start [-- --rounds 20]`.
 * The run has 10,000 candidates, made through the store as a random search makes them.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { EpochMetrics } from '../../src/evaluation/outcome.js'
import { NUMERICS_VERSION } from '../../src/kernel/kernel.js'
import { key, uniform } from '../../src/kernel/numerics/random.js'
import { compiledFile } from '../../src/package-root.js'
import { studyDocument } from '../../src/search/study.js'
import { readStudy } from '../../src/search/study-file.js'
import type { EvaluationRecord } from '../../src/store/records.js'
import { createRunStore } from '../../src/store/run-store.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { randomTopology } from '../../src/topology/search-space.js'
import { topologyDocument } from '../../src/topology/topology-document.js'

const CANDIDATES = 10_000
/** Candidates of one step of random search. */
const TOGETHER = 4
const EPOCHS = 15

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
const rounds = Number(values.rounds)

function makeRun(folder: string): void {
  const study = readStudy('quickstart')
  const store = createRunStore(folder, {
    name: 'many',
    study: studyDocument(study),
    studyHash: 'measured',
    seed: study.seed,
    strategy: 'random',
    codeVersion: '0',
    numericsVersion: NUMERICS_VERSION,
  })
  // Not a run that anybody waits for.
  store.database.pragma('synchronous = OFF')
  const session = store.startSession({ threads: 2 })
  for (let first = 0; first < CANDIDATES; first += TOGETHER) {
    const candidates = Array.from({ length: TOGETHER }, (_, i) => {
      const topology = randomTopology(study.space, key(1, 'measured', first + i))
      return { hash: topologyHash(topology), topology: topologyDocument(topology), role: 'candidate' }
    })
    candidates.forEach((candidate, i) => {
      store.finishEvaluation({ ...evaluation(first + i), candidate })
    })
    const phases = [{ name: 'evaluate', metrics: { judged: first + TOGETHER, bestAccuracy: 0.9 } }]
    store.commitSteps({ steps: [{ step: first / TOGETHER + 1, phases, candidates }], state: new Uint8Array(64) })
  }
  store.endSession(session, { reason: 'done', detail: 'the budget is spent', wallSeconds: 1 })
  store.close()
}

function evaluation(index: number): Omit<EvaluationRecord, 'candidate'> {
  const accuracy = uniform(key(2, 'measured'), index)
  const epochs = Array.from({ length: EPOCHS }, (_, e): EpochMetrics => {
    return { epoch: e + 1, loss: 1 / (e + 1), accuracy, firingRate: 0.05, gradientNorm: 0.5 }
  })
  return {
    id: `evaluation ${index}`,
    replicate: 0,
    epochs: EPOCHS,
    scoreOn: 'selection',
    trainOn: ['weights', 'alpha'],
    override: {},
    recipeHash: 'recipe',
    dataKey: 'data',
    outcome: {
      state: 'scored',
      score: { accuracy, loss: 1 - accuracy, spikesPerSample: 300, synapticOperations: 9000, firingRate: 0.05 },
      labels: [],
      epochs,
      networkHash: 'network',
    },
    bookkeeping: { startedAt: new Date().toISOString(), wallSeconds: 1, thread: 1, attempts: 1 },
  }
}

/** Milliseconds of one process, sorted over the rounds. */
function time(args: readonly string[]): number[] {
  return Array.from({ length: rounds }, () => {
    const started = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`)
    return performance.now() - started
  }).sort((a, b) => a - b)
}

const folder = mkdtempSync(join(tmpdir(), 'motif-cold-'))
try {
  const run = join(folder, 'many')
  makeRun(run)
  const main = fileURLToPath(compiledFile('src/cli/main.js'))
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['node alone', ['-e', '0']],
    ['motif --help', [main, '--help']],
    ['motif search --help', [main, 'search', '--help']],
    [`motif status, ${CANDIDATES} candidates`, [main, 'status', run]],
    ['motif status --format json, the same', [main, 'status', run, '--format', 'json']],
    ['motif runs, the same', [main, 'runs']],
    ['motif candidates, the same', [main, 'candidates', run]],
  ]
  process.env.MOTIF_RUNS = folder
  const lines = commands.map(([name, args]) => {
    const ms = time(args)
    return `| ${name} | ${ms[0].toFixed(0)} | ${ms[Math.floor(rounds / 2)].toFixed(0)} |`
  })
  process.stdout.write(
    `| fresh process, ${rounds} times | min ms | median ms |\n|---|---:|---:|\n${lines.join('\n')}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
