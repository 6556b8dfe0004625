import { describe, expect, it } from 'vitest'
import { minimisedPoint } from '../../src/search/objectives.js'
import { hypervolume, type Point } from '../../src/search/pareto.js'
import { type AnyStrategy, anyStrategy } from '../../src/search/strategy.js'
import { canonicalMotif } from '../../src/topology/canonical-form.js'
import { measureTopology } from '../../src/topology/measures.js'
import { type Motif, relabelMotif } from '../../src/topology/motif.js'
import { motifFromRows } from '../../src/topology/motif-document.js'
import type { Topology } from '../../src/topology/topology.js'
import { evolution } from '../../strategies/evolution.js'
import { nsga2 } from '../../strategies/nsga2.js'
import { random } from '../../strategies/random.js'
import { tinyContext } from '../conformance/search-run.js'
import { layerOf, spaceOf } from '../topology/spaces.js'
import { judgedBy } from './scored-result.js'

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

function motifOf(t: Topology): Motif {
  const { recurrent } = t.layers[0]
  if (recurrent.kind !== 'motif') throw new Error('no motif')
  return recurrent.motif
}

/** Motifs of 3: 3^9 = 19,683 matrices, of which the planted one has six numberings. */
const space = spaceOf(layerOf({ neurons: 6, motifSizes: [3], lateral: 'none' }))
const planted = motifFromRows(['+-.', '.+-', '+..'])
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]
const numberings = ORDERS.map((order) => relabelMotif(planted, order).synapses.flat())

/** Share of the planted synapses that a motif has, under the numbering that suits it best. */
function likeness(t: Topology): number {
  const types = motifOf(t).synapses.flat()
  const matches = numberings.map((other) => types.filter((type, i) => type === other[i]).length)
  return Math.max(...matches) / 9
}

const LIMIT = 8000

/** Evaluations until the planted topology was judged. */
function evaluationsToFind(strategy: AnyStrategy, raw: object, seed: number): number {
  const context = { ...tinyContext({ seed, iterations: LIMIT, total: LIMIT }), space }
  const judge = judgedBy((candidate) => ({ accuracy: likeness(candidate) }))
  let state = strategy.start(context, strategy.settings(raw))
  for (let judged = 0; ; ) {
    const items = strategy.ask(state)
    const results = judge(items)
    const found = items.findIndex((item) => item.kind === 'evaluation' && likeness(item.candidate) === 1)
    if (found >= 0) return judged + found + 1
    if (items.length === 0) return LIMIT
    judged += items.length
    state = strategy.tell(state, results).state
  }
}

describe('a planted optimum', () => {
  it('is found by evolution in a quarter of the evaluations of random search, in the median of 20 seeds', () => {
    const evolved = SEEDS.map((seed) => evaluationsToFind(anyStrategy(evolution), { together: 1 }, seed))
    const drawn = SEEDS.map((seed) => evaluationsToFind(anyStrategy(random), { together: 1 }, seed))
    expect(median(evolved)).toBeLessThanOrEqual(0.25 * median(drawn))
    // The control cannot be had for nothing: 19,683 / 6 draws are expected, unless the motif has symmetries.
    expect(median(drawn)).toBeGreaterThan(500)
    expect(canonicalMotif(planted).complete).toBe(true)
  })
})

describe('a planted front', () => {
  /** Likeness against synapses: an empty motif costs nothing, the planted one five synapses per motif. */
  const score = (candidate: Topology) => ({
    accuracy: likeness(candidate),
    spikesPerSample: 10 + 40 * measureTopology(candidate, 'excitatoryShare'),
  })
  const objectives = ['accuracy', 'synapses', 'spikes'] as const
  const reference: Point = [0, 19, 60]

  function volume(strategy: AnyStrategy, raw: object, seed: number): number {
    const context = { ...tinyContext({ seed, iterations: 300, total: 300, objectives }), space }
    const judge = judgedBy(score)
    const points: Point[] = []
    let state = strategy.start(context, strategy.settings(raw))
    for (let items = strategy.ask(state); items.length > 0; items = strategy.ask(state)) {
      const results = judge(items)
      items.forEach((item, i) => {
        const result = results[i]
        if (item.kind !== 'evaluation' || result.kind !== 'evaluation' || result.outcome.state !== 'scored') return
        points.push(minimisedPoint(objectives, item.candidate, result.outcome.score))
      })
      state = strategy.tell(state, results).state
    }
    return hypervolume(points, reference)
  }

  it('is approached closer by NSGA-II than by random search in at least 18 of 20 paired seeds', () => {
    const won = SEEDS.filter((seed) => {
      const [found, drawn] = [volume(anyStrategy(nsga2), {}, seed), volume(anyStrategy(random), {}, seed)]
      return found > drawn
    })
    expect(won.length).toBeGreaterThanOrEqual(18)
  })
})
