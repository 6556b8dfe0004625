import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import type { RepairSettings } from '../../src/learning/gradient-recipe.js'
import { checkRecipe, recipeSchema } from '../../src/learning/recipe.js'
import { repair, repairMetrics, startIntrinsic } from '../../src/learning/repair.js'
import { topologyInSpace } from '../../src/topology/carry-topology.js'
import { editTopology } from '../../src/topology/edit-topology.js'
import { randomTopology, type SearchSpace, spaceSize } from '../../src/topology/search-space.js'
import { parseSearchSpace, searchSpaceDocument } from '../../src/topology/search-space-document.js'
import type { NeuronModel } from '../../src/topology/topology.js'
import { topologyDiff } from '../../src/topology/topology-diff.js'
import { parseTopology, topologyDocument } from '../../src/topology/topology-document.js'
import { layerOf, spaceOf } from './spaces.js'

const RESISTANCES = [4, 8, 16]
const space: SearchSpace = {
  ...spaceOf(layerOf({ neurons: 4, motifSizes: [2] })),
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4, resistance: 4 },
  neuronChoices: { tauMem: [8], tauSyn: [4], resistance: RESISTANCES },
}
const drawn = Array.from({ length: 60 }, (_, i) => randomTopology(space, key(i)))

describe('a searched start resistance', () => {
  it('is one of the values in every draw, each of them in some', () => {
    expect(new Set(drawn.map(({ neuron }) => neuron.resistance))).toEqual(new Set(RESISTANCES))
    expect(spaceSize(space)).toBeCloseTo(spaceSize({ ...space, neuronChoices: undefined } as never) + Math.log10(3), 10)
  })

  it('moves to a neighbouring value by an edit', () => {
    const from = { ...drawn[0], neuron: { ...drawn[0].neuron, resistance: 8 } }
    const edits = Array.from({ length: 200 }, (_, i) => editTopology(from, space, key(i, 'edit'), 1))
    const changes = new Set(edits.map(({ change }) => change).filter((change) => change.startsWith('resistance')))
    expect(changes).toEqual(new Set(['resistance becomes 4', 'resistance becomes 16']))
  })

  it('survives documents of space and topology, and is told by the diff', () => {
    expect(parseSearchSpace(searchSpaceDocument(space), 'space')).toEqual(space)
    const [a] = drawn
    expect(parseTopology(topologyDocument(a), 'own')).toEqual(a)
    expect(topologyDiff(a, { ...a, neuron: { ...a.neuron, resistance: 99 } }).resistance).toEqual([
      a.neuron.resistance,
      99,
    ])
  })

  it('goes with a topology into a space that has it among its choices', () => {
    const from = { ...drawn[0], neuron: { ...drawn[0].neuron, resistance: 16 } }
    expect(topologyInSpace(from, space, 'given').neuron.resistance).toBe(16)
    const other = { ...space, neuronChoices: { tauMem: [8], tauSyn: [4], resistance: [4, 8] } }
    expect(topologyInSpace(from, other, 'given').neuron.resistance).toBe(4)
  })

  it('is refused twice in a list, below its least value, and by rules whose neurons have no resistance', () => {
    const raw = searchSpaceDocument(space) as { neuron: object }
    const given = (resistance: unknown) => parseSearchSpace({ ...raw, neuron: { ...raw.neuron, resistance } }, 'space')
    expect(() => given([4, 4])).toThrow('neuron.resistance[1] must be a value that was not given before')
    expect(() => given([4, 0])).toThrow('neuron.resistance[1]')
    const learner = { neuron: space.neuron, readout: space.readout, target: 'class', dt: null } as const
    const recipe = recipeSchema.parse({ rule: 'first-spike' })
    expect(() => checkRecipe(recipe, learner, 'recipe')).toThrow(
      'first-spike has neurons of gain 1, so space.neuron.resistance must be left out, but got 4',
    )
  })
})

describe('repair from a start resistance', () => {
  const neuron: NeuronModel = { model: 'lif', tauMem: 8, tauSyn: 4, resistance: 2 }
  const settings: RepairSettings = {
    ...{ rule: 'gain' as const, targetRate: 0.1, step: 10, cap: 0.05, samples: 1, every: 0 },
    ...{ bounds: [0.5, 8] as [number, number], fade: [1, 1] as [number, number] },
  }

  it('begins there, stays within its multiples, and leaves tau to its own', () => {
    const start = startIntrinsic(neuron, 2)
    expect([...start.resistance, ...start.tauMem]).toEqual([2, 2, 8, 8])
    const activity = {
      ...{ rate: Float64Array.of(0, 1), resistanceChange: new Float64Array(2), tauChange: new Float64Array(2) },
      ...{ histogram: new Float64Array(50), quiet: 0, samples: 1 },
    }
    const after = repair(start, activity, neuron, settings, 1)
    expect([...after.resistance]).toEqual([16, 1])
    expect([...after.tauMem]).toEqual([8, 8])
    expect(repairMetrics(activity, after, neuron, settings).resistance).toBe(8.5 / 2)
  })
})
