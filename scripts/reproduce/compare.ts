/**
 * The full comparisons on the benchmarks, in parts: `npm run reproduce:compare -- BENCHMARK [PART...]` does one independent
 * search (PART, from 1) with its rivals and all handmade arms and writes one JSON file; what is killed or stopped goes on when
 * it is asked for again. Without arguments it joins the files that are there into docs/results/compare.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { COMPARED, type ComparedBenchmark } from './compare/benchmark.js'
import { type ComparedPart, PartStoppedError, runComparedPart } from './compare/part.js'
import { comparedSection, discretisationTable, joined, rivalsTable, summaryTable } from './compare/section.js'
import { readParts } from './read-parts.js'

const FOLDER = 'docs/results/compare'
const log = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)

async function runParts(compared: ComparedBenchmark, parts: readonly number[]): Promise<void> {
  const { name } = compared.benchmark
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const place = {
    runs: resolve(process.env.MOTIF_RUNS ?? 'runs'),
    dataDir: process.env.MOTIF_DATA ?? '../shared/data',
    threads: 2,
    signal: stop.signal,
    log,
  }
  mkdirSync(FOLDER, { recursive: true })
  for (const part of parts) {
    log(`${name}, part ${part} of ${compared.parts}`)
    const done = await runComparedPart(compared, part, place)
    writeFileSync(join(FOLDER, `${name}-${part}.json`), `${JSON.stringify(done)}\n`)
    log(`${name}, part ${part}: ${done.minutes.toFixed(0)} minutes`)
  }
}

function wanted(compared: ComparedBenchmark, given: readonly string[]): number[] {
  const all = Array.from({ length: compared.parts }, (_, i) => i + 1)
  if (given.length === 0) return all
  return given.map((text) => {
    if (all.includes(Number(text))) return Number(text)
    throw new Error(`part ${text}: must be 1 to ${compared.parts}`)
  })
}

function writeReport(): void {
  const all = COMPARED.flatMap((compared) => {
    const parts = readParts<ComparedPart>(FOLDER, compared.benchmark.name)
    return parts.length > 0 ? [joined(compared, parts)] : []
  })
  const report = [
    '# Discovered topologies against handmade ones',
    '',
    'Command: `npm run reproduce:compare -- BENCHMARK [PART...]`, a JSON file per part under docs/results/compare, joined here by',
    `the same command without arguments. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}. The contrast against the handmade arm that is best on`,
    'selection data was declared in the studies before their searches; all arms have one recipe and the same data and replicates.',
    '',
    ...summaryTable(all),
    ...rivalsTable(all),
    ...discretisationTable(all),
    ...all.flatMap(comparedSection),
  ]
  writeFileSync('docs/results/compare.md', report.join('\n'))
}

const [name, ...numbers] = process.argv.slice(2)
try {
  if (name !== undefined) {
    const compared = COMPARED.find(({ benchmark }) => benchmark.name === name)
    if (!compared) {
      throw new Error(`no benchmark "${name}"; known are ${COMPARED.map(({ benchmark: b }) => b.name).join(', ')}`)
    }
    await runParts(compared, wanted(compared, numbers))
  }
  writeReport()
} catch (error) {
  if (!(error instanceof PartStoppedError)) throw error
  log(`${error.message}; the same command goes on with it`)
  process.exitCode = 130
}
