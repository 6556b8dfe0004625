import type { Sample } from '../kernel/kernel.js'
import { planOffsets } from '../kernel/plan.js'
import { ReferenceKernel } from '../kernel/reference/reference-kernel.js'
import { compileTopology } from '../learning/compiled-network.js'
import { type Network, usedWeights } from '../learning/network-file.js'

/** The parts of a network that its activity follows from. */
export type RunningNetwork = Pick<Network, 'topology' | 'weights' | 'resistance' | 'tauMem' | 'recipe'>

/** Spikes of one layer, in order of step; a spiking readout is the last layer. */
export interface LayerSpikes {
  readonly neurons: number
  /** [spike] */
  readonly step: readonly number[]
  readonly neuron: readonly number[]
}

/**
 * When every neuron spikes, sample by sample. It runs the plain twin of the kernel, which is equal to the bit and keeps what
 * happened at every step, but takes much longer.
 */
export class SpikeRecorder {
  readonly #kernel: ReferenceKernel

  constructor(network: RunningNetwork) {
    const { plan } = compileTopology(network.topology)
    this.#kernel = new ReferenceKernel(plan, network.recipe)
    this.#kernel.load(usedWeights(network), network.resistance, network.tauMem)
  }

  /** [layer], and the readout's outputs. */
  record(sample: Sample): { readonly layers: readonly LayerSpikes[]; readonly outputs: Float32Array } {
    const outputs = this.#kernel.forward(sample)
    const layers = this.#kernel.plan.layers.map(({ neurons }, l): LayerSpikes => {
      const step: number[] = []
      const neuron: number[] = []
      this.#kernel.spikes(l).forEach((spikes, t) => {
        spikes.forEach((amplitude, k) => {
          if (amplitude === 0) return
          step.push(t)
          neuron.push(k)
        })
      })
      return { neurons, step, neuron }
    })
    return { layers, outputs }
  }
}

/** First neuron of each layer in per-neuron arrays. */
export function layerStarts(network: RunningNetwork): { readonly first: number; readonly neurons: number }[] {
  const { plan } = compileTopology(network.topology)
  return planOffsets(plan).layers.map(({ neuron }, l) => ({ first: neuron, neurons: plan.layers[l].neurons }))
}
