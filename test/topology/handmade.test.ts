import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { handmadeNames, handmadeTopology } from '../../src/topology/handmade.js'
import { countTypes } from '../../src/topology/motif.js'
import { motifRows } from '../../src/topology/motif-document.js'
import { synapseCount } from '../../src/topology/size.js'
import type { Recurrent, Topology } from '../../src/topology/topology.js'
import { parseTopology, topologyDocument } from '../../src/topology/topology-document.js'
import { UsageError } from '../../src/usage-error.js'
import { layerOf, spaceOf } from './spaces.js'

type OfKind<Kind extends Recurrent['kind']> = Extract<Recurrent, { kind: Kind }>

function recurrentOf<Kind extends Recurrent['kind']>(t: Topology, kind: Kind): OfKind<Kind> {
  const { recurrent } = t.layers[0]
  if (recurrent.kind !== kind) throw new Error(`expected ${kind}, got ${recurrent.kind}`)
  return recurrent as OfKind<Kind>
}

const space = spaceOf(layerOf({ neurons: 24, motifSizes: [4, 8] }))
const settings = { key: key(1), synapses: 100 }
const make = (name: string, in_ = space, change = {}): Topology =>
  handmadeTopology(name, in_, { ...settings, ...change })
const rows = (t: Topology) => motifRows(recurrentOf(t, 'motif').motif)

describe.each(handmadeNames)('%s', (name) => {
  const deep = spaceOf(layerOf({ ring: true }), layerOf({ selfConnections: false, lateral: 'none' }))

  it('has the neuron, inputs, readout and widths of the space, and passes the door', () => {
    const t = make(name, deep)
    expect(t).toMatchObject({ neuron: deep.neuron, inputs: 10, readout: deep.readout })
    expect(t.layers.map((layer) => layer.neurons)).toEqual([64, 64])
    expect(parseTopology(topologyDocument(t), name)).toEqual(t)
  })

  it('is the same for the same key', () => expect(make(name, deep)).toEqual(make(name, deep)))

  it('has self-connections and lateral links only where the space has them', () => {
    const { recurrent } = make(name, deep).layers[1]
    if (recurrent.kind === 'motif') {
      expect(recurrent.motif.synapses.every((row, i) => row[i] === 'absent')).toBe(true)
      expect(countTypes(recurrent.motif.lateral).absent).toBe(8)
    }
    if (recurrent.kind === 'dense') expect(recurrent.selfConnections).toBe(false)
    if (recurrent.kind === 'sparse') expect(recurrent.synapses.every((s) => s.from !== s.to)).toBe(true)
  })
})

describe.each(['random', 'dense-ei', 'random-sparse'])('%s', (name) => {
  it('differs between keys', () => expect(make(name, space, { key: key(2) })).not.toEqual(make(name)))
})

describe('the table', () => {
  it('lists its names', () => {
    expect(handmadeNames).toEqual([
      'feed-forward',
      'all-excitatory',
      'ring',
      'random',
      'dense-ei',
      'fully-connected',
      'random-sparse',
    ])
  })

  it('names the nearest name for an unknown one', () => {
    expect(() => make('dense-ie')).toThrow(
      new UsageError('"dense-ie" is no handmade topology; did you mean "dense-ei"?'),
    )
    expect(() => make('toString')).toThrow(/^"toString" is no handmade topology; known are feed-forward, /)
  })
})

