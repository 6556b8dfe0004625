import type { FirstSpikeSettings } from '../../kernel/first-spike-kernel.js'
import { exp, log } from '../../kernel/numerics/elementary.js'
import { lambertW0 } from './lambert-w.js'
import type { FirstSpikeRunner } from './runner.js'

interface Layer {
  readonly inputs: number
  readonly neurons: number
  readonly weights: Float64Array
  readonly gradient: Float64Array
  readonly delays: Float64Array
  readonly delayGradient: Float64Array
  readonly from: Float64Array
  readonly times: Float64Array
  /** [neuron] u'(T) e^T */
  readonly slopes: Float64Array
  /** [neuron][event] input; kept from sample to sample, because it is nearly in order then. */
  readonly order: Uint32Array
  readonly errors: Float64Array
}

/**
 * First spikes where every synapse has a delay of its own, so that every neuron sees its own order of inputs. Plain loops, for
 * small networks; the equations are those of src/kernel/assembly/first-spike.ts, neuron by neuron. All arrays of synapses
 * are [neuron][input].
 */
export class SynapticDelays implements FirstSpikeRunner {
  readonly #settings: FirstSpikeSettings
  readonly #layers: readonly Layer[]

  constructor(settings: FirstSpikeSettings) {
    this.#settings = settings
    this.#layers = settings.widths.slice(1).map((neurons, l) => emptyLayer(settings.widths[l], neurons))
  }

  get depth(): number {
    return this.#layers.length
  }

  weights = (layer: number): Float64Array => this.#layers[layer].weights
  gradient = (layer: number): Float64Array => this.#layers[layer].gradient
  weightIndex = (layer: number, input: number, neuron: number): number => neuron * this.#layers[layer].inputs + input
  delays = (layer: number): Float64Array => this.#layers[layer].delays
  delayGradient = (layer: number): Float64Array => this.#layers[layer].delayGradient
  times = (layer: number): Float64Array => this.#layers[layer].times

  forward(sample: ArrayLike<number>): Float64Array {
    let from = sample
    for (const layer of this.#layers) {
      for (let i = 0; i < layer.inputs; i++) layer.from[i] = from[i]
      for (let j = 0; j < layer.neurons; j++) this.#scan(layer, j)
      from = layer.times
    }
    return this.#layers[this.depth - 1].times
  }

  backward(outputErrors: ArrayLike<number>): void {
    let errors = outputErrors
    for (const layer of this.#layers.toReversed()) {
      layer.errors.fill(0)
      for (let j = 0; j < layer.neurons; j++) {
        if (errors[j] !== 0 && layer.times[j] < Number.POSITIVE_INFINITY) this.#pullBack(layer, j, errors[j])
      }
      errors = layer.errors
    }
  }

  dispose(): void {}

  /** Time of the first crossing of one neuron. */
  #scan(layer: Layer, neuron: number): void {
    const { tauRatio, horizon } = this.#settings
    const { inputs, weights, delays, from } = layer
    const row = neuron * inputs
    const order = layer.order.subarray(row, row + inputs)
    const arrival = (i: number) => from[i] + delays[row + i]
    sortBy(order, arrival)
    layer.times[neuron] = Number.POSITIVE_INFINITY
    let x = 0
    let y = 0
    for (let k = 0; k < inputs; k++) {
      const now = arrival(order[k])
      if (!(now <= horizon)) return
      const next = k + 1 < inputs ? Math.min(horizon, arrival(order[k + 1])) : horizon
      const w = weights[row + order[k]]
      const half = exp(now / 2)
      x += w * half * half
      y += w * (tauRatio === 1 ? now * half * half : half)
      if (next === now || !mayCross(x, y, now, next, tauRatio)) continue
      const t = crossing(x, y, tauRatio)
      if (!(t >= now && t <= next)) continue
      layer.times[neuron] = t
      layer.slopes[neuron] = (x - exp(t) / tauRatio) / tauRatio
      return
    }
  }

  #pullBack(layer: Layer, neuron: number, error: number): void {
    const { tauRatio, gradientCut } = this.#settings
    const row = neuron * layer.inputs
    const time = layer.times[neuron]
    const share = -error / layer.slopes[neuron]
    const alpha = tauRatio === 1 ? time : -1
    const beta = tauRatio === 1 ? -1 : exp(time / 2)
    let greatest = 0
    for (let i = 0; i < layer.inputs; i++) {
      const t = layer.from[i] + layer.delays[row + i]
      if (!(t <= time)) continue
      const half = exp(t / 2)
      const p = half * half
      const v = alpha * p + beta * (tauRatio === 1 ? t * p : half)
      greatest = Math.max(greatest, Math.abs(share * v))
      const pull = (-share / tauRatio) * layer.weights[row + i] * (p - v)
      layer.delayGradient[row + i] += pull
      layer.errors[i] += pull
    }
    if (greatest > gradientCut) return
    for (let i = 0; i < layer.inputs; i++) {
      const t = layer.from[i] + layer.delays[row + i]
      if (!(t <= time)) continue
      const half = exp(t / 2)
      layer.gradient[row + i] += share * (alpha * half * half + beta * (tauRatio === 1 ? t * half * half : half))
    }
  }
}

function emptyLayer(inputs: number, neurons: number): Layer {
  const synapses = () => new Float64Array(inputs * neurons)
  return {
    inputs,
    neurons,
    weights: synapses(),
    gradient: synapses(),
    delays: synapses(),
    delayGradient: synapses(),
    from: new Float64Array(inputs),
    times: new Float64Array(neurons),
    slopes: new Float64Array(neurons),
    order: Uint32Array.from({ length: inputs * neurons }, (_, s) => s % inputs),
    errors: new Float64Array(inputs),
  }
}

/** Insertion: short lists, nearly in order. */
function sortBy(order: Uint32Array, value: (index: number) => number): void {
  for (let k = 1; k < order.length; k++) {
    const index = order[k]
    const v = value(index)
    let at = k
    for (; at > 0; at--) {
      const before = value(order[at - 1])
      if (before < v || (before === v && order[at - 1] < index)) break
      order[at] = order[at - 1]
    }
    order[at] = index
  }
}

/** Whether u is above the threshold at the end of an interval, or has its peak in it. */
function mayCross(x: number, y: number, now: number, next: number, ratio: 1 | 2): boolean {
  const v = (s: number) => (ratio === 1 ? s * x - y : exp(s / 2) * y - x)
  return v(next) >= exp(next) / ratio || (v(now) < x && v(next) > x)
}

/** First time that u reaches the threshold on its way up, from the sums of one causal set; NaN if never. */
function crossing(x: number, y: number, ratio: 1 | 2): number {
  if (!(x > 0)) return Number.NaN
  if (ratio === 1) return y / x - lambertW0(log(1 / x) + y / x)
  const root = Math.sqrt(y * y - 2 * x)
  return y + root > 0 ? 2 * log((2 * x) / (y + root)) : Number.NaN
}
