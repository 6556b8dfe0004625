/**
 * The acceptance criteria of SuperSpike beside what is measured: `npm run reproduce:superspike` (all parts), or with names of parts
 * behind `--`; `table` makes the table alone. Each part is kept in docs/results/superspike/, and docs/results/superspike.md is made of all that are there.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root.js'
import { UsageError } from '../../src/usage-error.js'
import { PARTS, type Row } from './superspike/parts.js'

interface Kept {
  readonly part: string
  readonly rows: readonly Row[]
  readonly minutes: number
}

const results = join(packageRoot(), 'docs', 'results')
const fileOf = (part: string): string => join(results, 'superspike', `${part}.json`)
const asked = process.argv.slice(2)

for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  if (name === 'table') continue
  const part = PARTS[name]
  if (part === undefined) throw new UsageError(`"${name}" is no part; known are ${Object.keys(PARTS).join(', ')}`)
  const began = performance.now()
  const rows: Row[] = []
  for await (const row of part()) {
    rows.push(row)
    const kept: Kept = { part: name, rows, minutes: (performance.now() - began) / 60_000 }
    writeFileSync(fileOf(name), `${JSON.stringify(kept, null, 1)}\n`)
    process.stderr.write(`${name}: ${row.join(' | ')}, ${kept.minutes.toFixed(1)} minutes\n`)
  }
}

const found = Object.keys(PARTS).flatMap((name) =>
  existsSync(fileOf(name)) ? [JSON.parse(readFileSync(fileOf(name), 'utf8')) as Kept] : [],
)
const missing = Object.keys(PARTS).filter((name) => !found.some(({ part }) => part === name))
const notes = join(results, 'superspike', 'notes.md')
writeFileSync(
  join(results, 'superspike.md'),
  [
    '# SuperSpike, measured beside what is expected',
    '',
    `Command: \`npm run reproduce:superspike\`. Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; steps of 0.1 ms throughout.`,
    'C is the normalised van Rossum cost: isolated wrong or missing spikes per second and output. Numbers in brackets in the',
    'middle column are those of the throw-away prototype the specification was calibrated with (one seed), not published ones.',
    '',
    ...found.flatMap(({ part, rows, minutes }) => [
      `## ${part} (${minutes.toFixed(1)} minutes)`,
      '',
      '| criterion | expected | measured |',
      '|---|---|---|',
      ...rows.map((row) => `| ${row.join(' | ')} |`),
      '',
    ]),
    ...(missing.length > 0 ? [`Not run yet: ${missing.join(', ')}.`, ''] : []),
    ...(existsSync(notes) ? [readFileSync(notes, 'utf8')] : []),
  ].join('\n'),
)
