import { createHash } from 'node:crypto'
import { canonicalLabelling } from './canonical-labelling.js'
import type { ColouredGraph } from './colour-refinement.js'
import { deepFreeze } from './deep-freeze.js'
import { closesRing, createMotif, type Motif, relabelMotif, type SynapseType } from './motif.js'
import type { Layer, Recurrent, SparseSynapse, Topology } from './topology.js'
import { topologyDocument } from './topology-document.js'

/** Motifs of up to 32 neurons have this many nodes; larger ones fewer, as a node costs the square of the size. */
const NODE_LIMIT = 20_000
const FULL_LIMIT_SIZE = 32

function nodeLimitFor(size: number): number {
  const ratio = FULL_LIMIT_SIZE / size
  return ratio >= 1 ? NODE_LIMIT : Math.ceil(NODE_LIMIT * ratio * ratio)
}

const CODE: Record<SynapseType, number> = { absent: 0, excitatory: 1, inhibitory: 2 }
const TYPES = 3

function graphOf(motif: Motif): ColouredGraph {
  const { size, synapses, lateral } = motif
  const vertices = Int32Array.from(lateral, (type, i) => CODE[type] * TYPES + CODE[synapses[i][i]])
  const pairs = new Int32Array(size * size)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) pairs[v * size + u] = CODE[synapses[v][u]] * TYPES + CODE[synapses[u][v]]
  }
  return { size, vertices, pairs, pairKinds: TYPES * TYPES }
}

/** The motif under its canonical numbering; rows, columns and lateral pattern move together. */
export function canonicalMotif(
  motif: Motif,
  nodeLimit = nodeLimitFor(motif.size),
): { readonly motif: Motif; readonly complete: boolean } {
  const { order, complete } = canonicalLabelling(graphOf(motif), nodeLimit)
  return { motif: relabelMotif(motif, order), complete }
}

/** With `free` signs a type says only present or absent, so all that is present is written excitatory. */
const unsigned = (type: SynapseType): SynapseType => (type === 'absent' ? 'absent' : 'excitatory')

/** Lateral links need a neighbour, and a ring needs links and enough motifs to differ from a line. */
function withoutIdleLinks(motif: Motif, ring: boolean, motifs: number): { motif: Motif; ring: boolean } {
  const linked = motifs > 1 && motif.lateral.some((type) => type !== 'absent')
  if (linked) return { motif, ring: closesRing(ring, motifs) }
  return { motif: createMotif(motif.size, (post, pre) => motif.synapses[post][pre]), ring: false }
}

const bySynapseRow = (a: SparseSynapse, b: SparseSynapse): number => a.to - b.to || a.from - b.from

/** The same network written in one way: what has no effect is written as its default, lists are sorted. */
export function plainRecurrent(recurrent: Recurrent, neurons: number): Recurrent {
  const free = recurrent.kind !== 'none' && recurrent.signs === 'free'
  switch (recurrent.kind) {
    case 'none':
      return recurrent
    case 'motif': {
      const { motif, ring } = withoutIdleLinks(recurrent.motif, recurrent.ring, neurons / recurrent.motif.size)
      if (!free) return { ...recurrent, motif, ring }
      const present = createMotif(
        motif.size,
        (post, pre) => unsigned(motif.synapses[post][pre]),
        (i) => unsigned(motif.lateral[i]),
      )
      return { ...recurrent, motif: present, ring }
    }
    case 'sparse': {
      const sorted = [...recurrent.synapses].sort(bySynapseRow)
      return { ...recurrent, synapses: free ? sorted.map((s) => ({ ...s, type: 'excitatory' as const })) : sorted }
    }
    case 'dense':
      return free ? { ...recurrent, inhibitoryNeurons: [] } : recurrent
  }
}

/** Neurons may change numbers only where no mask, on the way in or out, tells them apart. The readout is always full. */
export function mayRelabel(layers: readonly Layer[], index: number): boolean {
  const reader = layers.at(index + 1)
  return layers[index].input.kind === 'full' && (reader === undefined || reader.input.kind === 'full')
}

export interface CanonicalTopology {
  readonly topology: Topology
  /** False when a search met its node limit: duplicates may then be missed, but are never merged wrongly. */
  readonly complete: boolean
}

/**
 * The one way of writing a topology among those that differ only in the numbering of a motif's neurons, in the order
 * of sparse synapses, or in what has no effect (signs that are free, links without a neighbour). Exact for motifs of up
 * to 32 neurons within `nodeLimit` nodes of the search per motif (20,000 unless told otherwise).
 */
export function canonicalTopology(t: Topology, nodeLimit?: number): CanonicalTopology {
  let complete = true
  const layers = t.layers.map((layer, index): Layer => {
    const recurrent = plainRecurrent(layer.recurrent, layer.neurons)
    if (recurrent.kind !== 'motif' || !mayRelabel(t.layers, index)) return { ...layer, recurrent }
    const canonical = canonicalMotif(recurrent.motif, nodeLimit)
    complete &&= canonical.complete
    return { ...layer, recurrent: { ...recurrent, motif: canonical.motif } }
  })
  return Object.freeze({ topology: deepFreeze({ ...t, layers }), complete })
}

/** SHA-256, 64 hex digits, of the canonical document: equal hashes mean topologies that are equal up to relabelling. */
export function topologyHash(t: Topology): string {
  const document = JSON.stringify(topologyDocument(canonicalTopology(t).topology))
  return createHash('sha256').update(document).digest('hex')
}

/** What people type and tables print: the first ten digits. */
export const shortHash = (t: Topology): string => topologyHash(t).slice(0, 10)
