import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { key, permutation } from '../../src/kernel/numerics/random.js'
import { canonicalMotif, canonicalTopology, shortHash, topologyHash } from '../../src/topology/canonical-form.js'
import { createMotif, type Motif, relabelMotif, type SynapseType } from '../../src/topology/motif.js'
import { motifFromRows, motifRows } from '../../src/topology/motif-document.js'
import type { Layer, Recurrent, Topology } from '../../src/topology/topology.js'
import { parseTopology } from '../../src/topology/topology-document.js'

const typeArbitrary = fc.constantFrom<SynapseType>('excitatory', 'inhibitory', 'absent')

/** Few types make symmetric motifs common. */
const motifArbitrary = (minimum: number, maximum: number, types = typeArbitrary): fc.Arbitrary<Motif> =>
  fc.integer({ min: minimum, max: maximum }).chain((size) =>
    fc
      .tuple(
        fc.array(types, { minLength: size * size, maxLength: size * size }),
        fc.array(types, { minLength: size, maxLength: size }),
      )
      .map(([s, lateral]) =>
        createMotif(
          size,
          (post, pre) => s[post * size + pre],
          (i) => lateral[i],
        ),
      ),
  )

const written = (motif: Motif): string => JSON.stringify(motifRows(motif))
const canonical = (motif: Motif): string => written(canonicalMotif(motif).motif)
const shuffled = (motif: Motif, seed: number): Motif => relabelMotif(motif, permutation(key(seed), motif.size))

function orders(size: number): number[][] {
  if (size === 0) return [[]]
  return orders(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  )
}

/** The first of all relabelled motifs in dictionary order: the slow, obvious canonical form. */
const bruteForce = (motif: Motif): string =>
  orders(motif.size)
    .map((order) => written(relabelMotif(motif, order)))
    .reduce((a, b) => (a < b ? a : b))

const motifTopology = (
  motif: Motif,
  recurrent: Partial<Extract<Recurrent, { kind: 'motif' }>> = {},
  motifs = 3,
): Topology =>
  topologyOf({
    neurons: motif.size * motifs,
    input: { kind: 'full' },
    recurrent: { kind: 'motif', motif, ring: false, signs: 'typed', ...recurrent },
  })

const topologyOf = (...layers: Layer[]): Topology => ({
  neuron: { model: 'lif', tauMem: 8, tauSyn: 4 },
  inputs: 6,
  layers,
  readout: { kind: 'count', classes: 2 },
})

