/**
 * The acceptance criteria of waves and self-organization, and the read-out table on rendered digits and MNIST.
 * `npm run reproduce:waves` writes docs/results/waves.md; `-- criteria [GROUP]`, `-- rendered` and `-- mnist [SIZE] [SEEDS]`,
 * `-- tried` do one part and take the others from docs/results/waves.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pictures } from '../../src/self-organization/probe.js'
import { renderedPictures } from '../../src/self-organization/rendered-pictures.js'
import { CRITERIA } from './waves/criteria.js'
import { type ReadOutRow, readMnist, readOut } from './waves/read-out.js'
import { type Numbers, report } from './waves/report.js'
import type { Row } from './waves/row.js'
import { TRIALS, type Trial } from './waves/tried.js'

const [REPORT, NUMBERS] = ['docs/results/waves.md', 'docs/results/waves.json']
const SEEDS = [1, 2, 3]
const SIGMA = 0.5
const SIZES = [100, 400, 1000]
/** Few enough for minutes, and for pooling to have something to give; the test part is whole. */
const MNIST_TRAIN = 5000

/** [group] its rows; all groups, or the one that is named. */
function criteria(only: string | undefined): Record<string, Row[]> {
  const groups = Object.entries(CRITERIA).filter(([name]) => only === undefined || name === only)
  const measured = groups.map(([name, measure]): [string, Row[]] => {
    const rows = measure()
    for (const { claim, expected, measured, met } of rows)
      process.stderr.write(`${met ? 'met ' : 'MISS'} ${name}: ${claim}: ${measured} (${expected})\n`)
    return [name, rows]
  })
  return Object.fromEntries(measured)
}

const rendered = (): ReadOutRow[] =>
  readOut(
    'rendered digits',
    100,
    [0, SIGMA],
    SEEDS.map((seed) => ({ seed, train: renderedPictures(2000, seed), test: renderedPictures(1000, seed + 500) })),
  )

/** Rows of all sizes, or of one, beside those of the other sizes that there are. */
async function mnist(
  only: number | undefined,
  seeds: readonly number[],
  save: (rows: ReadOutRow[]) => void,
): Promise<void> {
  const folder = join(process.env.MOTIF_SHARED ?? '../shared', 'data')
  const set: { train: Pictures; test: Pictures } | undefined = await readMnist(folder, MNIST_TRAIN)
  if (!set) {
    process.stderr.write(`no MNIST in ${folder}: its table is left as it was\n`)
    return
  }
  for (const features of SIZES.filter((size) => only === undefined || size === only)) {
    const rows = readOut(
      'MNIST',
      features,
      [0, SIGMA],
      seeds.map((seed) => ({ seed, ...set })),
    )
    save(rows)
    process.stderr.write(`MNIST, ${features} features: ${JSON.stringify(rows)}\n`)
  }
}

const part = process.argv[2]
const numbers: Numbers = existsSync(NUMBERS) ? (JSON.parse(readFileSync(NUMBERS, 'utf8')) as Numbers) : {}
const save = (change: Numbers): void => {
  // Parts may run side by side.
  const newest = existsSync(NUMBERS) ? (JSON.parse(readFileSync(NUMBERS, 'utf8')) as Numbers) : numbers
  const others = newest.mnist?.filter((row) => !change.mnist?.some(({ features }) => features === row.features)) ?? []
  const mnist = [...others, ...(change.mnist ?? [])].sort((a, b) => a.features - b.features || a.sigma - b.sigma)
  const all = { ...newest, ...change, mnist }
  writeFileSync(NUMBERS, `${JSON.stringify(all, null, 1)}\n`)
  writeFileSync(REPORT, report(all))
}
if (part === undefined || part === 'criteria') save({ criteria: { ...numbers.criteria, ...criteria(process.argv[3]) } })
if (part === undefined || part === 'rendered') save({ rendered: rendered() })
if (part === undefined || part === 'mnist') {
  const [only, count] = process.argv.slice(3).map(Number)
  await mnist(only, SEEDS.slice(0, count), (rows) => save({ mnist: rows }))
}
if (part === 'tried') {
  const tried: Trial[] = []
  for (const trial of TRIALS) {
    tried.push(trial())
    save({ tried })
  }
}
if (part === 'table') save({})
