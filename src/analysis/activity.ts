import { quantile } from 'simple-statistics'
import type { EncodedDataset } from '../data/dataset.js'
import { WasmKernel } from '../kernel/wasm-kernel.js'
import { compileTopology } from '../learning/compiled-network.js'
import { predictedClass } from '../learning/loss.js'
import { usedWeights } from '../learning/network-file.js'
import { dataCapacity } from '../learning/samples.js'
import { sampleAt } from '../learning/shard.js'
import { fanOut } from '../topology/fan-out.js'
import { recurrentSynapses } from './recurrent-matrix.js'
import { layerStarts, type RunningNetwork } from './spike-trains.js'

/** What a network does on some samples. */
export interface Activity {
  readonly samples: number
  /** NaN for data without classes. */
  readonly accuracy: number
  /** [neuron of all layers] spikes per step. */
  readonly rates: Float64Array
  /** Of all neurons, readout included, per sample. */
  readonly spikesPerSample: number
  /**
   * Synapses that input events and spikes travel over, per sample (`fanOut`): an event into its channel's synapses, a spike
   * onto its own layer, the layer above and the readout. A synapse of weight 0 that the topology has counts; leaks do not.
   */
  readonly synapticOperations: number
}

/** Runs the samples on the fast kernel. */
export function measureActivity(network: RunningNetwork, data: EncodedDataset, samples: ArrayLike<number>): Activity {
  const kernel = new WasmKernel(compileTopology(network.topology).plan, network.recipe, dataCapacity(data))
  try {
    kernel.load(usedWeights(network), network.resistance, network.tauMem)
    const { inputs, neurons } = fanOut(network.topology)
    const rates = new Float64Array(kernel.counts.length)
    let [spikes, operations, correct] = [0, 0, 0]
    for (let i = 0; i < samples.length; i++) {
      const sample = sampleAt(data, samples[i])
      if (predictedClass(kernel.forward(sample)) === data.label[samples[i]]) correct++
      for (const channel of sample.channel) operations += inputs[channel]
      kernel.counts.forEach((count, k) => {
        rates[k] += count / sample.steps / samples.length
        spikes += count
        operations += count * (neurons[k] ?? 0)
      })
    }
    const n = samples.length
    return {
      ...{ samples: n, rates, accuracy: correct / n },
      spikesPerSample: spikes / n,
      synapticOperations: operations / n,
    }
  } finally {
    kernel.dispose()
  }
}

/** Of one layer. */
export interface LayerRates {
  readonly neurons: number
  readonly mean: number
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** Neurons that never spiked on any sample. */
  readonly silent: number
}

export function layerRates(network: RunningNetwork, { rates }: Activity): LayerRates[] {
  return layerStarts(network).map(({ first, neurons }) => {
    const own = Array.from(rates.subarray(first, first + neurons))
    return {
      neurons,
      mean: own.reduce((sum, rate) => sum + rate, 0) / neurons,
      median: quantile(own, 0.5),
      lowest: Math.min(...own),
      highest: Math.max(...own),
      silent: own.filter((rate) => rate === 0).length,
    }
  })
}

/** What recurrent synapses bring to a neuron of a layer, in weight per step: means over its neurons. */
export interface Balance {
  readonly excitation: number
  /** Not below 0. */
  readonly inhibition: number
  /** Inhibition as a share of both: 0.5 is balance; NaN where nothing arrives. */
  readonly inhibitoryShare: number
  readonly excitatorySynapses: number
  readonly inhibitorySynapses: number
}

/** By the weights' signs, whatever the topology calls them. */
export function balance(network: RunningNetwork, layer: number, { rates }: Activity): Balance {
  const { first, neurons } = layerStarts(network)[layer]
  const synapses = recurrentSynapses(network, layer)
  const arriving = (sign: number) =>
    synapses.reduce(
      (sum, { pre, weight }) => sum + (weight * sign > 0 ? Math.abs(weight) * rates[first + pre] : 0),
      0,
    ) / neurons
  const [excitation, inhibition] = [arriving(1), arriving(-1)]
  return {
    excitation,
    inhibition,
    inhibitoryShare: inhibition / (excitation + inhibition),
    excitatorySynapses: synapses.filter(({ weight }) => weight > 0).length,
    inhibitorySynapses: synapses.filter(({ weight }) => weight < 0).length,
  }
}
