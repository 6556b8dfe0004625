import type { Sample } from '../kernel/kernel.js'
import { exp } from '../kernel/numerics/elementary.js'
import { WasmKernel } from '../kernel/wasm-kernel.js'
import { compileTopology } from './compiled-network.js'
import type { LossSettings } from './gradient-recipe.js'
import { predictedClass } from './loss.js'
import { type Network, usedWeights } from './network-file.js'
import type { Prediction, SamplePredictor } from './prediction.js'

/** Of a network that gradients have trained; where spikes were counted its scores are shares of the output. */
export class Predictor implements SamplePredictor {
  readonly #network: Network
  #kernel: WasmKernel | undefined
  #capacity = { steps: 0, events: 0 }

  constructor(network: Network) {
    this.#network = network
  }

  predict(sample: Sample): Prediction & { readonly label: number } {
    const outputs = this.#kernelFor(sample).forward(sample)
    return { label: predictedClass(outputs), scores: scoresOf(this.#network.recipe.loss, outputs) }
  }

  dispose(): void {
    this.#kernel?.dispose()
    this.#kernel = undefined
  }

  #kernelFor({ steps, step }: Sample): WasmKernel {
    if (this.#kernel && steps <= this.#capacity.steps && step.length <= this.#capacity.events) return this.#kernel
    this.dispose()
    const { topology, recipe, resistance, tauMem } = this.#network
    // With room to spare, so that slowly growing samples do not need a kernel each.
    this.#capacity = {
      steps: Math.max(this.#capacity.steps, Math.ceil(1.25 * steps)),
      events: Math.max(this.#capacity.events, 1, Math.ceil(1.25 * step.length)),
    }
    this.#kernel = new WasmKernel(compileTopology(topology).plan, recipe, this.#capacity)
    this.#kernel.load(usedWeights(this.#network), resistance, tauMem)
    return this.#kernel
  }
}

function scoresOf(loss: LossSettings, outputs: Float32Array): Float64Array {
  const top = outputs[predictedClass(outputs)]
  const raw = Float64Array.from(outputs, (output) =>
    loss.kind === 'cross-entropy' ? exp(loss.scale * (output - top)) : Math.max(0, output),
  )
  const sum = raw.reduce((total, x) => total + x, 0)
  return sum === 0 ? raw.fill(1 / raw.length) : raw.map((x) => x / sum)
}
