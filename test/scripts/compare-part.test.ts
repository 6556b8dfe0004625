import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { ComparedBenchmark } from '../../scripts/reproduce/compare/benchmark.js'
import { COMPARED } from '../../scripts/reproduce/compare/benchmark.js'
import { runComparedPart } from '../../scripts/reproduce/compare/part.js'
import { comparedSection, joined, summaryTable } from '../../scripts/reproduce/compare/section.js'
import { readStudy } from '../../src/search/study-file.js'

const runs = mkdtempSync(join(tmpdir(), 'motif-parts-'))
afterAll(() => rmSync(runs, { recursive: true, force: true }))

const SAMPLES = '{ weights: 24, alpha: 24, selection: 20, test: 20 }'
const [delayed] = COMPARED
const tiny: ComparedBenchmark = {
  ...delayed,
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

const place = { runs, dataDir: '.', threads: 1, signal: new AbortController().signal, log: () => {} }

it('cuts a benchmark into parts that go on where they were, and joins them', async () => {
  const parts = [await runComparedPart(tiny, 1, place), await runComparedPart(tiny, 2, place)]
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

it('declares in every study the comparison that is made of it, before its search', () => {
  for (const { benchmark } of COMPARED) expect(readStudy(benchmark.study, benchmark.settings(5)).seed).toBe(6)
})
