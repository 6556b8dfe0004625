import { describe, expect, it } from 'vitest'
import { parseTopology, topologyDocument } from '../../src/topology/topology-document.js'
import { UsageError } from '../../src/usage-error.js'

type Json = Record<string, unknown>

const motif = { synapses: ['+-', '.+'], lateral: '+.' }
const neuron = { model: 'lif', tauMem: 8, tauSyn: 4 }
const readout = { kind: 'count', classes: 3 }
const layer = {
  neurons: 4,
  input: { kind: 'full' },
  recurrent: { kind: 'motif', motif, ring: false, signs: 'typed' },
}

const full = {
  schema: 'motif-search/topology/1',
  neuron,
  inputs: 5,
  layers: [
    layer,
    {
      neurons: 3,
      input: { kind: 'mask', sources: [[0, 3], [], [1]] },
      recurrent: {
        kind: 'sparse',
        synapses: [
          [0, 1, '+'],
          [2, 0, '-'],
        ],
        signs: 'typed',
      },
    },
    {
      neurons: 2,
      input: { kind: 'full' },
      recurrent: { kind: 'dense', inhibitoryNeurons: [1], selfConnections: false, signs: 'typed' },
    },
    { neurons: 2, input: { kind: 'full' }, recurrent: { kind: 'none' } },
  ],
  readout,
}

const withLayer = (change: Json): Json => ({ ...full, layers: [{ ...layer, ...change }] })
const withRecurrent = (recurrent: unknown): Json => withLayer({ recurrent })
const message = (document: unknown): string => {
  try {
    parseTopology(document, 'network.json')
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'accepted'
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen)
}

