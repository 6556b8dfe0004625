import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { ComparedBenchmark } from '../../scripts/reproduce/compare/benchmark.js'
import { COMPARED, declaration } from '../../scripts/reproduce/compare/benchmark.js'
import { runComparedPart } from '../../scripts/reproduce/compare/part.js'
import { comparedSection, joined, summaryTable } from '../../scripts/reproduce/compare/section.js'
import { parseStudy } from '../../src/search/study.js'
import { readStudy } from '../../src/search/study-file.js'
import { openRunStore } from '../../src/store/run-store.js'

const runs = mkdtempSync(join(tmpdir(), 'motif-parts-'))
afterAll(() => rmSync(runs, { recursive: true, force: true }))

const SAMPLES = '{ weights: 24, alpha: 24, selection: 20, test: 20 }'
const [delayed] = COMPARED
const tiny: ComparedBenchmark = {
  ...delayed,
  hrmas: ['strategy.alpha.rate=0.01'],
  replicates: 1,
  choiceReplicates: 1,
  draws: 1,
  parts: 2,
  arms: ['ring', 'feed-forward', 'echo-state'],
  tests: [
    { label: 'gap 5', override: { gap: 5 } },
    { label: 'gap 8', override: { gap: 8 } },
  ],
  benchmark: {
    ...delayed.benchmark,
    settings: (search) => [
      ...[`seed=${search + 1}`, 'data.gap=35', `data.samples=${SAMPLES}`, 'recipe.epochs=1', 'schedule.iterations=4'],
    ],
  },
}

/** Of alpha, in the searches of the first part. */
const ratesOf = (...names: string[]) =>
  names.map((name) => {
    const store = openRunStore(join(runs, `delayed-match-1-${name}`), { mode: 'read' })
    const { strategy } = parseStudy(store.header.study, name)
    store.close()
    return (strategy.settings as { alpha?: { rate?: number } }).alpha?.rate
  })

const place = { runs, dataDir: '.', threads: 1, signal: new AbortController().signal, log: () => {} }

it('cuts a benchmark into parts that go on where they were, and joins them', async () => {
  const parts = [await runComparedPart(tiny, 1, place), await runComparedPart(tiny, 2, place)]
  expect(ratesOf('discovered', 'without-repair', 'random-search')).toEqual([0.01, 0.01, undefined])
  const again = await runComparedPart(tiny, 2, place)
  expect(again.comparisons).toEqual(parts[1].comparisons)
  const all = joined(tiny, JSON.parse(JSON.stringify(parts)))
  const [near, far] = all.results
  expect(near).toMatchObject({ run: 'delayed-match, gap 5', override: { gap: 5 }, unit: 'block', replicates: 1 })
  expect(far.override).toEqual({ gap: 8 })
  expect(near.blocks.map(({ label, seed }) => [label, seed])).toEqual([
    ['delayed-match-1-discovered', 1],
    ['delayed-match-2-discovered', 2],
  ])
  const names = ['discovered', 'best-of-random-search', 'discovered-without-repair', ...tiny.arms]
  expect(near.arms.slice(0, names.length).map(({ name }) => name)).toEqual(names)
  // In a block the searches with and without repair have found the same topology: in either recipe it is trained once, for both.
  const trained = (arm: number) => near.arms[arm].trials.map(({ evaluation }) => evaluation)
  const isIn = (arm: string) => near.arms.findIndex(({ name }) => name === `${arm}, no repair in the recipe`)
  const shared = trained(0).filter((id) => trained(2).includes(id))
  expect(shared.length).toBeGreaterThan(0)
  const sharedToo = trained(isIn('discovered')).filter((id) => trained(isIn('discovered-without-repair')).includes(id))
  expect(sharedToo).toHaveLength(shared.length)
  expect(near.arms.map(({ summary }) => summary.n)).toEqual(near.arms.map(() => 2))
  expect(near.primary).toMatchObject({ a: 'discovered', declared: 'in the study' })
  // Blocks share their data, so they choose together, among arms of the same signs and learning.
  expect(near.choice?.groups).toHaveLength(1)
  expect(near.choice?.among).toEqual(['ring', 'feed-forward'])
  const byHand = parts.map(({ comparisons }) => comparisons[0].arms[0].summary.mean)
  expect(near.arms[0].blockMeans).toEqual(byHand)
  expect(near.repairSquare?.cells).toHaveLength(4)
  const text = [...summaryTable([all]), ...comparedSection(all)].join('\n')
  expect(text).toContain('| delayed-match, gap 5 | 2 of 2 |')
  const printed = text.split('```text')[1].split('```')[0].split('\n')
  expect(printed.filter((line) => line.length > 80)).toEqual([])
})

it('gives every part a search of its own, whose study declares the comparison that is made of it', () => {
  for (const compared of COMPARED) {
    const { benchmark, hrmas = [], parts, tests } = compared
    const declared = `comparisons=${JSON.stringify(declaration(compared))}`
    const studies = Array.from({ length: parts }, (_, search) =>
      readStudy(benchmark.study, [...benchmark.settings(search), ...hrmas, declared]),
    )
    expect(new Set(studies.map(({ seed, data }) => JSON.stringify([seed, data]))).size).toBe(parts)
    for (const { comparisons } of studies) {
      expect(comparisons.map(({ primary }) => primary)).toEqual(tests.map(() => 'handmade-chosen'))
    }
  }
})
