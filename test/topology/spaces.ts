import type { SearchSpace, SpaceLayer } from '../../src/topology/search-space.js'

export const layerOf = (change: Partial<SpaceLayer> = {}): SpaceLayer => ({
  neurons: 64,
  motifSizes: [8],
  synapses: 'search',
  lateral: 'search',
  selfConnections: true,
  ring: false,
  signs: 'typed',
  ...change,
})

export const spaceOf = (...layers: readonly SpaceLayer[]): SearchSpace => ({
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
  inputs: 10,
  readout: { kind: 'count', classes: 3 },
  layers,
})
