import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRun } from '../../src/comparison/run-study.js'
import { drawFigure } from '../../src/report/draw-figure.js'
import { feedForwardChoices } from '../../src/report/feed-forward-choices.js'
import { type RunFacts, runFacts } from '../../src/report/run-facts.js'
import { pareto } from '../../src/report/sections/pareto.js'
import { parseStudy } from '../../src/search/study.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { openRunStore } from '../../src/store/run-store.js'
import { useTinyRuns } from './tiny-runs.js'

const STUDY = {
  name: 'tiny-yin-yang',
  data: {
    source: 'yin-yang',
    early: 150,
    late: 2000,
    bias: null,
    samples: { weights: 60, alpha: 10, selection: 40, test: 10 },
  },
  space: {
    neuron: { tauMem: [1000, 2000], tauSyn: 1000 },
    readout: { kind: 'spiking' },
    feedForward: { depth: [1, 2], neurons: [4, 8], inhibitoryShare: ['free', 0.25] },
  },
  recipe: { rule: 'first-spike', epochs: 1, horizon: 20, loss: { kind: 'gap' } },
  schedule: { iterations: 8 },
  strategy: { name: 'random' },
}

const folder = mkdtempSync(join(tmpdir(), 'motif-choices-'))
const recurrent = useTinyRuns()
let facts: RunFacts
let store: RunReader
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeAll(async () => {
  const { folder: run, end } = await startRun(parseStudy(STUDY, 'tiny.yaml'), folder, 'run', {
    threads: 1,
    signal: new AbortController().signal,
  })
  await end
  store = openRunStore(run, { mode: 'read' })
  facts = runFacts(store, 'run')
})

describe('a search for feed-forward networks', () => {
  it('shows how every choice that varied scored, and each candidate with what it is', () => {
    const shown = feedForwardChoices(facts)
    expect(shown?.figures.map(({ id }) => id)).toEqual([
      'choice-hidden-layers',
      'choice-hidden-neurons',
      'choice-inhibitory-neurons',
      'choice-taumem-tausyn',
    ])
    const candidates = facts.judged()
    expect(shown?.lead).toContain(`${candidates.length} candidates without recurrence`)
    const [best] = shown?.tables[0].rows ?? []
    expect(best[0]).toBe(candidates[0].summary.hash.slice(0, 12))
    expect(best[4]).toBe(candidates[0].values.accuracy)
    for (const { numbers } of shown?.figures ?? []) expect(numbers).toHaveLength(candidates.length)
  })

  it('draws them', () => {
    for (const figure of feedForwardChoices(facts)?.figures ?? []) expect(drawFigure(figure)).toContain('<svg')
  })

  it('weighs accuracy against all weights, as there are no recurrent synapses', async () => {
    expect(await pareto.build(facts)).toMatchObject({ numbers: { objectives: ['accuracy', 'parameters'] } })
  })
})

it('says nothing of networks with recurrence', async () => {
  const other = await recurrent({ iterations: 4 })
  expect(feedForwardChoices(runFacts(other, 'tiny'))).toBeUndefined()
})