describe('canonicalMotif', () => {
  it('is one of the relabelled motifs', () => {
    fc.assert(
      fc.property(motifArbitrary(1, 5), (motif) => {
        const forms = orders(motif.size).map((order) => written(relabelMotif(motif, order)))
        expect(forms).toContain(canonical(motif))
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('does not depend on the numbering, up to 32 neurons', () => {
    fc.assert(
      fc.property(motifArbitrary(1, 32), fc.nat(), (motif, seed) => {
        expect(canonical(shuffled(motif, seed))).toBe(canonical(motif))
      }),
      { seed: 2, numRuns: 150 },
    )
  })

  it('does not depend on the numbering where most synapses are alike', () => {
    const mostlyAbsent = fc.oneof({ weight: 9, arbitrary: fc.constant<SynapseType>('absent') }, typeArbitrary)
    fc.assert(
      fc.property(motifArbitrary(1, 20, mostlyAbsent), fc.nat(), (motif, seed) => {
        expect(canonical(shuffled(motif, seed))).toBe(canonical(motif))
      }),
      { seed: 3, numRuns: 150 },
    )
  })

  it('tells motifs apart exactly where trying all numberings does', () => {
    const twoTypes = fc.constantFrom<SynapseType>('excitatory', 'absent')
    const pair = fc
      .integer({ min: 1, max: 5 })
      .chain((n) => fc.tuple(motifArbitrary(n, n, twoTypes), motifArbitrary(n, n, twoTypes)))
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(canonical(a) === canonical(b)).toBe(bruteForce(a) === bruteForce(b))
      }),
      { seed: 4, numRuns: 150 },
    )
  })

  // 3^4 matrices x 3^2 lateral patterns; those that the swap fixes: 3^2 x 3. Burnside: (729 + 27) / 2.
  it('finds 378 motifs of two neurons', () => {
    const types: SynapseType[] = ['excitatory', 'inhibitory', 'absent']
    const forms = new Set<string>()
    for (let code = 0; code < 729; code++) {
      const digit = (place: number): SynapseType => types[Math.floor(code / 3 ** place) % 3]
      forms.add(
        canonical(
          createMotif(
            2,
            (post, pre) => digit(2 * post + pre),
            (i) => digit(4 + i),
          ),
        ),
      )
    }
    expect(forms.size).toBe(378)
  })

  // Directed graphs without loops on 1, 2, 3, 4 points: OEIS A000273.
  it.each([
    [1, 1],
    [2, 3],
    [3, 16],
    [4, 218],
  ])('finds the directed graphs of %i neurons: %i', (size, count) => {
    const places = size * (size - 1)
    const forms = new Set<string>()
    for (let code = 0; code < 2 ** places; code++) {
      const column = (post: number, pre: number): number => post * (size - 1) + (pre < post ? pre : pre - 1)
      forms.add(
        canonical(
          createMotif(size, (post, pre) => (post !== pre && (code >> column(post, pre)) & 1 ? 'excitatory' : 'absent')),
        ),
      )
    }
    expect(forms.size).toBe(count)
  })
})

const present = (yes: boolean): SynapseType => (yes ? 'excitatory' : 'absent')
const modulo = (a: number, n: number): number => ((a % n) + n) % n
const popcount = (x: number): number => (x === 0 ? 0 : (x & 1) + popcount(x >> 1))

const symmetric: Record<string, (size: number) => Motif> = {
  empty: (n) => createMotif(n, () => 'absent'),
  'all excitatory': (n) =>
    createMotif(
      n,
      () => 'excitatory',
      () => 'excitatory',
    ),
  'directed ring': (n) => createMotif(n, (post, pre) => present(post === (pre + 1) % n)),
  ring: (n) => createMotif(n, (post, pre) => present([1, n - 1].includes(modulo(post - pre, n)))),
  'ring of mixed types': (n) =>
    createMotif(n, (post, pre) =>
      modulo(post - pre, n) === 1 ? 'excitatory' : modulo(post - pre, n) === 3 ? 'inhibitory' : 'absent',
    ),
  circulant: (n) =>
    createMotif(n, (post, pre) => present([1, 2, 5, n - 5, n - 2, n - 1].includes(modulo(post - pre, n)))),
  matching: (n) => createMotif(n, (post, pre) => present((post ^ pre) === 1)),
  'four-rings': (n) => createMotif(n, (post, pre) => present(post >> 2 === pre >> 2 && ((post ^ pre) & 1) === 1)),
  hypercube: (n) => createMotif(n, (post, pre) => present(popcount(post ^ pre) === 1)),
  'complete bipartite': (n) => createMotif(n, (post, pre) => present(((post ^ pre) & 1) === 1)),
  'cliques of eight': (n) => createMotif(n, (post, pre) => present(post >> 3 === pre >> 3 && post !== pre)),
  'torus of four columns': (n) =>
    createMotif(n, (post, pre) => {
      const column = modulo((post & 3) - (pre & 3), 4)
      const row = modulo((post >> 2) - (pre >> 2), n / 4)
      return present((column % 2 === 1 && row === 0) || (column === 0 && [1, n / 4 - 1].includes(row)))
    }),
  'one lateral link': (n) =>
    createMotif(
      n,
      () => 'inhibitory',
      (i) => present(i === 3),
    ),
}

/** Far below what trying numberings would need: 16! is 2 x 10^13. Without automorphisms the empty motif alone is that. */
const NODES_FOR_SYMMETRY = 2_000

describe.each(Object.keys(symmetric))('the %s motif', (name) => {
  it.each([8, 16, 32])('of %i neurons is put in canonical form with few nodes', (size) => {
    const motif = symmetric[name](size)
    const forms = [motif, shuffled(motif, 1), shuffled(motif, 2)].map((m) => canonicalMotif(m, NODES_FOR_SYMMETRY))
    expect(forms.map((form) => form.complete)).toEqual([true, true, true])
    expect(new Set(forms.map((form) => written(form.motif))).size).toBe(1)
  })
})

describe('motifs that local counts cannot tell apart', () => {
  const rings = (lengths: readonly number[]): Motif => {
    const next: number[] = []
    for (const length of lengths) {
      const start = next.length
      for (let i = 0; i < length; i++) next.push(start + ((i + 1) % length))
    }
    return createMotif(next.length, (post, pre) => present(next[pre] === post || next[post] === pre))
  }

  it('keeps a ring of 12 apart from two rings of 6 and from rings of 5 and 7', () => {
    expect(new Set([[12], [6, 6], [5, 7], [4, 4, 4], [3, 4, 5]].map((lengths) => canonical(rings(lengths)))).size).toBe(
      5,
    )
  })

  // Both strongly regular (16, 6, 2, 2).
  it('keeps the Shrikhande graph apart from the 4 x 4 rook graph', () => {
    const step = (post: number, pre: number): [number, number] => [
      modulo((post >> 2) - (pre >> 2), 4),
      modulo((post & 3) - (pre & 3), 4),
    ]
    const shrikhande = createMotif(16, (post, pre) => {
      const [r, c] = step(post, pre)
      return present((r === 0 && c % 2 === 1) || (c === 0 && r % 2 === 1) || (r === c && r % 2 === 1))
    })
    const rook = createMotif(16, (post, pre) => {
      const [r, c] = step(post, pre)
      return present((r === 0) !== (c === 0))
    })
    expect(canonical(shrikhande)).not.toBe(canonical(rook))
    for (const motif of [shrikhande, rook]) {
      expect(canonicalMotif(motif).complete).toBe(true)
      expect(canonical(shuffled(motif, 7))).toBe(canonical(motif))
    }
  })

  it('brings any circulant to one form, whatever its steps are', () => {
    const circulant = fc
      .integer({ min: 4, max: 24 })
      .chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.integer({ min: 1, max: n - 1 }), { maxLength: 6 })))
    fc.assert(
      fc.property(circulant, fc.nat(), ([n, steps], seed) => {
        const motif = createMotif(n, (post, pre) => present(steps.includes(modulo(post - pre, n))))
        expect(canonical(shuffled(motif, seed))).toBe(canonical(motif))
        expect(canonicalMotif(motif).complete).toBe(true)
      }),
      { seed: 6, numRuns: 100 },
    )
  })

  it('keeps motifs apart that differ in the direction or the sign of one synapse', () => {
    const base = motifFromRows(['.+.', '..+', '...'])
    const turned = motifFromRows(['.+.', '...', '.+.'])
    const inhibited = motifFromRows(['.+.', '..-', '...'])
    expect(new Set([base, turned, inhibited].map(canonical)).size).toBe(3)
  })

  it('keeps motifs apart whose lateral pattern sits on another neuron', () => {
    const rows = ['.+', '..']
    expect(canonical(motifFromRows(rows, '+.'))).not.toBe(canonical(motifFromRows(rows, '.+')))
  })
})