describe('parseTopology', () => {
  it('is undone by topologyDocument, to the order of keys', () => {
    expect(JSON.stringify(topologyDocument(parseTopology(full, 'network.json')))).toBe(JSON.stringify(full))
  })

  it('gives frozen data in the terms of the topology contract', () => {
    const t = parseTopology(full, 'network.json')
    expect(isDeepFrozen(t)).toBe(true)
    expect(t.layers[0].recurrent).toMatchObject({
      kind: 'motif',
      motif: { size: 2, lateral: ['excitatory', 'absent'] },
    })
    expect(t.layers[1].recurrent).toMatchObject({
      synapses: [
        { from: 0, to: 1, type: 'excitatory' },
        { from: 2, to: 0 },
      ],
    })
  })

  it('leaves the given document untouched', () => {
    const document = structuredClone(full)
    parseTopology(document, 'network.json')
    expect(isDeepFrozen(document)).toBe(false)
    expect(document).toEqual(full)
  })

  it('fills in what may be left out', () => {
    const short = {
      neuron: { tauMem: 8, tauSyn: 4 },
      inputs: 5,
      layers: [
        { neurons: 4, recurrent: { kind: 'motif', motif: { synapses: ['+-', '.+'] } } },
        { neurons: 4, recurrent: { kind: 'dense' } },
      ],
      readout: { classes: 3 },
    }
    expect(topologyDocument(parseTopology(short, 'network.json'))).toEqual({
      ...full,
      layers: [
        { ...layer, recurrent: { ...layer.recurrent, motif: { ...motif, lateral: '..' } } },
        {
          neurons: 4,
          input: { kind: 'full' },
          recurrent: { kind: 'dense', inhibitoryNeurons: [], selfConnections: true, signs: 'typed' },
        },
      ],
    })
  })

  const eight = { synapses: Array.from({ length: 8 }, () => '++++++++') }
  it.each<[string, unknown, string]>([
    ['null', null, 'network.json must be an object with schema, neuron, inputs, layers, readout, but got null'],
    ['a list', [], 'network.json must be an object with schema, neuron, inputs, layers, readout, but got []'],
    [
      'another schema',
      { ...full, schema: 'x/2' },
      'network.json: schema must be "motif-search/topology/1", but got "x/2"',
    ],
    ['a misspelt key', { ...full, layer: [] }, 'network.json has an unknown key "layer"; did you mean "layers"?'],
    [
      'a key of no likeness',
      withLayer({ colour: 1 }),
      'network.json: layers[0] has an unknown key "colour"; known here: neurons, input, recurrent',
    ],
    ['no inputs', { ...full, inputs: undefined }, 'network.json: inputs is missing, it must be a positive integer'],
    ['broken inputs', { ...full, inputs: 2.5 }, 'network.json: inputs must be a positive integer, but got 2.5'],
    ['inputs as text', { ...full, inputs: '5' }, 'network.json: inputs must be a positive integer, but got "5"'],
    ['no layers', { ...full, layers: [] }, 'network.json: layers must be a list of at least one layer, but got []'],
    ['no neurons', withLayer({ neurons: 0 }), 'network.json: layers[0].neurons must be a positive integer, but got 0'],
    [
      'neurons that motifs do not divide',
      withLayer({ neurons: 60, recurrent: { kind: 'motif', motif: eight } }),
      'network.json: layers[0].neurons must be a multiple of the motif size (8), but got 60',
    ],
    [
      'a short tauMem',
      { ...full, neuron: { ...neuron, tauMem: 0.5 } },
      'network.json: neuron.tauMem must be a number of at least 1, but got 0.5',
    ],
    [
      'tauSyn that is no number',
      { ...full, neuron: { ...neuron, tauSyn: Number.NaN } },
      'network.json: neuron.tauSyn must be a number of at least 1, but got NaN',
    ],
    [
      'one class',
      { ...full, readout: { kind: 'count', classes: 1 } },
      'network.json: readout.classes must be at least 2, but got 1',
    ],
    [
      'a misspelt kind',
      { ...full, readout: { kind: 'spikin', classes: 2 } },
      'network.json: readout.kind must be one of count, spiking, but got "spikin"; did you mean "spiking"?',
    ],
    [
      'a short lateral pattern',
      withRecurrent({ kind: 'motif', motif: { synapses: ['++', '++'], lateral: '+' } }),
      'network.json: layers[0].recurrent.motif.lateral must be 2 characters, each "+", "-" or ".", but got "+"',
    ],
    [
      'no recurrent part',
      withRecurrent(undefined),
      'network.json: layers[0].recurrent is missing, it must be an object with kind, inhibitory, motif, ring, signs, synapses, inhibitoryNeurons, selfConnections',
    ],
    [
      'a key of another kind',
      withRecurrent({ kind: 'sparse', synapses: [], ring: true }),
      'network.json: layers[0].recurrent (sparse) has an unknown key "ring"; known here: kind, synapses, signs',
    ],
    [
      'a word for a truth value',
      withRecurrent({ kind: 'motif', motif, ring: 'yes' }),
      'network.json: layers[0].recurrent.ring must be true or false, but got "yes"',
    ],
    [
      'a synapse out of range',
      withRecurrent({ kind: 'sparse', synapses: [[0, 4, '+']] }),
      'network.json: layers[0].recurrent.synapses[0][1] must be an index from 0 to 3, but got 4',
    ],
    [
      'an absent synapse',
      withRecurrent({ kind: 'sparse', synapses: [[0, 1, '.']] }),
      'network.json: layers[0].recurrent.synapses[0] must be [from, to, "+" or "-"], but got [0,1,"."]',
    ],
    [
      'a synapse given twice',
      withRecurrent({
        kind: 'sparse',
        synapses: [
          [0, 1, '+'],
          [1, 0, '+'],
          [0, 1, '-'],
        ],
      }),
      'network.json: layers[0].recurrent.synapses[2] must join a pair that no synapse before it joins, but got [0,1,"-"]',
    ],
    [
      'inhibitory neurons out of order',
      withRecurrent({ kind: 'dense', inhibitoryNeurons: [2, 1] }),
      'network.json: layers[0].recurrent.inhibitoryNeurons[1] must be above the index before it (2): indices are sorted and stand once, but got 1',
    ],
    [
      'a mask of too few neurons',
      withLayer({ input: { kind: 'mask', sources: [[0]] } }),
      'network.json: layers[0].input.sources must have one list of indices per neuron (4), but got 1',
    ],
    [
      'a mask with an index twice',
      withLayer({ input: { kind: 'mask', sources: [[0], [1, 1], [], []] } }),
      'network.json: layers[0].input.sources[1][1] must be above the index before it (1): indices are sorted and stand once, but got 1',
    ],
    [
      'a mask beyond the inputs',
      withLayer({ input: { kind: 'mask', sources: [[5], [], [], []] } }),
      'network.json: layers[0].input.sources[0][0] must be an index from 0 to 4, but got 5',
    ],
    [
      'a mask beyond the layer below',
      { ...full, layers: [layer, { ...layer, input: { kind: 'mask', sources: [[4], [], [], []] } }] },
      'network.json: layers[1].input.sources[0][0] must be an index from 0 to 3, but got 4',
    ],
    [
      'sources of a full input',
      withLayer({ input: { kind: 'full', sources: [] } }),
      'network.json: layers[0].input.sources must be left out where kind is full, but got []',
    ],
  ])('refuses %s', (_, document, expected) => expect(message(document)).toBe(expected))
})
