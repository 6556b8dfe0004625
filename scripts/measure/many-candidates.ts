/**
 * A run of 10,000 tiny candidates: what each thousand costs, the memory of the process and what of it is in use, and how long
 * `motif status` takes in between: `npm run measure:many-candidates [-- --candidates 10000]`. One thread, so that cost is time;
 * each strategy in a process of its own.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startRun } from '../../src/comparison/run-study.js'
import { compiledFile } from '../../src/package-root.js'
import { parseStudy } from '../../src/search/study.js'

const options = { candidates: { type: 'string', default: '10000' }, strategy: { type: 'string' } } as const
const { values } = parseArgs({ options })
const total = Number(values.candidates)
const part = Math.max(1, Math.round(total / 10))

const study = (strategy: object) =>
  parseStudy(
    {
      name: 'many',
      data: {
        source: 'delayed-match',
        inputsPerGroup: 2,
        gap: 2,
        samples: { weights: 8, alpha: 0, selection: 8, test: 0 },
      },
      space: { neuron: { tauMem: 10, tauSyn: 4 }, layers: [{ neurons: 16, motifSizes: [8], lateral: 'search' }] },
      recipe: { epochs: 1, batch: 8, shards: 1 },
      schedule: { iterations: total },
      objectives: ['accuracy', 'synapses'],
      strategy,
    },
    'many.yaml',
  )

const main = fileURLToPath(compiledFile('src/cli/main.js'))

/** Milliseconds of a fresh process, the best of three. */
function statusMs(folder: string): number {
  const times = [1, 2, 3].map(() => {
    const began = performance.now()
    const { status, stderr } = spawnSync(process.execPath, [main, 'status', folder], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return performance.now() - began
  })
  return Math.min(...times)
}

/** Bytes of objects and buffers of this thread that something still refers to; needs `--expose-gc`. */
function bytesInUse(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function measure(strategy: string): Promise<void> {
  const runs = mkdtempSync(join(tmpdir(), 'motif-many-'))
  try {
    const folder = join(runs, 'many')
    let seen = 0
    let before = process.cpuUsage()
    const report = () => {
      const { user, system } = process.cpuUsage(before)
      const cells = [
        ((user + system) / 1000 / part).toFixed(2),
        (process.memoryUsage.rss() / 2 ** 20).toFixed(0),
        (bytesInUse() / 2 ** 20).toFixed(1),
        statusMs(folder).toFixed(0),
        (statSync(join(folder, 'run.sqlite')).size / 2 ** 20).toFixed(1),
      ]
      process.stdout.write(`| ${strategy} | ${seen} | ${cells.join(' | ')} |\n`)
      before = process.cpuUsage()
    }
    const reporter = { onOutcome: () => void (++seen % part === 0 && report()) }
    const signal = new AbortController().signal
    const started = await startRun(study({ name: strategy }), runs, 'many', { threads: 1, signal, reporter })
    await started.end
  } finally {
    rmSync(runs, { recursive: true, force: true })
  }
}

if (values.strategy !== undefined) await measure(values.strategy)
else {
  process.stdout.write(
    '| strategy | candidates | processor ms per candidate | MiB of the process | MiB in use | motif status, ms | MiB on disk |\n' +
      '|---|---:|---:|---:|---:|---:|---:|\n',
  )
  for (const strategy of ['random', 'evolution', 'nsga2']) {
    const self = fileURLToPath(import.meta.url)
    const args = ['--expose-gc', self, '--candidates', String(total), '--strategy', strategy]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    if (status !== 0) throw new Error(`the run of ${strategy} ended with ${status}`)
  }
}
