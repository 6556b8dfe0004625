/** Runs a network of first spikes on one sample at a time and differentiates it. */
export interface FirstSpikeRunner {
  readonly depth: number
  /** [synapse] of a layer, in the runner's own order; read and written in place. */
  weights(layer: number): Float64Array
  /** Sum since it was last filled with zeros; as `weights`. */
  gradient(layer: number): Float64Array
  weightIndex(layer: number, input: number, neuron: number): number
  /** Of a layer, in the runner's own order; empty without delays. Read and written in place. */
  delays(layer: number): Float64Array
  /** As `delays`; as `gradient`. */
  delayGradient(layer: number): Float64Array
  /** Spike times of a layer in the last forward pass, before any delay; Infinity: silent. */
  times(layer: number): Float64Array
  /** When the outputs spike (and their delays have passed). */
  forward(sample: ArrayLike<number>): Float64Array
  /** dL/dT of the outputs; 0 for silent ones. */
  backward(errors: ArrayLike<number>): void
  dispose(): void
}
