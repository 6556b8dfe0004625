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
  readonly orders: readonly Uint32Array[]
  /** [neuron][input] when it arrives; flat, e^(t/2) of what arrived before the spike (the scan ends there). */
  readonly arrivals: readonly Float64Array[]
  readonly halves: Float64Array
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
        // Where u only touches the threshold, the time has no derivative.
        if (errors[j] !== 0 && layer.times[j] < Number.POSITIVE_INFINITY && layer.slopes[j] > 0)
          this.#pullBack(layer, j, errors[j])
      }
      errors = layer.errors
    }
  }

  dispose(): void {}

  /** Time of the first crossing of one neuron. */
  #scan(layer: Layer, neuron: number): void {
    const { tauRatio, horizon } = this.#settings
    const { inputs, weights, delays, from, halves } = layer
    const row = neuron * inputs
    const order = layer.orders[neuron]
    const arrivals = layer.arrivals[neuron]
    for (let i = 0; i < inputs; i++) arrivals[i] = from[i] + delays[row + i]
    sortBy(order, arrivals)
    layer.times[neuron] = Number.POSITIVE_INFINITY
    const equal = tauRatio === 1
    let x = 0
    let y = 0
    let half = exp(arrivals[order[0]] / 2)
    for (let k = 0; k < inputs; k++) {
      const now = arrivals[order[k]]
      if (!(now <= horizon)) return
      const next = k + 1 < inputs ? Math.min(horizon, arrivals[order[k + 1]]) : horizon
      const w = weights[row + order[k]]
      const p = half * half
      const before = half
      halves[row + order[k]] = half
      x += w * half * half
      y += w * (equal ? now * half * half : half)
      if (next === now) continue
      half = exp(next / 2)
      // On its way up, u can only meet the threshold where X > V = gamma, and gamma grows.
      if (x < p / tauRatio) continue
      // u is above the threshold at the end of the interval, or may have its peak in it.
      const end = equal ? next * x - y : half * y - x
      const start = equal ? now * x - y : before * y - x
      if (!(end >= (half * half) / tauRatio || (start < x && end > x))) continue
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
    const arrivals = layer.arrivals[neuron]
    const time = layer.times[neuron]
    const share = -error / layer.slopes[neuron]
    const alpha = tauRatio === 1 ? time : -1
    const beta = tauRatio === 1 ? -1 : exp(time / 2)
    let greatest = 0
    for (let i = 0; i < layer.inputs; i++) {
      const t = arrivals[i]
      if (!(t <= time)) continue
      const half = t < time ? layer.halves[row + i] : exp(t / 2)
      const p = half * half
      const v = alpha * p + beta * (tauRatio === 1 ? t * p : half)
      greatest = Math.max(greatest, Math.abs(share * v))
      const pull = (-share / tauRatio) * layer.weights[row + i] * (p - v)
      layer.delayGradient[row + i] += pull
      layer.errors[i] += pull
    }
    if (greatest > gradientCut) return
    for (let i = 0; i < layer.inputs; i++) {
      const t = arrivals[i]
      if (!(t <= time)) continue
      const half = t < time ? layer.halves[row + i] : exp(t / 2)
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
    orders: Array.from({ length: neurons }, () => Uint32Array.from({ length: inputs }, (_, i) => i)),
    arrivals: Array.from({ length: neurons }, () => new Float64Array(inputs)),
    halves: synapses(),
    errors: new Float64Array(inputs),
  }
}

/** Insertion: short lists, nearly in order. */
function sortBy(order: Uint32Array, values: Float64Array): void {
  for (let k = 1; k < order.length; k++) {
    const index = order[k]
    const v = values[index]
    let at = k
    for (; at > 0; at--) {
      const before = values[order[at - 1]]
      if (before < v || (before === v && order[at - 1] < index)) break
      order[at] = order[at - 1]
    }
    order[at] = index
  }
}

/** First time that u reaches the threshold on its way up, from the sums of one causal set; NaN if never. */
function crossing(x: number, y: number, ratio: 1 | 2): number {
  if (!(x > 0)) return Number.NaN
  if (ratio === 1) return y / x - lambertW0(log(1 / x) + y / x)
  const root = Math.sqrt(y * y - 2 * x)
  return y + root > 0 ? 2 * log((2 * x) / (y + root)) : Number.NaN
}