describe('motif arms', () => {
  it("take the space's first motif size unless told otherwise", () => {
    expect(rows(make('random')).synapses).toHaveLength(4)
    expect(rows(make('random', space, { motifSize: 12 })).synapses).toHaveLength(12)
  })

  it('refuse a motif size that does not divide the layer', () => {
    const message = 'motifSize must divide the neurons of layer 0 (24), but got 7'
    expect(() => make('ring', space, { motifSize: 7 })).toThrow(new UsageError(message))
  })

  it('all-excitatory has every synapse and every link excitatory', () => {
    expect(rows(make('all-excitatory'))).toEqual({ synapses: ['++++', '++++', '++++', '++++'], lateral: '++++' })
  })

  it('in the ring every neuron excites the next', () => {
    expect(rows(make('ring'))).toEqual({ synapses: ['...+', '+...', '.+..', '..+.'], lateral: '++++' })
  })

  it('dense-ei has every synapse, two excitatory for one inhibitory', () => {
    const { motif } = recurrentOf(make('dense-ei', space, { motifSize: 6 }), 'motif')
    expect(countTypes(motif.synapses.flat())).toEqual({ excitatory: 24, inhibitory: 12, absent: 0 })
    expect(countTypes(motif.lateral)).toEqual({ excitatory: 4, inhibitory: 2, absent: 0 })
  })

  it('dense-ei keeps the ratio without self-connections: 30 synapses of 6 neurons', () => {
    const open = spaceOf(layerOf({ neurons: 24, motifSizes: [6], selfConnections: false }))
    const { motif } = recurrentOf(make('dense-ei', open), 'motif')
    expect(countTypes(motif.synapses.flat())).toEqual({ excitatory: 20, inhibitory: 10, absent: 6 })
  })

  it('random ignores a fixed matrix and the probabilities of the space', () => {
    const fixed = recurrentOf(make('all-excitatory'), 'motif').motif.synapses
    const probabilities = { excitatory: 1, inhibitory: 0, absent: 0 }
    const narrow = spaceOf(layerOf({ neurons: 24, motifSizes: [4], synapses: { fixed }, probabilities }))
    expect(make('random', narrow)).toEqual(make('random'))
  })
})

describe('fully-connected', () => {
  it('joins all pairs with free signs, whatever the signs of the space', () => {
    expect(recurrentOf(make('fully-connected'), 'dense')).toMatchObject({ signs: 'free', inhibitoryNeurons: [] })
    expect(synapseCount(make('fully-connected'))).toBe(576)
  })
})

describe('random-sparse', () => {
  it('has the given number of synapses, none twice', () => {
    const { synapses } = recurrentOf(make('random-sparse'), 'sparse')
    expect(new Set(synapses.map((s) => s.to * 24 + s.from)).size).toBe(100)
  })

  it('takes one number per layer', () => {
    const t = make('random-sparse', spaceOf(layerOf(), layerOf()), { synapses: [7, 0] })
    expect(t.layers.map(({ recurrent }) => (recurrent.kind === 'sparse' ? recurrent.synapses.length : -1))).toEqual([
      7, 0,
    ])
  })

  it('types all synapses of a neuron alike and makes a fifth of the neurons inhibitory', () => {
    const { synapses } = recurrentOf(make('random-sparse', space, { synapses: 576 }), 'sparse')
    const types = new Map<number, Set<string>>()
    for (const s of synapses) types.set(s.from, (types.get(s.from) ?? new Set()).add(s.type))
    expect([...types.values()].every((set) => set.size === 1)).toBe(true)
    expect([...types.values()].filter((set) => set.has('inhibitory'))).toHaveLength(5)
  })

  // 300 graphs of 3 of 9 pairs: each pair 100 times expected, standard deviation sqrt(300 x 2/9) = 8.2; within 4.
  it('draws every pair equally often', () => {
    const small = spaceOf(layerOf({ neurons: 3, motifSizes: [1] }))
    const counts = new Int32Array(9)
    for (let i = 0; i < 300; i++) {
      const t = make('random-sparse', small, { key: key(1, i), synapses: 3 })
      for (const s of recurrentOf(t, 'sparse').synapses) counts[s.to * 3 + s.from]++
    }
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(33)
  })

  it('refuses a count that does not fit, and none at all', () => {
    const rule = 'synapses of random-sparse must be an integer from 0 to 576 for layer 0, but got'
    expect(() => make('random-sparse', space, { synapses: 577 })).toThrow(new UsageError(`${rule} 577`))
    expect(() => handmadeTopology('random-sparse', space, { key: key(1) })).toThrow(
      new UsageError(`${rule} nothing: give the synapse count to match`),
    )
  })
})
