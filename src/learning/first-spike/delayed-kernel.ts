import { FirstSpikeKernel, type FirstSpikeSettings } from '../../kernel/first-spike-kernel.js'
import type { FirstSpikeRunner } from './runner.js'

/**
 * The kernel with delays that belong to neurons: `axonal` ones to the inputs of a layer, `dendritic` ones to the neurons it
 * drives. dT/dd is dT/dt of the time that was shifted (DelGrad, 2025).
 */
export class DelayedKernel implements FirstSpikeRunner {
  readonly #kernel: FirstSpikeKernel
  readonly #kind: 'none' | 'axonal' | 'dendritic'
  readonly #delays: readonly Float64Array[]
  readonly #gradients: readonly Float64Array[]
  readonly #outputs: Float64Array

  constructor(settings: FirstSpikeSettings, kind: 'none' | 'axonal' | 'dendritic') {
    this.#kernel = new FirstSpikeKernel(settings)
    this.#kind = kind
    const { widths } = settings
    const sizes =
      kind === 'none' ? widths.slice(1).map(() => 0) : kind === 'axonal' ? widths.slice(0, -1) : widths.slice(1)
    this.#delays = sizes.map((n) => new Float64Array(n))
    this.#gradients = sizes.map((n) => new Float64Array(n))
    this.#outputs = new Float64Array(widths[widths.length - 1])
  }

  get depth(): number {
    return this.#kernel.depth
  }

  weights = (layer: number): Float64Array => this.#kernel.weights(layer)
  gradient = (layer: number): Float64Array => this.#kernel.gradient(layer)
  weightIndex = (layer: number, input: number, neuron: number): number => this.#kernel.weightIndex(layer, input, neuron)
  delays = (layer: number): Float64Array => this.#delays[layer]
  delayGradient = (layer: number): Float64Array => this.#gradients[layer]
  times = (layer: number): Float64Array => this.#kernel.times(layer)

  forward(sample: ArrayLike<number>): Float64Array {
    if (this.#kind === 'none') return this.#kernel.forward(sample)
    const times = this.#kernel.forward(sample, (layer, arriving) => {
      const delays = this.#kind === 'axonal' ? this.#delays[layer] : this.#delays[layer - 1]
      if (delays) for (let i = 0; i < arriving.length; i++) arriving[i] += delays[i]
    })
    this.#outputs.set(times)
    if (this.#kind === 'dendritic') {
      const last = this.#delays[this.depth - 1]
      for (let k = 0; k < last.length; k++) this.#outputs[k] += last[k]
    }
    return this.#outputs
  }

  backward(errors: ArrayLike<number>): void {
    this.#kernel.backward(errors)
    for (let l = 0; l < this.depth; l++) {
      const gradient = this.#gradients[l]
      const above = this.#kind === 'axonal' ? l : l + 1
      const from = above < this.depth ? this.#kernel.inputErrors(above) : errors
      for (let i = 0; i < gradient.length; i++) gradient[i] += from[i]
    }
  }

  dispose(): void {
    this.#kernel.dispose()
  }
}
