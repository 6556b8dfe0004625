/**
 * Proves that a run killed at random moments ends like one that never was, and that threads do not matter.
 * `npm run torture [-- --kills 20 --set path=value ...]`; writes docs/results/torture.md when the study is whole.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compiledFile } from '../src/package-root.js'
import { openRunStore } from '../src/store/run-store.js'

const { values } = parseArgs({
  options: {
    study: { type: 'string', default: 'quickstart' },
    kills: { type: 'string', default: '20' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const kills = Number(values.kills)
const motif = compiledFile('src/cli/main.js').pathname
const runs = mkdtempSync(join(tmpdir(), 'motif-torture-'))
const env = { ...process.env, MOTIF_RUNS: runs }
const settings = values.set.flatMap((setting) => ['--set', setting])

const log = (text: string) => process.stderr.write(`${text}\n`)

function run(args: readonly string[], killAfterMs?: number): Promise<'ended' | 'killed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [motif, ...args, '--quiet'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve('killed')
      else if (code === 0) resolve('ended')
      else reject(new Error(`motif ${args.join(' ')} ended with code ${code}`))
    })
  })
}

function fingerprint(name: string): string {
  const text = execFileSync(process.execPath, [motif, 'fingerprint', name, '--format', 'json'], {
    env,
    encoding: 'utf8',
  })
  return (JSON.parse(text) as { sha256: string }).sha256
}

/** Share of the wall time of a run that its store's transactions took. */
function commitShare(name: string): number {
  const store = openRunStore(join(runs, name), { mode: 'read' })
  const [session] = store.sessions()
  store.close()
  return session.end ? session.end.commitSeconds / session.end.wallSeconds : Number.NaN
}

interface Whole {
  readonly name: string
  readonly sha256: string
  readonly seconds: number
  readonly commitShare: number
}

async function whole(name: string, threads: number): Promise<Whole> {
  const started = performance.now()
  await run(['search', values.study, '--run', name, '--threads', String(threads), ...settings])
  const seconds = (performance.now() - started) / 1000
  const row = { name, sha256: fingerprint(name), seconds, commitShare: commitShare(name) }
  log(`${name}: ${row.sha256} in ${seconds.toFixed(1)} s`)
  return row
}

interface Tortured {
  readonly sha256: readonly string[]
  readonly moments: readonly number[]
}

/**
 * Kills at random moments, soon enough after each start that the run cannot end before the last of them; if it does all
 * the same, another run takes the rest.
 */
async function tortured(expectedSeconds: number): Promise<Tortured> {
  const moments: number[] = []
  const sha256: string[] = []
  while (moments.length < kills || sha256.length === 0) {
    const name = `tortured-${sha256.length + 1}`
    let command = ['search', values.study, '--run', name, '--threads', '2', ...settings]
    while (true) {
      const moment = moments.length < kills ? 300 + Math.random() * ((expectedSeconds * 800) / kills + 3000) : undefined
      if ((await run(command, moment)) === 'ended') break
      moments.push(Math.round(moment ?? 0))
      log(`killed ${moments.length} of ${kills} after ${moments.at(-1)} ms`)
      if (exists(name)) command = ['resume', name, '--threads', '2']
    }
    sha256.push(fingerprint(name))
  }
  return { sha256, moments }
}

/** A run killed before its store was published is started again. */
function exists(name: string): boolean {
  try {
    fingerprint(name)
    return true
  } catch {
    return false
  }
}

const rows = [await whole('two-threads', 2), await whole('one-thread', 1), await whole('three-threads', 3)]
const broken = await tortured(rows[0].seconds)
log(`tortured: ${broken.sha256.join(' ')} after ${broken.moments.length} kills`)
const all = [...rows.map(({ sha256 }) => sha256), ...broken.sha256]
const equal = all.every((sha256) => sha256 === all[0])

if (values.set.length === 0) {
  const report = [
    '# Kills, resumes and threads',
    '',
    `Command: \`npm run torture\`. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores. Study: ${values.study}.`,
    '',
    '| run | fingerprint | seconds | logging and checkpointing |',
    '|---|---|---:|---:|',
    ...rows.map(
      (row) =>
        `| ${row.name} | \`${row.sha256.slice(0, 16)}\` | ${row.seconds.toFixed(1)} | ${(100 * row.commitShare).toFixed(2)} % |`,
    ),
    ...broken.sha256.map(
      (sha256) => `| killed (kill -9) and resumed, again and again | \`${sha256.slice(0, 16)}\` | | |`,
    ),
    '',
    `All equal: **${equal ? 'yes' : 'no'}**. ${broken.moments.length} kills, milliseconds from each start to its kill: ${broken.moments.join(', ')}.`,
    '',
  ]
  writeFileSync('docs/results/torture.md', report.join('\n'))
}
rmSync(runs, { recursive: true, force: true })
if (!equal) {
  log('FINGERPRINTS DIFFER')
  process.exitCode = 6
}
