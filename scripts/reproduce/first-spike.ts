/**
 * Criteria 6 to 12 of first-spike networks: Yin-Yang, real digits, and what the trained networks show, beside the authors' networks.
 * `npm run reproduce:first-spike` measures the parts that are missing in docs/results/first-spike/, with names of parts behind `--` those anew, and
 * makes docs/results/first-spike.md of all that are there. Trainings of digits go on from their last whole epoch.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root.js'
import { UsageError } from '../../src/usage-error.js'
import { type FirstSpikeFacts, PARTS } from './first-spike/parts.js'
import { firstSpikeReport } from './first-spike/report.js'

const results = join(packageRoot(), 'docs', 'results')
const fileOf = (part: string): string => join(results, 'first-spike', `${part}.json`)
const log = (text: string) => process.stderr.write(`${text}\n`)

const asked = process.argv.slice(2)
const known = PARTS.map(({ name }) => name)
for (const name of asked) {
  if (name !== 'table' && !known.includes(name))
    throw new UsageError(`"${name}" is no part; known are ${known.join(', ')}, and table`)
}
mkdirSync(join(results, 'first-spike'), { recursive: true })
for (const { name, measure } of PARTS) {
  if (asked.length > 0 ? !asked.includes(name) : existsSync(fileOf(name))) continue
  writeFileSync(fileOf(name), `${JSON.stringify(measure(log), null, 1)}\n`)
  log(`${name}: done`)
}
const kept = PARTS.filter(({ name }) => existsSync(fileOf(name)))
const of = <K extends keyof FirstSpikeFacts>(kind: K) =>
  kept
    .filter((part) => part.of === kind)
    .map(({ name }) => JSON.parse(readFileSync(fileOf(name), 'utf8')) as FirstSpikeFacts[K][number])
const facts: FirstSpikeFacts = {
  speed: of('speed'),
  yinYang: of('yinYang'),
  few: of('few'),
  reduced: of('reduced'),
  wider: of('wider'),
  largest: of('largest'),
}
const missing = known.filter((name) => !kept.some((part) => part.name === name))
const notes = join(results, 'first-spike', 'notes.md')
const report = firstSpikeReport(facts, missing, existsSync(notes) ? readFileSync(notes, 'utf8') : '')
writeFileSync(join(results, 'first-spike.md'), report)
