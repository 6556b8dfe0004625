/**
 * The benchmark suite of the search, in parts: `npm run reproduce:search -- BENCHMARK SEARCH...` does those independent
 * searches (from 1) of one benchmark, each with a rival at equal samples x steps and trainings of everything found, and
 * writes one JSON file per search; without arguments it joins the files that are there into docs/results/search.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { readParts } from './read-parts.js'
import { BENCHMARKS, type Benchmark } from './search/benchmark.js'
import { type Part, runPart } from './search/part.js'
import { benchmarkSection } from './search/table.js'

const FOLDER = 'docs/results/search'
const log = (text: string) => process.stderr.write(`${text}\n`)

async function runParts(benchmark: Benchmark, searches: readonly number[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const number of searches) {
    log(`${benchmark.name}, search ${number} of ${benchmark.searches}`)
    const part = await runPart(benchmark, number - 1, log)
    writeFileSync(join(FOLDER, `${benchmark.name}-${number}.json`), `${JSON.stringify(part, null, 1)}\n`)
  }
}

const [name, ...numbers] = process.argv.slice(2)
if (name !== undefined) {
  const benchmark = BENCHMARKS.find((b) => b.name === name)
  if (!benchmark) throw new Error(`no benchmark "${name}"; known are ${BENCHMARKS.map((b) => b.name).join(', ')}`)
  const all = Array.from({ length: benchmark.searches }, (_, i) => i + 1)
  const wanted = numbers.length > 0 ? numbers.map(Number) : all
  for (const n of wanted) if (!all.includes(n)) throw new Error(`search ${n}: must be 1 to ${benchmark.searches}`)
  await runParts(benchmark, wanted)
}

const sections = BENCHMARKS.flatMap((benchmark) => {
  const parts = readParts<Part>(FOLDER, benchmark.name)
  return parts.length > 0 ? benchmarkSection(benchmark, parts) : []
})
const report = [
  '# What the search finds, benchmark by benchmark',
  '',
  'Command: `npm run reproduce:search -- BENCHMARK [SEARCH...]`, a JSON file per search under docs/results/search, joined here.',
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}. Every arm is trained from scratch with one recipe on data and weights that no search`,
  'saw; the rival `best of random search` had the samples x steps of the HRMAS search beside it. Intervals: bootstrap over',
  'searches and, paired, over the replicates within. "supernet, training": mean of its last fifth of iterations. The',
  'discretisation gap, on the selection split: the supernet, its most probable topology with its weights ("cut"), and what',
  'the search chose, trained from scratch ("retrained").',
  '',
  ...sections,
]
writeFileSync('docs/results/search.md', report.join('\n'))
