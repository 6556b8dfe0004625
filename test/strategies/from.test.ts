import { describe, expect, it } from 'vitest'
import { type AnyStrategy, anyStrategy } from '../../src/search/strategy.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { topologyDocument } from '../../src/topology/topology-document.js'
import { evolution } from '../../strategies/evolution.js'
import { exhaustive } from '../../strategies/exhaustive.js'
import { halving } from '../../strategies/halving.js'
import { handmade } from '../../strategies/handmade.js'
import { hrmas } from '../../strategies/hrmas.js'
import { nsga2 } from '../../strategies/nsga2.js'
import { random } from '../../strategies/random.js'
import { runSearch, tinyContext } from '../conformance/search-run.js'
import { tinyTopology } from '../learning/tiny.js'
import { judgedBy } from './scored-result.js'

const from = [tinyTopology(1), tinyTopology(2), tinyTopology(3)]
const context = tinyContext({ from, iterations: 12, total: 12, objectives: ['accuracy', 'synapses'] })
/** A task on which the first given topology is best. */
const work = judgedBy((candidate) => ({ accuracy: topologyHash(candidate) === topologyHash(from[0]) ? 0.9 : 0.5 }))

function candidatesOf(strategy: AnyStrategy, raw: object) {
  const { steps } = runSearch(strategy, strategy.start(context, strategy.settings(raw)), work)
  return {
    judged: steps.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'evaluation' ? [item.candidate] : []))),
    logged: steps.flatMap(({ log }) => log.candidates),
  }
}

describe.each([
  ['random', anyStrategy(random), { together: 2 }],
  ['evolution', anyStrategy(evolution), { population: 4, tournament: 4, together: 2 }],
  // Fewer places than there are topologies to start from.
  ['evolution with a small population', anyStrategy(evolution), { population: 2, together: 2 }],
  ['nsga2', anyStrategy(nsga2), { population: 4 }],
] as const)('%s', (_, strategy, raw) => {
  it('judges the topologies it starts from first', () => {
    const { judged, logged } = candidatesOf(strategy, raw)
    expect(judged.slice(0, 3)).toEqual(from)
    expect(logged.slice(0, 4).map(({ role }) => role === 'from')).toEqual([true, true, true, false])
  })
})

describe('evolution', () => {
  it('breeds from them', () => {
    const { logged } = candidatesOf(anyStrategy(evolution), { population: 4, tournament: 4, together: 2 })
    const parents = logged.flatMap(({ lineage }) => (lineage ? [topologyHash(lineage.parent)] : []))
    expect(parents).toContain(topologyHash(from[0]))
  })
})

describe('halving', () => {
  it('races what its proposer starts from', () => {
    const { judged } = candidatesOf(anyStrategy(halving), { proposer: { name: 'random', together: 3 } })
    expect(judged.slice(0, 3)).toEqual(from)
  })
})

describe('hrmas', () => {
  const choice = (raw: object) => {
    const settings = hrmas.settings({ ...raw, judgements: 1 })
    const one = { ...context, from: [from[0]] }
    const state = hrmas.start(one, settings)
    return { state, again: hrmas.decode(hrmas.encode(state), one, settings) }
  }

  it('leans towards the topology at the start, as far as its setting says', () => {
    const [usual, off, far] = [{}, { alpha: { lean: 0 } }, { alpha: { lean: 3 } }].map((raw) => choice(raw).state)
    const largest = (alpha: Float64Array) => alpha.reduce((most, x) => Math.max(most, x), 0)
    expect(largest(usual.alpha.alpha)).toBeCloseTo(1, 1)
    expect(largest(off.alpha.alpha)).toBeLessThan(0.01)
    expect(largest(far.alpha.alpha)).toBeCloseTo(3, 1)
  })

  it('measures how far alpha has come from there, also after a resume', () => {
    const { state, again } = choice({})
    expect(again.startChances).toEqual(state.startChances)
    expect(again.alpha).toEqual(state.alpha)
  })

  it('has the same settings, and so the same study, without it', () => {
    expect(hrmas.settings({}).alpha).not.toHaveProperty('lean')
  })
})

describe.each([
  ['exhaustive', anyStrategy(exhaustive)],
  ['handmade', anyStrategy(handmade)],
])('%s', (name, strategy) => {
  it('refuses topologies to start from', () => {
    expect(() => strategy.start(context, strategy.settings({}))).toThrow(`strategy ${name} starts from nothing`)
  })
})

describe('handmade', () => {
  it('refuses a topology of other inputs than the data has', () => {
    const topology = tinyTopology(1)
    const narrow = topologyDocument({ ...topology, inputs: topology.inputs - 1 })
    expect(() => handmade.start(tinyContext({}), handmade.settings({ topologies: [narrow] }))).toThrow(
      `strategy.topologies.0: must have the ${topology.inputs} inputs and ${topology.readout.classes} classes of the data, but has`,
    )
  })
})
