/**
 * A run of 10,000 tiny candidates: what each thousand costs, the memory of the process, and how long `motif status` takes in
 * between: `npm run measure:many-candidates [-- --candidates 10000]`. One thread, so that cost is time.
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

const { values } = parseArgs({ options: { candidates: { type: 'string', default: '10000' } } })
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

process.stdout.write(
  '| strategy | candidates | processor ms per candidate | MiB of the process | motif status, ms | MiB on disk |\n' +
    '|---|---:|---:|---:|---:|---:|\n',
)
for (const name of ['random', 'evolution', 'nsga2']) {
  const runs = mkdtempSync(join(tmpdir(), 'motif-many-'))
  try {
    let seen = 0
    let before = process.cpuUsage()
    const folder = join(runs, 'many')
    const report = () => {
      const { user, system } = process.cpuUsage(before)
      const cells = [
        ((user + system) / 1000 / part).toFixed(2),
        (process.memoryUsage.rss() / 2 ** 20).toFixed(0),
        statusMs(folder).toFixed(0),
        (statSync(join(folder, 'run.sqlite')).size / 2 ** 20).toFixed(1),
      ]
      process.stdout.write(`| ${name} | ${seen} | ${cells.join(' | ')} |\n`)
      before = process.cpuUsage()
    }
    const reporter = { onOutcome: () => void (++seen % part === 0 && report()) }
    const started = await startRun(study({ name }), runs, 'many', {
      threads: 1,
      signal: new AbortController().signal,
      reporter,
    })
    await started.end
  } finally {
    rmSync(runs, { recursive: true, force: true })
  }
}
