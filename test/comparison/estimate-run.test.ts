import { describe, expect, it } from 'vitest'
import { estimateRun } from '../../src/comparison/estimate-run.js'
import { prepareRun } from '../../src/comparison/prepare-run.js'
import { startRun } from '../../src/comparison/run-study.js'
import { parseStudy } from '../../src/search/study.js'
import { runStatus } from '../../src/store/run-status.js'
import { type StudyChange, tinyDocument } from '../search/tiny-study.js'
import { useFolders } from '../store/temporary-folder.js'

const newFolder = useFolders()
const threads = 1

const studyOf = (change: StudyChange, more: object = {}) =>
  parseStudy({ ...tinyDocument({ recipe: { epochs: 4 }, ...change }), ...more }, 'tiny.yaml')

async function estimated(study: ReturnType<typeof studyOf>) {
  return estimateRun({ ...(await prepareRun(study, { threads })), threads })
}

async function happened(study: ReturnType<typeof studyOf>) {
  const { folder, end } = await startRun(study, newFolder(), 'run', { threads, signal: new AbortController().signal })
  await end
  return runStatus(folder).used
}

const OBJECTIVES = { objectives: ['accuracy', 'synapses'] }
const TINY_MOTIF = { layers: [{ neurons: 16, motifSizes: [2], lateral: 'none', selfConnections: false }] }

describe('an estimate', () => {
  it.each<[string, StudyChange, object]>([
    ['random', { strategy: { name: 'random' } }, {}],
    ['evolution', { strategy: { name: 'evolution', population: 4 } }, {}],
    ['nsga2', { strategy: { name: 'nsga2', population: 4 } }, OBJECTIVES],
    ['halving', { strategy: { name: 'halving', proposer: { name: 'random', together: 6 }, eta: 2 } }, {}],
    ['exhaustive', { strategy: { name: 'exhaustive' }, ...TINY_MOTIF }, {}],
    ['handmade, each twice', { strategy: { name: 'handmade' }, iterations: 8 }, {}],
    ['self-organize', { strategy: { name: 'self-organize', sheetUnits: [200], steps: 500 } }, {}],
    ['random with a budget', { strategy: { name: 'random' } }, { budget: { evaluations: 6 } }],
  ])('of %s says how many candidates and trainings there will be, within a factor of 1.5', async (_, change, more) => {
    const study = studyOf(change, more)
    const [expected, found] = [await estimated(study), await happened(study)]
    expect(found.evaluations).toBeGreaterThan(0)
    for (const name of ['candidates', 'evaluations'] as const) {
      expect(expected[name] / found[name]).toBeGreaterThan(1 / 1.5)
      expect(expected[name] / found[name]).toBeLessThan(1.5)
    }
  })

  it('grows with what is asked for: epochs, candidates, and the check', async () => {
    const base = { strategy: { name: 'random' }, iterations: 8 }
    const small = await estimated(studyOf(base))
    const long = await estimated(studyOf({ ...base, iterations: 80, recipe: { epochs: 40 } }))
    expect(long.seconds.evaluations).toBeGreaterThan(10 * small.seconds.evaluations)
    expect(long.diskBytes).toBeGreaterThan(small.diskBytes)
    expect([small.checkTrainings, small.seconds.check]).toEqual([0, 0])
    const checked = await estimated(
      studyOf({ ...base, comparisons: [{ replicates: 2, arms: [{ topology: 'random', draws: 3 }] }] }),
    )
    expect(checked.checkTrainings).toBe(8)
    expect(checked.seconds.check).toBeGreaterThan(0)
  })

  it('says "at most" where trainings may stop early', async () => {
    const recipe = { epochs: 4, earlyStopping: { patience: 1 } }
    expect((await estimated(studyOf({ recipe }))).atMost).toBe(true)
    expect((await estimated(studyOf({}))).atMost).toBe(false)
  })
})
