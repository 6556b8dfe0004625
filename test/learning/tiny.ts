import type { z } from 'zod'
import {
  type DataSpec,
  dataSchema,
  type GeneratedSpec,
  generateDataset,
  isGenerated,
} from '../../src/data/catalogue.js'
import type { EncodedDataset } from '../../src/data/dataset.js'
import { key } from '../../src/kernel/numerics/random.js'
import { type GradientRecipe, gradientRecipeSchema } from '../../src/learning/gradient-recipe.js'
import { randomTopology, type SearchSpace, type SpaceLayer } from '../../src/topology/search-space.js'
import type { Topology } from '../../src/topology/topology.js'

/** A delayed match that is drawn and run in milliseconds: 12 inputs, 24 steps, 40 samples a split. */
export function tinySpec(change: Partial<Extract<DataSpec, { source: 'delayed-match' }>> = {}): GeneratedSpec {
  const spec = dataSchema.parse({
    source: 'delayed-match',
    inputsPerGroup: 3,
    cueSteps: 5,
    gap: 6,
    probeSteps: 5,
    tailSteps: 8,
    samples: { weights: 40, alpha: 40, selection: 40, test: 40 },
    ...change,
  })
  if (!isGenerated(spec)) throw new Error('a generated task was asked for')
  return spec
}

export function tinyData(seed = 1): EncodedDataset {
  return generateDataset(tinySpec(), { seed, replicate: 0 })
}

export function tinyRecipe(change: z.input<typeof gradientRecipeSchema> = {}): GradientRecipe {
  return gradientRecipeSchema.parse({ epochs: 3, batch: 16, optimiser: { rate: 5e-3 }, ...change })
}

export const tinyLayer = (change: Partial<SpaceLayer> = {}): SpaceLayer => ({
  neurons: 16,
  motifSizes: [4, 8],
  synapses: 'search',
  lateral: 'search',
  selfConnections: true,
  ring: false,
  signs: 'typed',
  ...change,
})

export const tinySpace = (change: Partial<SearchSpace> = {}): SearchSpace => ({
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
  inputs: 12,
  readout: { kind: 'count', classes: 2 },
  layers: [tinyLayer()],
  ...change,
})

export const tinyTopology = (draw = 0, space = tinySpace()): Topology => randomTopology(space, key(77, draw))
