import { describe } from 'vitest'
import { anyStrategy } from '../../src/search/strategy.js'
import { evolution } from '../../strategies/evolution.js'
import { exhaustive } from '../../strategies/exhaustive.js'
import { halving } from '../../strategies/halving.js'
import { handmade } from '../../strategies/handmade.js'
import { nsga2 } from '../../strategies/nsga2.js'
import { selfOrganize } from '../../strategies/self-organize.js'
import type { Step } from '../conformance/search-run.js'
import { conformsToStrategy } from '../conformance/strategy.js'
import { tinyRecipe, tinySpace } from '../learning/tiny.js'
import { layerOf } from '../topology/spaces.js'

const candidates = (steps: readonly Step[]) =>
  steps.flatMap(({ items }) => items).filter(({ kind }) => kind === 'evaluation').length

describe('evolution', () => {
  conformsToStrategy({
    strategy: anyStrategy(evolution),
    raw: { population: 4, tournament: 2, together: 3 },
    misspelt: { raw: { popluation: 3 }, key: 'popluation', meant: 'population' },
    iterationsOf: candidates,
    context: { iterations: 10, total: 10 },
  })
})

describe('exhaustive', () => {
  conformsToStrategy({
    strategy: anyStrategy(exhaustive),
    raw: { together: 4 },
    misspelt: { raw: { togther: 3 }, key: 'togther', meant: 'together' },
    iterationsOf: candidates,
    seeded: false,
    context: { space: { ...tinySpace(), layers: [layerOf({ neurons: 4, motifSizes: [2], lateral: 'none' })] } },
  })
})

describe('handmade', () => {
  conformsToStrategy({
    strategy: anyStrategy(handmade),
    raw: { together: 4 },
    misspelt: { raw: { topolgies: [] }, key: 'topolgies', meant: 'topologies' },
    iterationsOf: candidates,
    drawsCandidates: false,
  })
})

describe('nsga2', () => {
  conformsToStrategy({
    strategy: anyStrategy(nsga2),
    raw: { population: 4 },
    misspelt: { raw: { popluation: 3 }, key: 'popluation', meant: 'population' },
    iterationsOf: candidates,
    context: { iterations: 10, total: 10, objectives: ['accuracy', 'synapses', 'spikes'] },
  })
})

describe('halving', () => {
  conformsToStrategy({
    strategy: anyStrategy(halving),
    raw: { proposer: { name: 'random', together: 3 }, eta: 2 },
    misspelt: { raw: { minEpoch: 3 }, key: 'minEpoch', meant: 'minEpochs' },
    iterationsOf: (steps) => candidates(steps.filter(({ phase }) => phase === 'rung of 1 epoch')),
    context: { recipe: tinyRecipe({ epochs: 4, batch: 10, shards: 2 }) },
  })
})

describe('self-organize', () => {
  conformsToStrategy({
    strategy: anyStrategy(selfOrganize),
    raw: { together: 3, sheetUnits: [200], steps: 500 },
    misspelt: { raw: { waveRadius: [5] }, key: 'waveRadius', meant: 'waveRadii' },
    iterationsOf: candidates,
  })
})
