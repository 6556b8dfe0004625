import { describe, expect, it } from 'vitest'
import { key } from '../../src/kernel/numerics/random.js'
import { topologyHash } from '../../src/topology/canonical-form.js'
import { handmadeKind, handmadeNames, handmadeTopology } from '../../src/topology/handmade.js'
import { cubeSide, squaredDistance } from '../../src/topology/handmade-sparse.js'
import { countTypes } from '../../src/topology/motif.js'
import { motifRows } from '../../src/topology/motif-document.js'
import { randomTopology } from '../../src/topology/search-space.js'
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
const found = randomTopology(spaceOf(layerOf({ neurons: 24, motifSizes: [8] })), key(9))
const settings = { key: key(1), synapses: 100, like: found }
const make = (name: string, in_ = space, change = {}): Topology =>
  handmadeTopology(name, in_, { ...settings, ...change })
const rows = (t: Topology) => motifRows(recurrentOf(t, 'motif').motif)

describe.each(handmadeNames)('%s', (name) => {
  const deep = spaceOf(layerOf({ ring: true }), layerOf({ selfConnections: false, lateral: 'none' }))

  it('has the neuron, inputs, readout and widths of the space, and passes the door', () => {
    const t = make(name, deep, { like: randomTopology(deep, key(9)) })
    expect(t).toMatchObject({ neuron: deep.neuron, inputs: 10, readout: deep.readout })
    expect(t.layers.map((layer) => layer.neurons)).toEqual([64, 64])
    expect(parseTopology(topologyDocument(t), name)).toEqual(t)
  })

  it('is the same for the same key', () => {
    const like = randomTopology(deep, key(9))
    expect(make(name, deep, { like })).toEqual(make(name, deep, { like }))
  })

  it('has self-connections and lateral links only where the space has them', () => {
    const { recurrent } = make(name, deep, { like: randomTopology(deep, key(9)) }).layers[1]
    if (recurrent.kind === 'motif') {
      expect(recurrent.motif.synapses.every((row, i) => row[i] === 'absent')).toBe(true)
      expect(countTypes(recurrent.motif.lateral).absent).toBe(8)
    }
    if (recurrent.kind === 'dense') expect(recurrent.selfConnections).toBe(false)
    if (recurrent.kind === 'sparse') expect(recurrent.synapses.every((s) => s.from !== s.to)).toBe(true)
  })
})

describe.each(handmadeNames)('%s', (name) => {
  it('differs between keys just where it is said to be random', () => {
    const isOther = topologyHash(make(name, space, { key: key(2) })) !== topologyHash(make(name))
    expect(isOther).toBe(handmadeKind(name).isRandom)
  })
})

