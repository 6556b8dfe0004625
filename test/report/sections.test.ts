import { beforeAll, describe, expect, it } from 'vitest'
import { alphaCourse } from '../../src/report/alpha-course.js'
import { repairPhases } from '../../src/report/repair-phases.js'
import { makeReport } from '../../src/report/report.js'
import { type RunFacts, runFacts } from '../../src/report/run-facts.js'
import type { SectionContent } from '../../src/report/section.js'
import { SECTIONS } from '../../src/report/sections/index.js'
import type { RunReader } from '../../src/store/run-reader.js'
import { countTypes } from '../../src/topology/motif.js'
import { HRMAS } from '../search/tiny-study.js'
import { CHECKED, useTinyRuns } from './tiny-runs.js'

const run = useTinyRuns()
let searched: RunReader
let facts: RunFacts

beforeAll(async () => {
  searched = await run({ strategy: HRMAS, comparisons: CHECKED, iterations: 20 })
  facts = runFacts(searched, 'tiny')
})

async function built(id: string, of = facts): Promise<SectionContent> {
  const content = await SECTIONS.find((section) => section.id === id)?.build(of)
  if (content === undefined) throw new Error(`no section ${id}`)
  return content
}

describe('how alpha moved', () => {
  it('ends in the motif that was discovered', () => {
    const [layer] = alphaCourse(facts)
    expect(layer.iterations[0]).toBe(3)
    expect(layer.iterations.at(-1)).toBe(20)
    const recurrent = facts.result?.topology.layers[0].recurrent
    const motif = recurrent?.kind === 'motif' ? recurrent.motif : undefined
    expect(countTypes(layer.gates.map(({ type }) => type))).toEqual(countTypes(motif?.synapses.flat() ?? []))
    for (const { excitatory, inhibitory } of layer.gates) {
      excitatory.forEach((e, i) => {
        expect(e + inhibitory[i]).toBeLessThanOrEqual(1)
      })
    }
  })
})

describe('repair phases', () => {
  it('are all there; R after one is R before the next', () => {
    const phases = repairPhases(facts)
    expect(phases).toHaveLength(searched.metrics({ phase: 'repair', name: 'divergence' }).length)
    expect(phases.length).toBeGreaterThan(5)
    phases.slice(1).forEach(({ resistance }, i) => {
      expect(resistance.before).toEqual(phases[i].resistance.after)
    })
    for (const { rates } of phases) expect(rates.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
  })
})

describe('what a section says', () => {
  it('the answer is the headline of the check, with its interval', async () => {
    const [table] = facts.result?.tables ?? []
    const answer = await built('answer')
    expect(answer).toMatchObject({ numbers: { difference: table.differences['all-excitatory'] } })
    expect('lead' in answer && answer.lead).toMatch(/^Discovered is \d.* points (above|below) .*95 % interval/)
  })

  it('comparisons show every training of every arm', async () => {
    const content = await built('comparison')
    const values = 'figures' in content ? content.figures?.find(({ id }) => id === 'values-0') : undefined
    expect(values?.numbers.map(({ arm }) => arm)).toEqual([
      'discovered',
      'discovered',
      'all-excitatory',
      'all-excitatory',
    ])
  })

  it('the commands hold a study that gives the same run', async () => {
    const content = await built('commands')
    const lines = 'commands' in content ? (content.commands ?? []) : []
    expect(lines.map(({ line }) => line)).toContain('motif fingerprint again')
    expect(lines.at(-1)?.line).toContain('source: delayed-match')
  })

  it('without a trained network says how to get one', async () => {
    expect(await built('activity')).toEqual({ notAvailable: expect.stringContaining('motif report tiny --train') })
  })
})

describe('other runs', () => {
  it('of strategies without alpha show candidates and a front, and leave repair out', async () => {
    const store = await run({ strategy: { name: 'random', together: 4 }, iterations: 12 })
    const other = runFacts(store, 'random')
    expect(await built('architecture', other)).toMatchObject({ figures: [{ id: 'proposals' }] })
    expect(await built('pareto', other)).toMatchObject({
      figures: expect.arrayContaining([expect.objectContaining({ id: 'front-synapses' })]),
    })
    const { document } = await makeReport(store, { reference: 'random' })
    expect(Object.keys((document() as { sections: object }).sections)).not.toContain('repair')
  })

  it('with failed trainings say what happened to each', async () => {
    const store = await run({
      strategy: { name: 'random', together: 2 },
      iterations: 2,
      limits: { evaluationMiB: 0.01, failures: 5 },
    })
    const other = runFacts(store, 'failed')
    const content = await built('failures', other)
    expect(content).toMatchObject({ lead: expect.stringMatching(/^\d of \d trainings failed: \d tooLarge\.$/) })
    expect(content).toMatchObject({
      tables: [
        {},
        { rows: expect.arrayContaining([[expect.any(String), 0, 'tooLarge', expect.stringContaining('MiB')]]) },
      ],
    })
    const notAvailable = expect.stringMatching(/^nothing was scored: all \d trainings failed$/)
    for (const id of ['answer', 'discovered', 'course', 'activity'])
      expect(await built(id, other)).toEqual({ notAvailable })
  })

  it('candidates that break a constraint are no trainings', async () => {
    const store = await run({
      strategy: HRMAS,
      iterations: 12,
      limits: { failures: 5 },
      constraints: { neurons: { max: 1 } },
    })
    const other = runFacts(store, 'infeasible')
    const lead = expect.stringMatching(/^1 of 1 evaluation failed: 1 infeasible\.$/)
    expect(await built('failures', other)).toMatchObject({ lead })
    expect(await built('answer', other)).toEqual({ notAvailable: 'nothing was scored: its one evaluation failed' })
    expect(await built('costs', other)).toMatchObject({
      lead: expect.stringMatching(/ for 1 evaluation of 1 candidate/),
    })
  })
})
