/** A feed-forward network of first spikes, without its weights. */
export interface FirstSpikeStructure {
  /** Neurons of each layer, the inputs first and the outputs last. */
  readonly widths: readonly number[]
  /**
   * [hidden layer] how many of its last neurons are inhibitory; the others are excitatory (Dale's law for all they send).
   * Absent: weights are of either sign. What the inputs send is free.
   */
  readonly inhibitory?: readonly number[] | undefined
  readonly tauRatio: 1 | 2
}

/** Allowed weights from an input of a layer (0: the first hidden one) on. */
export function weightRange(
  { widths, inhibitory }: FirstSpikeStructure,
  layer: number,
  input: number,
  largest = Number.POSITIVE_INFINITY,
): readonly [number, number] {
  if (layer === 0 || inhibitory === undefined) return [-largest, largest]
  return input < widths[layer] - inhibitory[layer - 1] ? [0, largest] : [-largest, 0]
}