describe('the table', () => {
  it('lists its names', () => {
    expect(handmadeNames).toEqual([
      'feed-forward',
      'all-excitatory',
      'ring',
      'random',
      'dense-ei',
      'ei-matched',
      'fully-connected',
      'fully-connected-ei',
      'random-sparse',
      'small-world',
      'reservoir',
      'liquid-state-machine',
      'echo-state',
    ])
  })

  it('names reservoirs as what learns its readout only', () => {
    const fixed = handmadeNames.filter((name) => handmadeKind(name).learns === 'readout')
    expect(fixed).toEqual(['liquid-state-machine', 'echo-state'])
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

describe('ei-matched', () => {
  it('has as many synapses and links of each type as the motif it is matched to, elsewhere', () => {
    const own = recurrentOf(make('ei-matched'), 'motif').motif
    const given = recurrentOf(found, 'motif').motif
    expect(countTypes(own.synapses.flat())).toEqual(countTypes(given.synapses.flat()))
    expect(countTypes(own.lateral)).toEqual(countTypes(given.lateral))
    expect(own).not.toEqual(given)
    expect(synapseCount(make('ei-matched'))).toBe(synapseCount(found))
  })

  it('keeps neurons without self-connections where the space has none', () => {
    const open = spaceOf(layerOf({ neurons: 24, motifSizes: [6], selfConnections: false }))
    const like = randomTopology(open, key(3))
    const { motif } = recurrentOf(make('ei-matched', open, { like }), 'motif')
    expect(motif.synapses.every((row, i) => row[i] === 'absent')).toBe(true)
    expect(countTypes(motif.synapses.flat())).toEqual(countTypes(recurrentOf(like, 'motif').motif.synapses.flat()))
  })

  it('needs a motif to match', () => {
    const message = 'ei-matched redraws the motif of another topology, but layer 0 of it has none'
    expect(() => handmadeTopology('ei-matched', space, { key: key(1) })).toThrow(new UsageError(message))
  })
})

describe('fully-connected-ei', () => {
  it('joins all pairs, a fifth of the neurons inhibitory', () => {
    const { inhibitoryNeurons, signs } = recurrentOf(make('fully-connected-ei'), 'dense')
    expect({ count: inhibitoryNeurons.length, signs }).toEqual({ count: 5, signs: 'typed' })
  })
})

describe('small-world', () => {
  const large = spaceOf(layerOf({ neurons: 200, motifSizes: [8], selfConnections: true }))
  const { synapses } = recurrentOf(make('small-world', large, { synapses: 1603 }), 'sparse')

  it('has the given number of synapses, none twice or onto itself, dealt out evenly', () => {
    expect(new Set(synapses.map((s) => s.to * 200 + s.from)).size).toBe(1603)
    expect(synapses.some((s) => s.from === s.to)).toBe(false)
    const inDegree = new Array<number>(200).fill(0)
    for (const { to } of synapses) inDegree[to]++
    expect(new Set(inDegree)).toEqual(new Set([8, 9]))
  })

  // 1603 synapses, each rewired with p 0.1 and then near again with about 0.04: 1449 near expected, sd 12; within 4.
  it('leaves nine in ten synapses between neighbours on the circle', () => {
    const near = synapses.filter(({ from, to }) => {
      const distance = Math.abs(from - to)
      return Math.min(distance, 200 - distance) <= 5
    })
    expect(Math.abs(near.length - 1449)).toBeLessThan(48)
  })

  it('can be complete', () => expect(synapseCount(make('small-world', space, { synapses: 24 * 23 }))).toBe(552))
})

describe('reservoir', () => {
  const cube = spaceOf(layerOf({ neurons: 125, motifSizes: [5] }))
  const { synapses, signs } = recurrentOf(make('reservoir', cube), 'sparse')
  const inhibitory = new Set(synapses.filter((s) => s.type === 'inhibitory').map((s) => s.from))

  it('stands on a cube with a fifth of its neurons inhibitory and typed signs', () => {
    expect(cubeSide(125)).toBe(5)
    expect(cubeSide(126)).toBe(6)
    expect(inhibitory.size).toBe(25)
    expect(signs).toBe('typed')
  })

  // C of Maass et al. 2002 times 1.5 exp(-d^2 / 4): counted over all pairs of a kind, within 4 standard deviations.
  it.each([
    ['EE', 0.3],
    ['EI', 0.2],
    ['IE', 0.4],
    ['II', 0.1],
  ] as const)('joins %s pairs with probability 1.5 x %f exp(-d^2 / 4)', (kind, c) => {
    const letter = (neuron: number) => (inhibitory.has(neuron) ? 'I' : 'E')
    const joined = new Set(synapses.map(({ from, to }) => from * 125 + to))
    let [count, expected, variance] = [0, 0, 0]
    for (let from = 0; from < 125; from++) {
      for (let to = 0; to < 125; to++) {
        if (from === to || letter(from) + letter(to) !== kind) continue
        const p = 1.5 * c * Math.exp(-squaredDistance(from, to, 5) / 4)
        expected += p
        variance += p * (1 - p)
        if (joined.has(from * 125 + to)) count++
      }
    }
    expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(variance))
  })
})

describe('echo-state', () => {
  it('joins a tenth of all pairs with free signs', () => {
    expect(recurrentOf(make('echo-state'), 'sparse').signs).toBe('free')
    expect(synapseCount(make('echo-state'))).toBe(Math.round(0.1 * 24 * 24))
  })
})
