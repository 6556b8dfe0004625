/**
 * The acceptance criteria of waves and self-organization, and the read-out table on rendered digits and MNIST.
 * `npm run reproduce:waves` writes docs/results/waves.md; `-- criteria [GROUP]`, `-- rendered` and `-- mnist [SIZE]` do one
 * part and take the others from docs/results/waves.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { mean } from 'simple-statistics'
import { gapOf, gapWord, uncertainty } from '../../src/self-organization/paired-gap.js'
import type { Pictures } from '../../src/self-organization/probe.js'
import { renderedPictures } from '../../src/self-organization/rendered-pictures.js'
import { CRITERIA } from './waves/criteria.js'
import { type ReadOutRow, readMnist, readOut } from './waves/read-out.js'
import type { Row } from './waves/row.js'

const [REPORT, NUMBERS] = ['docs/results/waves.md', 'docs/results/waves.json']
const SEEDS = [1, 2, 3]
const SIGMA = 0.5
const SIZES = [100, 400, 1000]
/** Few enough for minutes, and for pooling to have something to give; the test part is whole. */
const MNIST_TRAIN = 5000

interface Numbers {
  criteria?: Record<string, Row[]>
  rendered?: ReadOutRow[]
  mnist?: ReadOutRow[]
}

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
async function mnist(only: number | undefined, save: (rows: ReadOutRow[]) => void): Promise<void> {
  const folder = join(process.env.MOTIF_SHARED ?? '../shared', 'data')
  const set: { train: Pictures; test: Pictures } | undefined = await readMnist(folder, MNIST_TRAIN)
  if (!set) {
    process.stderr.write(`no MNIST in ${folder}: its table is left as it was\n`)
    return
  }
  for (const features of SIZES.filter((size) => only === undefined || size === only)) {
    const rows = readOut('MNIST', features, [0, SIGMA], [{ seed: 1, ...set }])
    save(rows)
    process.stderr.write(`MNIST, ${features} features: ${JSON.stringify(rows)}\n`)
  }
}

const COLUMNS = ['self-organized', 'hand-crafted', 'random pools', 'permuted pools', 'Gaussian', 'raw pixels']

const OTHERS = ['hand-crafted', 'permuted pools', 'Gaussian'] as const
const LONG = {
  'hand-crafted': 'hand-crafted ones',
  'permuted pools': 'permuted ones',
  Gaussian: 'a Gaussian random projection',
}

function readOutTable(rows: readonly ReadOutRow[]): string[] {
  const cell = (values: readonly number[] | undefined): string => (values ? mean([...values]).toFixed(3) : '-')
  return [
    `| data | features | pixel noise | training pictures | seeds | ${COLUMNS.join(' | ')} |`,
    `|${' --- |'.repeat(5 + COLUMNS.length)}`,
    ...rows.map(({ data, features, sigma, train, accuracies }) => {
      const seeds = accuracies['self-organized']?.length ?? 0
      return `| ${[data, features, sigma, train, seeds, ...COLUMNS.map((name) => cell(accuracies[name]))].join(' | ')} |`
    }),
  ]
}

/** What criterion 16 asks of a pair of rows, clean and noisy. */
function readOutRows([clean, noise]: readonly ReadOutRow[], rendered: boolean): Row[] {
  const at = (row: ReadOutRow, name: string): number => mean([...(row.accuracies[name] ?? [0])])
  const difference = (row: ReadOutRow, other: string): number => at(row, 'self-organized') - at(row, other)
  const line = (claim: string, row: ReadOutRow, other: string, least: number): Row => ({
    criterion: '16',
    claim: `${row.data}, ${row.features} features, ${claim}: self-organized minus ${other}`,
    expected: `at least ${least}`,
    measured: difference(row, other).toFixed(3),
    met: difference(row, other) >= least,
  })
  const noisyRows = [line('noise 0.5', noise, 'Gaussian', 0.1), line('noise 0.5', noise, 'permuted pools', 0.1)]
  if (!rendered) return [...noisyRows, line('clean', clean, 'hand-crafted', -0.03)]
  const gap = difference(clean, 'Gaussian')
  return [
    ...noisyRows,
    line('noise 0.5', noise, 'hand-crafted', -0.12),
    {
      criterion: '16',
      claim: `${clean.data}, 100 features, clean: self-organized minus Gaussian`,
      expected: 'within 0.06 of 0',
      measured: gap.toFixed(3),
      met: Math.abs(gap) <= 0.06,
    },
  ]
}

function report(numbers: Numbers): string {
  const { criteria: groups = {}, rendered: digits = [], mnist: real = [] } = numbers
  const pairs = SIZES.map((size) => real.filter(({ features }) => features === size)).filter(
    (pair) => pair.length === 2,
  )
  const all = [
    ...Object.values(groups).flat(),
    ...(digits.length === 2 ? readOutRows(digits, true) : []),
    ...pairs.flatMap((pair) => readOutRows(pair, false)),
  ]
  const ordered = all.sort((a, b) => Number(a.criterion) - Number(b.criterion))
  const missed = ordered.filter(({ met }) => !met)
  return `${[
    '# Waves and self-organization: measured',
    '',
    `\`npm run reproduce:waves\`, one core of ${cpus()[0]?.model ?? 'an unknown processor'}. Numbers of criteria, and what each`,
    "means, are those of the paper's file; 1 (determinism) and 9 (conservation) are held by `npm test`. Bands marked",
    'provisional were set on runs that had not converged.',
    '',
    `${ordered.length - missed.length} of ${ordered.length} lines are met.`,
    '',
    '| criterion | what | expected | measured | met |',
    '| --- | --- | --- | --- | --- |',
    ...ordered.map(
      ({ criterion, claim, expected, measured, met, provisional }) =>
        `| ${criterion} | ${claim} | ${expected}${provisional ? ' (provisional)' : ''} | ${measured} | ${met ? 'yes' : '**no**'} |`,
    ),
    '',
    '## Read-out',
    '',
    'Accuracy on the test pictures of a linear classifier (ridge on standardised features; its strength is chosen on a fifth of',
    'the training pictures) on maps of equal size that are never trained. Pools were wired by waves of the default sheet under',
    'the winner rule, 1000 steps per pool, without having seen a picture; hand-crafted, random and permuted pools have their median size.',
    '',
    ...readOutTable([...digits, ...real]),
    '',
    '± is half of the 95 % interval of the difference: binomial, over the test pictures that only one of the two has right. It leaves out',
    'how much the pools of one seed differ from those of another.',
    '',
    ...verdicts([...digits, ...real]),
  ].join('\n')}\n`
}

/** Sentences below the table, for rows whose pictures were counted in pairs. */
function verdicts(rows: readonly ReadOutRow[]): string[] {
  return rows.flatMap(({ data, features, sigma, test, accuracies, pairs }) => {
    if (!pairs) return []
    const clauses = OTHERS.map((name) => {
      const { gained, lost } = pairs[name]
      const gap = gapOf(gained, lost, test * (accuracies[name]?.length ?? 1))
      const signed = `${gap.difference < 0 ? '−' : '+'}${Math.abs(gap.difference).toFixed(3)}`
      return `${gapWord(gap)} ${LONG[name]} (${signed} ± ${uncertainty(gap).toFixed(3)})`
    })
    const noise = sigma === 0 ? 'clean' : `noise ${sigma}`
    return [`- ${data}, ${features} features, ${noise}: self-organized pools are ${clauses.join(', ')}.`]
  })
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
  const only = process.argv[3] === undefined ? undefined : Number(process.argv[3])
  await mnist(only, (rows) => save({ mnist: rows }))
}
if (part === 'table') save({})
