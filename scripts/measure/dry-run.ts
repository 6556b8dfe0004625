/**
 * What `motif search --dry-run` expects beside what then happens, for every strategy: `npm run measure:dry-run`. Each study
 * is estimated and run in processes of their own, on two threads.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { estimateRun, type RunEstimate } from '../../src/comparison/estimate-run.js'
import { prepareRun } from '../../src/comparison/prepare-run.js'
import { compiledFile } from '../../src/package-root.js'
import { readStudy } from '../../src/search/study-file.js'
import { runStatus } from '../../src/store/run-status.js'

const THREADS = 2
const SPACE = { neuron: { tauMem: 10, tauSyn: 4 }, layers: [{ neurons: 48, motifSizes: [4, 8], lateral: 'search' }] }
const BASE = {
  name: 'dry',
  data: { source: 'delayed-match', gap: 30, samples: { weights: 300, alpha: 200, selection: 200, test: 200 } },
  space: SPACE,
  recipe: { epochs: 6, optimiser: { rate: 0.006 }, surrogate: { kind: 'logistic' }, reset: 'full' },
  schedule: { iterations: 40 },
  comparisons: [{ replicates: 2, arms: [{ topology: 'random', draws: 2 }, { topology: 'feed-forward' }] }],
}
const TINY_SPACE = { ...SPACE, layers: [{ neurons: 16, motifSizes: [2], lateral: 'none', selfConnections: false }] }

const CASES: Readonly<Record<string, object>> = {
  hrmas: { strategy: { name: 'hrmas', snapshots: 2 }, schedule: { iterations: 200 } },
  random: { strategy: { name: 'random' } },
  evolution: { strategy: { name: 'evolution', population: 10 } },
  nsga2: { strategy: { name: 'nsga2', population: 10 }, objectives: ['accuracy', 'synapses'] },
  halving: { strategy: { name: 'halving' }, schedule: { iterations: 54 } },
  hyperband: { strategy: { name: 'halving', brackets: 'hyperband' }, schedule: { iterations: 54 } },
  exhaustive: { strategy: { name: 'exhaustive' }, space: TINY_SPACE },
  handmade: { strategy: { name: 'handmade' }, schedule: { iterations: 12 } },
  'random, a budget of 100 epochs': { strategy: { name: 'random' }, budget: { epochs: 100 } },
}

interface Happened {
  readonly candidates: number
  readonly evaluations: number
  readonly seconds: number
  /** With the check after the search. */
  readonly cpuSeconds: number
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** The output of a process, and the most memory that it ever held. */
async function watched(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; peakBytes: number }> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  let peakBytes = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const look = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
      peakBytes = Math.max(peakBytes, 1024 * Number(peak?.[1] ?? 0))
    } catch {
      // It has ended.
    }
  }, 50)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(look)
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`)
  return { stdout, peakBytes }
}

async function happened(file: string, folder: string): Promise<Happened> {
  const main = fileURLToPath(compiledFile('src/cli/main.js'))
  const args = [main, 'search', file, '--run', 'happened', '--threads', String(THREADS), '--quiet']
  const { peakBytes } = await watched(args, { ...process.env, MOTIF_RUNS: folder })
  const { used, elapsedSeconds, spent } = runStatus(join(folder, 'happened'))
  const cpuSeconds = used.cpuSeconds + (spent.phases.check?.cpuSeconds ?? 0)
  const diskBytes = statSync(join(folder, 'happened', 'run.sqlite')).size
  const { candidates, evaluations } = used
  return { candidates, evaluations, seconds: elapsedSeconds, cpuSeconds, memoryBytes: peakBytes, diskBytes }
}

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(2)

function line(name: string, e: RunEstimate, h: Happened): string {
  const seconds = e.seconds.search + e.seconds.evaluations + e.seconds.check
  const pair = (expected: number, found: number, show: (x: number) => string) =>
    `${show(expected)} / ${show(found)} | ${(expected / found).toFixed(2)}`
  return `| ${[
    name,
    `${e.candidates} / ${h.candidates}`,
    `${e.evaluations} / ${h.evaluations}`,
    pair(e.cpuSeconds, h.cpuSeconds, (x) => x.toFixed(1)),
    pair(seconds, h.seconds, (x) => x.toFixed(1)),
    pair(e.memoryBytes, h.memoryBytes, (x) => (x / 2 ** 20).toFixed(0)),
    pair(e.diskBytes, h.diskBytes, mib),
  ].join(' | ')} |`
}

const { values } = parseArgs({ options: { estimate: { type: 'string' }, only: { type: 'string' } } })
if (values.estimate !== undefined) {
  const prepared = await prepareRun(readStudy(values.estimate), { threads: THREADS })
  process.stdout.write(JSON.stringify(estimateRun({ ...prepared, threads: THREADS })))
} else {
  process.stdout.write(
    '| study | candidates | evaluations | processor seconds | ratio | wall seconds | ratio | MiB at most | ratio | MiB on disk | ratio |\n' +
      '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n',
  )
  for (const [name, change] of Object.entries(CASES)) {
    if (values.only !== undefined && values.only !== name) continue
    const folder = mkdtempSync(join(tmpdir(), 'motif-dry-'))
    try {
      const file = join(folder, 'study.json')
      writeFileSync(file, JSON.stringify({ ...BASE, ...change }))
      const self = fileURLToPath(import.meta.url)
      const { stdout } = await watched([self, '--estimate', file], process.env)
      process.stdout.write(`${line(name, JSON.parse(stdout) as RunEstimate, await happened(file, folder))}\n`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
