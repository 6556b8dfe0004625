/** What one neuron may have onto another. */
export type SynapseType = 'excitatory' | 'inhibitory' | 'absent'

export const SIGN: Record<SynapseType, -1 | 0 | 1> = { excitatory: 1, inhibitory: -1, absent: 0 }

/**
 * A small recurrently connected group of neurons: a frozen matrix of synapse types, without weights.
 * All motifs of an SC-ML layer share it; each has its own weights (Zhang, Geng, Li 2024).
 */
export interface Motif {
  readonly size: number
  /** [postsynaptic][presynaptic] */
  readonly synapses: readonly (readonly SynapseType[])[]
  /** [index]: type of the links, both directions, between neurons of this index in neighbouring motifs. */
  readonly lateral: readonly SynapseType[]
}

/** A frozen motif from rules: `synapse(post, pre)` and `lateral(index)`, which links nothing when left out. */
export function createMotif(
  size: number,
  synapse: (post: number, pre: number) => SynapseType,
  lateral: (index: number) => SynapseType = () => 'absent',
): Motif {
  const indices = Array.from({ length: size }, (_, i) => i)
  const synapses = Object.freeze(indices.map((post) => Object.freeze(indices.map((pre) => synapse(post, pre)))))
  return Object.freeze({ size, synapses, lateral: Object.freeze(indices.map((i) => lateral(i))) })
}

/** The same motif under other neuron numbers: new neuron `i` is old neuron `order[i]`, in rows, columns and lateral alike. */
export function relabelMotif(motif: Motif, order: ArrayLike<number>): Motif {
  return createMotif(
    motif.size,
    (post, pre) => motif.synapses[order[post]][order[pre]],
    (i) => motif.lateral[order[i]],
  )
}

export interface TypeCounts {
  readonly excitatory: number
  readonly inhibitory: number
  readonly absent: number
}

export function countTypes(types: readonly SynapseType[]): TypeCounts {
  const count = { excitatory: 0, inhibitory: 0, absent: 0 }
  for (const type of types) count[type]++
  return count
}

/** Whether lateral links close to a ring: fewer than three motifs have no two distinct neighbours and stay a line. */
export function closesRing(ring: boolean, motifs: number): boolean {
  return ring && motifs > 2
}

/**
 * Indices of the motifs that motif `index` of `motifs` is laterally linked with, ascending. Each neighbour counts once
 * and no motif is its own neighbour, so a ring of one or two motifs is the line of as many.
 */
export function neighbourMotifs(index: number, motifs: number, ring: boolean): number[] {
  const sides = ring ? [(index + motifs - 1) % motifs, (index + 1) % motifs] : [index - 1, index + 1]
  const inside = sides.filter((m) => m >= 0 && m < motifs && m !== index)
  return [...new Set(inside)].sort((a, b) => a - b)
}
