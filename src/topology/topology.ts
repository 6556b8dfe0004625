import type { Motif, SynapseType } from './motif.js'

/** Leaky integrate-and-fire with a first-order synapse; both time constants in simulation steps, all at their start values. */
export interface NeuronModel {
  readonly model: 'lif'
  readonly tauMem: number
  readonly tauSyn: number
  /** R: a constant input is multiplied by R / tauMem in the end. Where it is absent, tauMem: a gain of 1. */
  readonly resistance?: number
}

export const startResistance = ({ resistance, tauMem }: NeuronModel): number => resistance ?? tauMem

/** `tauMem 8, tauSyn 4`, and the resistance where it is not tauMem. */
export function constantsText(neuron: NeuronModel): string {
  const { tauMem, tauSyn, resistance } = neuron
  return `tauMem ${tauMem}, tauSyn ${tauSyn}${resistance === undefined ? '' : `, R ${resistance}`}`
}

/** `typed`: every weight keeps the sign of its synapse type. `free`: the type only says present or absent. */
export type Signs = 'typed' | 'free'

/** One synapse of a sparse recurrent layer; `from` and `to` are neuron indices of the layer. */
export interface SparseSynapse {
  readonly from: number
  readonly to: number
  readonly type: Exclude<SynapseType, 'absent'>
}

export type Recurrent =
  /** `inhibitory`: so many of its last neurons send inhibition to the layer above, the others excitation; absent: either. */
  | { readonly kind: 'none'; readonly inhibitory?: number }
  /** SC-ML: neurons = motifs x motif size, motifs on a line (a ring if `ring`). */
  | { readonly kind: 'motif'; readonly motif: Motif; readonly ring: boolean; readonly signs: Signs }
  | { readonly kind: 'sparse'; readonly synapses: readonly SparseSynapse[]; readonly signs: Signs }
  /** All pairs. With `typed` signs the outgoing synapses of `inhibitoryNeurons` are inhibitory, all others excitatory. */
  | {
      readonly kind: 'dense'
      readonly inhibitoryNeurons: readonly number[]
      readonly selfConnections: boolean
      readonly signs: Signs
    }

/** `mask`: per neuron the sorted indices of the inputs (or lower-layer neurons) that reach it. */
export type InputProjection =
  | { readonly kind: 'full' }
  | { readonly kind: 'mask'; readonly sources: readonly (readonly number[])[] }

export interface Layer {
  readonly neurons: number
  readonly input: InputProjection
  readonly recurrent: Recurrent
}

/** `count`: linear in the spike counts of the last layer. `spiking`: one LIF neuron per class, judged by its output. */
export interface Readout {
  readonly kind: 'count' | 'spiking'
  readonly classes: number
}

/** A whole network's structure as frozen data. No weights, and no R or tau of single neurons. */
export interface Topology {
  readonly neuron: NeuronModel
  readonly inputs: number
  readonly layers: readonly Layer[]
  readonly readout: Readout
}
