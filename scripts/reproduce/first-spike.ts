/**
 * Criteria 6 to 12 of first-spike networks: Yin-Yang, real digits, and what the trained networks show, beside the authors' networks.
 * `npm run reproduce:first-spike` measures every part and writes docs/results/first-spike.md; `-- yin-yang`, `-- digits` or
 * `-- small` one part alone. Parts that were measured are kept in runs/first-spike, trainings also between epochs.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DigitsResult, type SmallDigits, smallDigits, trainDigits } from './first-spike/digits.js'
import { firstSpikeReport } from './first-spike/report.js'
import { passMilliseconds } from './first-spike/speed.js'
import { type DelayKind, trainYinYang, type YinYangRow } from './first-spike/yin-yang.js'

const REPORT = 'docs/results/first-spike.md'
const KEPT = 'runs/first-spike'
const DIGITS = join(process.env.MOTIF_SHARED ?? '../shared', 'data/mnist')
const SEEDS = [1, 2, 3]
const DIGIT_SEEDS = [1, 2]

const log = (text: string) => process.stderr.write(`${text}\n`)

/** A part from its file, or measured and written to it. */
function part<T>(name: string, measure: () => T): T {
  const file = join(KEPT, `${name}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T
  const result = measure()
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(file, JSON.stringify(result))
  log(`${name}: done`)
  return result
}

const DELAYS: readonly DelayKind[] = ['none', 'axonal']

const yinYang = (): YinYangRow[] => [
  ...DELAYS.flatMap((delays) =>
    SEEDS.map((seed) => part(`yin-yang-${delays}-${seed}`, () => trainYinYang(delays, seed, 300))),
  ),
  ...SEEDS.map((seed) => part(`yin-yang-frozen-${seed}`, () => trainYinYang('none', seed, 100, true))),
]
const digitRuns = (): DigitsResult[] =>
  DIGIT_SEEDS.map((seed) => part(`digits-${seed}`, () => trainDigits(DIGITS, seed, KEPT, log)))
const small = (): SmallDigits => part('small', () => smallDigits(DIGITS, 5000, 15))

const [only] = process.argv.slice(2)
if (only === 'yin-yang') yinYang()
else if (only === 'digits') digitRuns()
else if (only === 'small') small()
else {
  const facts = { yinYang: yinYang(), digits: digitRuns(), small: small(), pass: passMilliseconds() }
  writeFileSync(REPORT, firstSpikeReport(facts))
  log(`wrote ${REPORT}`)
}
