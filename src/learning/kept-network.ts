import type { EarlyStopping } from './early-stopping.js'
import type { Intrinsic } from './repair.js'

/** The network of the best epoch so far. */
export interface KeptNetwork {
  /** From 1. */
  readonly epoch: number
  /** On the split held back; Infinity where it is not finite. */
  readonly loss: number
  readonly parameters: Float32Array
  readonly intrinsic: Intrinsic
}

export const isBetter = (loss: number, kept: KeptNetwork | undefined, { minDelta }: EarlyStopping): boolean =>
  kept === undefined || loss < kept.loss - minDelta

export const isOver = (epoch: number, kept: KeptNetwork, { patience }: EarlyStopping): boolean =>
  epoch - kept.epoch >= patience
