import type { NetworkPlan } from './plan.js'

/** Bump whenever a bit of any result may change: it is part of every evaluation's identity. */
export const NUMERICS_VERSION = 2

export type Surrogate =
  /** Derivative of a logistic of this width: exp(z) / (width (1 + exp z)^2), z = (1 - u) / width clipped to +-8. */
  | { readonly kind: 'logistic'; readonly width: number }
  /** 1 / (1 + slope |u - 1|)^2 */
  | { readonly kind: 'fast-sigmoid'; readonly slope: number }

/** How the error of a spike train becomes the error of the membrane potential. */
export interface GradientRule {
  /** `surrogate`: BPTT. `tssl-bp`: Zhang & Li 2020, exact inter- and intra-neuron spike-time dependencies. */
  readonly rule: 'surrogate' | 'tssl-bp'
  readonly surrogate: Surrogate
  /** Whether the surrogate gradient flows through the reset u (1 - s). tssl-bp has its own reset term. */
  readonly reset: 'full' | 'detached'
  /** Surrogate derivatives below this count as 0 (after Perez-Nieves & Goodman 2021); 0 or absent: none do. */
  readonly sparseSurrogate?: number
  /**
   * Keep states at about sqrt(steps) steps only and compute what lies between them again on the way back: the same bits
   * in memory that grows with the square root of the steps, for one more forward pass.
   */
  readonly checkpoints?: boolean
}

/** Input events of one sample, sorted by step; views into a data set. */
export interface Sample {
  readonly steps: number
  /** [event] */
  readonly step: Uint16Array
  /** [event] */
  readonly channel: Uint16Array
}

/**
 * Runs one network on one sample at a time. Weights and gradient are flat in the order of `planOffsets`; R and tau
 * are per neuron over all layers.
 *
 *     I[t] = (1 - 1/tauSyn) I[t-1] + J[t] / tauSyn     J: input rows of step t + recurrent rows of spikes at t-1
 *     u[t] = (1 - 1/tau) u[t-1] (1 - s[t-1]) + (R / tau) I[t]
 *     s[t] = u[t] > 1
 *
 * This equals the form in which layers exchange filtered spikes (papers: TSSL-BP), because the filter is linear.
 */
export interface Kernel {
  readonly plan: NetworkPlan
  /** Takes new weights and intrinsic parameters. Copies. */
  load(weights: Float32Array, resistance: Float32Array, tauMem: Float32Array): void
  /** Runs a sample from rest; returns the outputs (readout sums, or spike counts), valid until the next call. */
  forward(sample: Sample): Float32Array
  /** [neurons of all layers] spikes of each neuron in the last forward pass. */
  readonly counts: Float32Array
  /** Adds the gradient of the last forward pass, given dL/d(output); once, since it uses up what that pass kept. */
  backward(outputGradient: Float32Array): void
  /** The same, given dL/ds of the last layer at each step: [steps][neurons of the last layer]. */
  backwardSteps(spikeGradient: Float32Array): void
  /** [weights] sum since the last `clearGradient`. Valid until the next call. */
  readonly gradient: Float32Array
  clearGradient(): void
}
