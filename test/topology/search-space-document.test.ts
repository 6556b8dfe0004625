import { describe, expect, it } from 'vitest'
import { parseSearchSpace, searchSpaceDocument } from '../../src/topology/search-space-document.js'
import { UsageError } from '../../src/usage-error.js'

const layer = {
  neurons: 64,
  motifSizes: [4, 8],
  synapses: 'search',
  lateral: 'search',
  selfConnections: true,
  ring: false,
  signs: 'typed',
}
const fixedLayer = {
  ...layer,
  motifSizes: [2],
  synapses: { fixed: ['.-', '+.'] },
  lateral: 'none',
  selfConnections: false,
  probabilities: { excitatory: 0.5, inhibitory: 0.2, absent: 0.3 },
}
const full = {
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
  inputs: 5,
  layers: [layer, fixedLayer],
  readout: { kind: 'spiking', classes: 3 },
}
const withLayer = (change: object) => ({ ...full, layers: [{ ...layer, ...change }] })

describe('parseSearchSpace', () => {
  it('is undone by searchSpaceDocument', () => {
    expect(JSON.stringify(searchSpaceDocument(parseSearchSpace(full, 'study')))).toBe(JSON.stringify(full))
  })

  it('fills in what may be left out, the size of a fixed matrix too', () => {
    const short = {
      ...full,
      layers: [
        { neurons: 64, motifSizes: [4, 8] },
        { neurons: 6, synapses: { fixed: ['+-', '.+'] } },
      ],
    }
    expect(searchSpaceDocument(parseSearchSpace(short, 'study'))).toEqual({
      ...full,
      layers: [layer, { ...layer, neurons: 6, motifSizes: [2], synapses: { fixed: ['+-', '.+'] } }],
    })
  })

  it('gives frozen data', () => {
    const space = parseSearchSpace(full, 'study')
    for (const part of [space, space.layers, space.layers[0], space.layers[0].motifSizes]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it.each<[string, unknown, string]>([
    [
      'a size that does not divide the layer',
      withLayer({ neurons: 60, motifSizes: [4, 8] }),
      'layers[0].motifSizes[1] must divide the neurons of the layer (60), but got 8',
    ],
    [
      'a size given twice',
      withLayer({ motifSizes: [4, 4] }),
      'layers[0].motifSizes[1] must be a size that was not given before, but got 4',
    ],
    [
      'no sizes',
      withLayer({ motifSizes: [] }),
      'layers[0].motifSizes must be a list of at least one motif size, but got []',
    ],
    [
      'missing sizes',
      withLayer({ motifSizes: undefined }),
      'layers[0].motifSizes is missing, it must be a list of at least one motif size',
    ],
    [
      'sizes beside a fixed matrix of another',
      withLayer({ synapses: { fixed: ['+-', '.+'] } }),
      'layers[0].motifSizes must be [2], the size of the fixed matrix, but got [4,8]',
    ],
    [
      'a fixed self-connection where there are none',
      withLayer({ motifSizes: [2], synapses: { fixed: ['+-', '.+'] }, selfConnections: false }),
      'layers[0].synapses.fixed must have "." on the diagonal, as selfConnections is false, but got ["+-",".+"]',
    ],
    [
      'a misspelt choice',
      withLayer({ synapses: 'serach' }),
      'layers[0].synapses must be "search", but got "serach"; did you mean "search"?',
    ],
    [
      'a misspelt key',
      withLayer({ motifSize: [4] }),
      'layers[0] has an unknown key "motifSize"; did you mean "motifSizes"?',
    ],
    [
      'probabilities that do not sum to 1',
      withLayer({ probabilities: { excitatory: 0.5, inhibitory: 0.25, absent: 0.5 } }),
      'layers[0].probabilities must sum to 1 (they sum to 1.25), but got {"excitatory":0.5,"inhibitory":0.25,"absent":0.5}',
    ],
    ['no layers', { ...full, layers: [] }, 'layers must be a list of at least one layer, but got []'],
  ])('refuses %s', (_, document, message) => {
    expect(() => parseSearchSpace(document, 'study.yaml')).toThrow(new UsageError(`study.yaml: ${message}`))
  })
})