describe('the node limit', () => {
  const motif = symmetric.hypercube(16)

  it('ends with a true relabelling and says that it is not complete', () => {
    const cut = canonicalMotif(shuffled(motif, 3), 12)
    expect(cut.complete).toBe(false)
    expect(canonical(cut.motif)).toBe(canonical(motif))
  })

  it('gives the motif as it is when not one labelling was finished', () => {
    const cut = canonicalMotif(motif, 1)
    expect(cut.complete).toBe(false)
    expect(written(cut.motif)).toBe(written(motif))
    expect(canonicalTopology(motifTopology(motif), 1).complete).toBe(false)
  })
})

describe('topologyHash', () => {
  const motif = motifFromRows(['+-..', '.+-.', '..+-', '-...'], '+-..')

  it('is the SHA-256 of a fixed document', () => {
    expect(topologyHash(motifTopology(motif))).toMatch(/^[0-9a-f]{64}$/)
    expect(shortHash(motifTopology(motif))).toBe('1d0f6e109c')
  })

  it('is equal for relabelled motifs', () => {
    fc.assert(
      fc.property(motifArbitrary(1, 12), fc.nat(), (m, seed) => {
        expect(topologyHash(motifTopology(shuffled(m, seed)))).toBe(topologyHash(motifTopology(m)))
      }),
      { seed: 5, numRuns: 50 },
    )
  })

  it('depends on every part of the topology', () => {
    const t = motifTopology(motif)
    const others: Topology[] = [
      { ...t, inputs: 7 },
      { ...t, neuron: { ...t.neuron, tauMem: 9 } },
      { ...t, readout: { kind: 'spiking', classes: 2 } },
      motifTopology(motif, { ring: true }),
      motifTopology(motif, { signs: 'free' }),
      motifTopology(motif, {}, 4),
      motifTopology(motifFromRows(motifRows(motif).synapses, '++..')),
    ]
    expect(new Set([t, ...others].map(topologyHash)).size).toBe(others.length + 1)
  })

  it('is of the canonical form, which is its own canonical form', () => {
    const t = motifTopology(shuffled(motif, 4))
    const { topology } = canonicalTopology(t)
    expect(canonicalTopology(topology).topology).toEqual(topology)
    expect(topologyHash(topology)).toBe(topologyHash(t))
  })

  const masked: Layer['input'] = { kind: 'mask', sources: Array.from({ length: 12 }, (_, i) => [i % 6]) }

  it('keeps the numbering of a layer with a masked input', () => {
    const t = motifTopology(motif)
    const under = (m: Motif): Topology => topologyOf({ ...motifTopology(m).layers[0], input: masked })
    expect(canonicalTopology(under(motif)).topology.layers[0].recurrent).toEqual(t.layers[0].recurrent)
    expect(topologyHash(under(motif))).not.toBe(topologyHash(under(relabelMotif(motif, [1, 0, 2, 3]))))
  })

  it('keeps the numbering of a layer that a mask reads, and frees that of the layer above', () => {
    const above = motifTopology(motif).layers[0]
    const stack = (lower: Motif, input: Layer['input'], upper: Motif): Topology =>
      topologyOf(motifTopology(lower).layers[0], { ...above, input }, motifTopology(upper).layers[0])
    const other = shuffled(motif, 5)
    const full: Layer['input'] = { kind: 'full' }
    expect(topologyHash(stack(other, full, motif))).toBe(topologyHash(stack(motif, full, motif)))
    expect(topologyHash(stack(other, masked, motif))).not.toBe(topologyHash(stack(motif, masked, motif)))
    expect(topologyHash(stack(motif, masked, other))).toBe(topologyHash(stack(motif, masked, motif)))
  })

  it('does not depend on the order of sparse synapses, but on their numbering', () => {
    const sparse = (synapses: unknown[]): Topology =>
      parseTopology(
        {
          neuron: { tauMem: 8, tauSyn: 4 },
          inputs: 2,
          layers: [{ neurons: 3, recurrent: { kind: 'sparse', synapses } }],
          readout: { classes: 2 },
        },
        'test',
      )
    const hash = topologyHash(
      sparse([
        [0, 1, '+'],
        [2, 0, '-'],
      ]),
    )
    expect(
      topologyHash(
        sparse([
          [2, 0, '-'],
          [0, 1, '+'],
        ]),
      ),
    ).toBe(hash)
    expect(
      topologyHash(
        sparse([
          [0, 2, '+'],
          [1, 0, '-'],
        ]),
      ),
    ).not.toBe(hash)
  })

  it('does not see what has no effect', () => {
    const free = motifFromRows(['+-', '.-'], '-.')
    const present = motifFromRows(['++', '.+'], '+.')
    expect(topologyHash(motifTopology(free, { signs: 'free' }))).toBe(
      topologyHash(motifTopology(present, { signs: 'free' })),
    )
    const unlinked = motifFromRows(['+-', '.-'])
    expect(topologyHash(motifTopology(unlinked, { ring: true }))).toBe(topologyHash(motifTopology(unlinked)))
    expect(topologyHash(motifTopology(free, {}, 1))).toBe(topologyHash(motifTopology(unlinked, {}, 1)))
    expect(topologyHash(motifTopology(free, { ring: true }, 2))).toBe(topologyHash(motifTopology(free, {}, 2)))
    expect(topologyHash(motifTopology(free, { ring: true }))).not.toBe(topologyHash(motifTopology(free)))
  })
})
