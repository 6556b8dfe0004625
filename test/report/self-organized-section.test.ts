import { beforeAll, describe, expect, it } from 'vitest'
import { makeReport } from '../../src/report/report.js'
import { type RunFacts, runFacts } from '../../src/report/run-facts.js'
import { selfOrganized } from '../../src/report/sections/self-organized.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { useTinyRuns } from './tiny-runs.js'

const WAVES = { name: 'self-organize', together: 2, sheetUnits: [200], waveRadii: [3, 4], steps: 4000 }
const run = useTinyRuns()
let store: RunReader
let facts: RunFacts

beforeAll(async () => {
  store = await run({ strategy: WAVES, iterations: 4 })
  facts = runFacts(store, 'waves')
})

async function content(of: RunFacts) {
  const built = await selfOrganized.build(of)
  if (built === undefined || !('lead' in built)) throw new Error(`nothing is shown: ${JSON.stringify(built)}`)
  return built
}

describe('the section of a search that wires by waves', () => {
  it('shows the waves that gave the best candidate its mask, its pools and their map', async () => {
    const { lead, figures = [], numbers } = await content(facts)
    expect(figures.map(({ id }) => id)).toEqual(['frames', 'animation', 'pools-1', 'map-1'])
    const [best] = facts.judged()
    expect(numbers).toMatchObject({ candidate: best.summary.hash.slice(0, 12), units: 200, steps: 4000 })
    expect(lead).toMatch(/^Before it learnt anything, 4.?000 steps of waves on a square of 200 units/)
  })

  it('lists what each candidate was wired with, best first', async () => {
    const { tables = [] } = await content(facts)
    const rows = tables.find(({ id }) => id === 'wirings')?.rows ?? []
    expect(rows).toHaveLength(facts.judged().length)
    const accuracies = rows.map((row) => Number(row.at(-1)))
    expect([...accuracies].sort((a, b) => b - a)).toEqual(accuracies)
    for (const [, radius] of rows) expect(WAVES.waveRadii).toContain(radius)
  })

  it('says so where the waves no longer give the mask', async () => {
    const other = { ...facts, study: { ...facts.study, seed: 99 } }
    expect(await selfOrganized.build(other)).toEqual({ notAvailable: expect.stringContaining('cannot be run again') })
  })

  it('is a part of the report of such runs only', async () => {
    const { document } = await makeReport(store, { reference: 'waves' })
    expect(Object.keys((document() as { sections: object }).sections)).toContain('self-organized')
    const other = runFacts(await run({ strategy: { name: 'random', together: 2 }, iterations: 2 }), 'random')
    expect(await selfOrganized.build(other)).toBeUndefined()
  })
})
