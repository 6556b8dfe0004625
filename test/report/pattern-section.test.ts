import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runResult } from '../../src/comparison/run-result.js'
import { startRun } from '../../src/comparison/run-study.js'
import { trainTopology } from '../../src/comparison/train-topology.js'
import { loadPattern } from '../../src/data/pattern-dataset.js'
import { isPattern } from '../../src/data/pattern-spec.js'
import { patternOutput } from '../../src/learning/super-spike/pattern-output.js'
import { drawFigure } from '../../src/report/draw-figure.js'
import { makeReport } from '../../src/report/report.js'
import { type RunFacts, runFacts } from '../../src/report/run-facts.js'
import type { Figure } from '../../src/report/section.js'
import { pattern } from '../../src/report/sections/pattern.js'
import { parseStudy } from '../../src/search/study.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { openRunStore } from '../../src/store/run-store.js'
import { tinyDocument } from '../search/tiny-study.js'

const folder = mkdtempSync(join(tmpdir(), 'motif-pattern-'))
const TARGET = [
  { train: 'target', seconds: 0.02, neuron: 0 },
  { train: 'target', seconds: 0.06, neuron: 1 },
]
const study = parseStudy(
  {
    ...tinyDocument(),
    data: { source: 'ras', input: 'input.ras', target: 'target.ras', inputs: 8, outputs: 2, seconds: 0.1 },
    space: {
      neuron: { model: 'lif', tauMem: 100, tauSyn: 50 },
      readout: { kind: 'spiking' },
      layers: [{ neurons: 4, motifSizes: [4], lateral: 'none', signs: 'free' }],
    },
    recipe: { rule: 'super-spike', epochs: 12 },
    strategy: { name: 'random', together: 2 },
    schedule: { iterations: 2 },
  },
  'pattern',
)
let store: RunReader
let facts: RunFacts

beforeAll(async () => {
  writeFileSync(join(folder, 'input.ras'), Array.from({ length: 40 }, (_, i) => `${i * 0.0024} ${i % 8}`).join('\n'))
  writeFileSync(join(folder, 'target.ras'), TARGET.map(({ seconds, neuron }) => `${seconds} ${neuron}`).join('\n'))
  const signal = new AbortController().signal
  const { folder: run, end } = await startRun(study, folder, 'run', { threads: 1, signal, dataDir: folder })
  await end
  store = openRunStore(run, { mode: 'read' })
  const topology = runResult(store)?.topology
  if (topology === undefined || !isPattern(study.data)) throw new Error('a pattern was searched for')
  const data = await loadPattern(study.data, { dataDir: folder })
  const settings = { replicate: 0, epochs: 12, encoded: data, test: false, signal }
  const network = await trainTopology(study, topology, settings)
  const shown = network && patternOutput(network, data)
  if (shown === undefined) throw new Error('a pattern trains to its end')
  facts = runFacts(store, 'tiny', { patternAtWork: { shown, from: 'the discovered topology' } })
})

afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function figures(of: RunFacts): Promise<readonly Figure[]> {
  const content = await pattern.build(of)
  return content !== undefined && 'figures' in content ? (content.figures ?? []) : []
}

it('has target and output spikes side by side, and a tick for each in the drawing', async () => {
  const rasters = (await figures(facts)).find(({ id }) => id === 'rasters')
  if (rasters === undefined) throw new Error('no rasters')
  expect(rasters.numbers.filter(({ train }) => train === 'target')).toEqual(TARGET)
  const output = facts.patternAtWork?.shown.output.step.length ?? 0
  expect(rasters.numbers).toHaveLength(TARGET.length + output)
  const svg = drawFigure(rasters)
  expect(svg).toContain('target, 2 spikes')
  expect(svg).not.toContain('NaN')
})

it('the curve is the cost of the logged epochs, rates are Hz, and the lead is the score of the search', async () => {
  const [training] = store.evaluations({ candidateHash: facts.result?.candidate ?? '' })
  if (training.outcome.state !== 'scored') throw new Error('the discovered topology was scored')
  const { epochs, score } = training.outcome
  const shown = await figures(facts)
  const valuesOf = (id: string) => shown.find((figure) => figure.id === id)?.numbers.map((record) => record[id])
  expect(valuesOf('cost')).toEqual(epochs.map(({ loss }) => loss))
  expect(valuesOf('hidden-rates')).toEqual(epochs.map(({ firingRate }) => firingRate / 1e-4))
  const content = await pattern.build(facts)
  expect(content).toMatchObject({ numbers: { feedback: 'symmetric', trainings: 1, loss: score.loss } })
})

it('without a network says how to get its spikes, and still shows the curves', async () => {
  const without = runFacts(store, 'tiny')
  expect(await pattern.build(without)).toMatchObject({
    notes: [expect.stringContaining('0 is exact'), expect.stringContaining('motif report tiny --train')],
  })
  expect((await figures(without)).map(({ id }) => id)).toEqual(['cost', 'hidden-rates'])
})

it('stands in the report of a pattern run alone', async () => {
  const { document } = await makeReport(store, { reference: 'tiny' })
  expect(Object.keys((document() as { sections: object }).sections)).toContain('pattern')
  const classes = { ...facts, study: parseStudy(tinyDocument(), 'classes') }
  expect(await pattern.build(classes)).toBeUndefined()
})
