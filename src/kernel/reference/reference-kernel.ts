import type { GradientRule, Kernel, Sample } from '../kernel.js'
import { connectionLength, type NetworkPlan, type PlanOffsets, planOffsets } from '../plan.js'
import { type Arithmetic, single } from './arithmetic.js'
import {
  backwardLayer,
  forwardLayer,
  type LayerGradient,
  type LayerState,
  type LayerTrace,
  type StepEvents,
} from './layer.js'

type Numbers = Float32Array | Float64Array

/** The slow, obvious twin of the SIMD kernel: its specification. Generic in the number system. */
export class ReferenceKernel implements Kernel {
  readonly plan: NetworkPlan
  readonly #rule: GradientRule
  readonly #arithmetic: Arithmetic
  readonly #offsets: PlanOffsets
  readonly #gradient: Numbers
  #layers: LayerState[] = []
  #readout: Numbers = new Float32Array(0)
  #traces: LayerTrace[] = []
  /** Per neuron of all layers, in exact arithmetic; summed until `clearGradient`. */
  readonly resistanceGradient: Float64Array
  readonly tauMemGradient: Float64Array

  constructor(plan: NetworkPlan, rule: GradientRule, arithmetic: Arithmetic = single) {
    this.plan = plan
    this.#rule = rule
    this.#arithmetic = arithmetic
    this.#offsets = planOffsets(plan)
    this.#gradient = arithmetic.array(this.#offsets.weights)
    this.resistanceGradient = new Float64Array(this.#offsets.neurons)
    this.tauMemGradient = new Float64Array(this.#offsets.neurons)
  }

  load(weights: Numbers, resistance: Numbers, tauMem: Numbers): void {
    const copy = (from: Numbers, start: number, length: number) => {
      const to = this.#arithmetic.array(length)
      to.set(from.subarray(start, start + length))
      return to
    }
    this.#layers = this.plan.layers.map((plan, l) => {
      const offsets = this.#offsets.layers[l]
      return {
        plan,
        input: copy(weights, offsets.input, plan.inputs * plan.neurons),
        connections: plan.connections.map((c, i) =>
          copy(weights, offsets.connections[i], connectionLength(c, plan.neurons)),
        ),
        resistance: copy(resistance, offsets.neuron, plan.neurons),
        tauMem: copy(tauMem, offsets.neuron, plan.neurons),
        tauSyn: this.plan.tauSyn,
      }
    })
    this.#readout = copy(weights, this.#offsets.readout, this.#offsets.weights - this.#offsets.readout)
  }

  forward(sample: Sample): Float32Array {
    let events = sampleEvents(sample)
    this.#traces = this.#layers.map((layer) => {
      const trace = forwardLayer(layer, events, this.#rule, this.#arithmetic)
      events = trace.s.map(spikeEvents)
      return trace
    })
    return Float32Array.from(this.outputs())
  }

  /** The same outputs without rounding to float32, for finite differences. */
  outputs(): Numbers {
    const counts = this.#layerCounts(this.#traces.length - 1)
    if (this.plan.readout.kind === 'counts') return counts
    const { round } = this.#arithmetic
    const classes = this.plan.readout.classes
    const outputs = this.#arithmetic.array(classes)
    counts.forEach((count, k) => {
      if (count === 0) return
      for (let c = 0; c < classes; c++) {
        outputs[c] = round(outputs[c] + round(this.#readout[k * classes + c] * count))
      }
    })
    return outputs
  }

  get counts(): Float32Array {
    const counts = new Float32Array(this.#offsets.neurons)
    this.#layers.forEach((_, l) => {
      counts.set(this.#layerCounts(l), this.#offsets.layers[l].neuron)
    })
    return counts
  }

  /** Potentials of one layer in the last forward pass, [step][neuron]. */
  potentials(layer: number): readonly Numbers[] {
    return this.#traces[layer].u
  }

  /** Spike amplitudes of one layer in the last forward pass, [step][neuron]. */
  spikes(layer: number): readonly Numbers[] {
    return this.#traces[layer].s
  }

  backward(outputGradient: Numbers): void {
    const { round } = this.#arithmetic
    const top = this.#layers.length - 1
    const neurons = this.plan.layers[top].neurons
    const spike = this.#arithmetic.array(neurons)
    if (this.plan.readout.kind === 'counts') {
      spike.set(outputGradient)
    } else {
      const classes = this.plan.readout.classes
      const counts = this.#layerCounts(top)
      for (let k = 0; k < neurons; k++) {
        for (let c = 0; c < classes; c++) {
          const w = this.#offsets.readout + k * classes + c
          if (counts[k] !== 0) this.#gradient[w] = round(this.#gradient[w] + round(outputGradient[c] * counts[k]))
          spike[k] = round(spike[k] + round(this.#readout[k * classes + c] * outputGradient[c]))
        }
      }
    }
    this.#backwardFrom(this.#traces[top].u.map(() => spike))
  }

  backwardSteps(spikeGradient: Numbers): void {
    const neurons = this.plan.layers[this.#layers.length - 1].neurons
    const steps = spikeGradient.length / neurons
    this.#backwardFrom(Array.from({ length: steps }, (_, t) => spikeGradient.subarray(t * neurons, (t + 1) * neurons)))
  }

  get gradient(): Float32Array {
    return this.#gradient instanceof Float32Array ? this.#gradient : Float32Array.from(this.#gradient)
  }

  /** The gradient in the arithmetic's own precision. */
  exactGradient(): Numbers {
    return this.#gradient
  }

  clearGradient(): void {
    this.#gradient.fill(0)
    this.resistanceGradient.fill(0)
    this.tauMemGradient.fill(0)
  }

  #layerCounts(l: number): Numbers {
    const { round } = this.#arithmetic
    const counts = this.#arithmetic.array(this.plan.layers[l].neurons)
    for (const s of this.#traces[l].s) {
      for (let k = 0; k < counts.length; k++) counts[k] = round(counts[k] + s[k])
    }
    return counts
  }

  #backwardFrom(spikeGradient: readonly Numbers[]): void {
    let external = spikeGradient
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const gradient = this.#layerGradient(l)
      external = backwardLayer(this.#layers[l], this.#traces[l], external, gradient, this.#rule, this.#arithmetic)
    }
  }

  /** Views of the flat gradient arrays that belong to one layer. */
  #layerGradient(l: number): LayerGradient {
    const { neurons, inputs, connections } = this.plan.layers[l]
    const offsets = this.#offsets.layers[l]
    const view = (start: number, length: number) => this.#gradient.subarray(start, start + length)
    return {
      input: view(offsets.input, inputs * neurons),
      connections: connections.map((c, i) => view(offsets.connections[i], connectionLength(c, neurons))),
      resistance: this.resistanceGradient.subarray(offsets.neuron, offsets.neuron + neurons),
      tauMem: this.tauMemGradient.subarray(offsets.neuron, offsets.neuron + neurons),
    }
  }
}

function sampleEvents(sample: Sample): StepEvents[] {
  const events = Array.from({ length: sample.steps }, (): StepEvents => ({ index: [], amplitude: [] }))
  sample.step.forEach((t, e) => {
    events[t].index.push(sample.channel[e])
    events[t].amplitude.push(1)
  })
  return events
}

function spikeEvents(s: Numbers): StepEvents {
  const events: StepEvents = { index: [], amplitude: [] }
  s.forEach((amplitude, index) => {
    if (amplitude === 0) return
    events.index.push(index)
    events.amplitude.push(amplitude)
  })
  return events
}
