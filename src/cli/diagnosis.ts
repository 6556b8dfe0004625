import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DataSpec } from '../data/catalogue.js'
import { NAMED_SETS, whereFound } from './data-names.js'
import type { Result } from './result.js'
import { runsFolder, shownPath } from './run-folder.js'
import { textTable } from './text-table.js'

export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'failed' | 'absent'
  readonly detail: string
}

const LOW_DISK_BYTES = 200 * 2 ** 20

/** Tries everything a run needs, on this machine. */
export async function diagnose(dataDir: string | undefined): Promise<Finding[]> {
  return [
    attempt('node', nodeVersion),
    ok('platform', `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}`),
    ok('cores', String(availableParallelism())),
    ok('memory', `${(totalmem() / 2 ** 30).toFixed(1)} GiB`),
    await attemptAsync('kernel', kernelEqualsTwin),
    await attemptAsync('sqlite', writesDatabase),
    await attemptAsync('threads', startsThread),
    attempt('disk', diskSpace),
    ...[...NAMED_SETS].flatMap(([name, spec]) => dataFinding(name, spec, dataDir)),
  ]
}

export function diagnosisResult(findings: readonly Finding[]): Result {
  const titles = ['check', 'state', 'detail']
  const rows = findings.map(({ name, state, detail }) => [name, state, detail])
  return {
    json: () => ({ schema: 'motif-search/doctor/1', ok: findings.every((f) => f.state !== 'failed'), findings }),
    csv: () => ({ titles, rows }),
    table: () => textTable(titles, rows),
  }
}

const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail })

function attempt(name: string, work: () => string): Finding {
  try {
    return ok(name, work())
  } catch (error) {
    return failed(name, error)
  }
}

async function attemptAsync(name: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return ok(name, await work())
  } catch (error) {
    return failed(name, error)
  }
}

function failed(name: string, error: unknown): Finding {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  return { name, state: 'failed', detail: line }
}

function nodeVersion(): string {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return process.version
  throw new Error(`${process.version}, but 20.19 or newer is needed`)
}

/** A network of four neurons on a few spikes: outputs and gradient of the SIMD kernel and of its plain twin. */
async function kernelEqualsTwin(): Promise<string> {
  const { WasmKernel } = await import('../kernel/wasm-kernel.js')
  const { ReferenceKernel } = await import('../kernel/reference/reference-kernel.js')
  const { planOffsets } = await import('../kernel/plan.js')
  const { key } = await import('../kernel/numerics/random.js')
  const { normal } = await import('../kernel/numerics/normal.js')
  const plan = {
    layers: [{ inputs: 3, neurons: 4, connections: [{ kind: 'block', size: 2 } as const] }],
    tauSyn: 4,
    readout: { kind: 'linear', classes: 2 } as const,
  }
  const rule = { rule: 'surrogate', surrogate: { kind: 'fast-sigmoid', slope: 10 }, reset: 'detached' } as const
  const step = Uint16Array.from({ length: 24 }, (_, e) => Math.floor(e / 2))
  const sample = { steps: 12, step, channel: Uint16Array.from({ length: 24 }, (_, e) => (e * 5) % 3) }
  const { weights: count, neurons } = planOffsets(plan)
  const weights = Float32Array.from({ length: count }, (_, w) => Math.abs(normal(key(1), w)))
  const constants = new Float32Array(neurons).fill(8)
  const run = (kernel: InstanceType<typeof WasmKernel> | InstanceType<typeof ReferenceKernel>): string => {
    kernel.load(weights, constants, constants)
    const outputs = Array.from(kernel.forward(sample))
    kernel.backward(Float32Array.of(0.5, -0.5))
    return JSON.stringify([outputs, Array.from(kernel.counts), Array.from(kernel.gradient)])
  }
  const fast = new WasmKernel(plan, rule, { steps: 12, events: 24 })
  try {
    if (run(fast) === run(new ReferenceKernel(plan, rule))) return 'kernel.wasm equals its twin to the bit'
  } finally {
    fast.dispose()
  }
  throw new Error('kernel.wasm differs from its twin: build it again (npm run build)')
}

/** In the runs folder, where runs will be; it is made when it does not exist and taken away again. */
async function writesDatabase(): Promise<string> {
  const { default: BetterSqlite } = await import('better-sqlite3')
  const folder = runsFolder()
  const made = mkdirSync(folder, { recursive: true })
  const file = join(folder, `.doctor-${randomBytes(6).toString('hex')}.sqlite`)
  try {
    const database = new BetterSqlite(file)
    database.pragma('journal_mode = WAL')
    database.exec('CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (7)')
    const read = database.prepare('SELECT x FROM t').pluck().get()
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get())
    database.close()
    if (read !== 7) throw new Error(`wrote 7 to ${file}, but read ${read}`)
    return `SQLite ${version} writes in ${shownPath(folder)}`
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
  }
}

async function startsThread(): Promise<string> {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage("up")', { eval: true })
  try {
    await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    return 'a worker thread starts'
  } finally {
    await worker.terminate()
  }
}

function diskSpace(): string {
  let folder = runsFolder()
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free in ${shownPath(folder)}`
  if (free < LOW_DISK_BYTES) throw new Error(`${text}: too little for a run`)
  return text
}

function dataFinding(name: string, spec: DataSpec, dataDir: string | undefined): Finding[] {
  const { found, where } = whereFound(spec, dataDir)
  if (where === 'generated') return []
  return [{ name: `data ${name}`, state: found ? 'ok' : 'absent', detail: where }]
}
