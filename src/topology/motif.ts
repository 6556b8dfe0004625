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
