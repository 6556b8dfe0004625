import type { Kernel, Sample } from '../src/kernel/kernel.js'
import { connectionLength, type LayerPlan, type NetworkPlan, planOffsets } from '../src/kernel/plan.js'
import { eachSynapse } from '../src/kernel/synapses.js'

/** What one layer has to do for one sample, in elements: additions of one float32 to another. */
export interface LayerWork {
  readonly neurons: number
  readonly inputs: number
  readonly steps: number
  /** Events that come in: input events, or spikes of the layer below. */
  readonly events: number
  /** Spikes that reach a synapse: all but those of the last step. */
  readonly spikes: number
  /** events x neurons: input rows added forward, and rows of their gradient added to backward. */
  readonly inputElements: number
  /** Sum over spikes of the synapses they reach, and as many elements of gradient backward. */
  readonly recurrentElements: number
  /** Recurrent synapses; backward each carries the error of a step to the step before, (steps - 1) times. */
  readonly synapses: number
  /** Floats that hold the recurrent weights. */
  readonly recurrentWeights: number
  readonly productElements: number
  /** Layers above the first: neurons x inputs x steps products carry the error to the layer below. */
  readonly lowerElements: number
}

export interface PassWork {
  readonly layers: readonly LayerWork[]
  /** Products of the readout: firing neurons x classes forward, and both terms backward. */
  readonly readoutForward: number
  readonly readoutBackward: number
  readonly spikes: number
}

/** [neuron] synapses that a neuron's spike reaches. */
function fanOut({ neurons, connections }: LayerPlan): Uint32Array {
  return Uint32Array.from({ length: neurons }, (_, k) => {
    let synapses = 0
    for (const connection of connections) eachSynapse(connection, neurons, k, () => synapses++)
    return synapses
  })
}

/** The sample without its last `left` steps. */
function shortened(sample: Sample, left: number): Sample {
  const steps = sample.steps - left
  const end = sample.step.findIndex((step) => step >= steps)
  const kept = end < 0 ? sample.step.length : end
  return { steps, step: sample.step.subarray(0, kept), channel: sample.channel.subarray(0, kept) }
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0)

/** Counts the work of one forward and backward pass; the kernel holds the weights, and its last pass is the sample's. */
export function countWork(kernel: Kernel, sample: Sample): PassWork {
  const plan: NetworkPlan = kernel.plan
  const offsets = planOffsets(plan)
  // A spike acts one step later, so what acts are the spikes of a sample that is one step shorter.
  let acting = new Float32Array(offsets.neurons)
  if (sample.steps > 1) {
    kernel.forward(shortened(sample, 1))
    acting = kernel.counts.slice()
  }
  kernel.forward(sample)
  const counts = kernel.counts.slice()
  const of = (values: Float32Array, l: number) =>
    values.subarray(offsets.layers[l].neuron, offsets.layers[l].neuron + plan.layers[l].neurons)
  const layers = plan.layers.map((layer, l): LayerWork => {
    const { neurons, inputs, connections } = layer
    const events = l === 0 ? sample.step.length : sum(of(counts, l - 1))
    const reach = fanOut(layer)
    const spikes = of(acting, l)
    return {
      neurons,
      inputs,
      steps: sample.steps,
      events,
      spikes: sum(spikes),
      inputElements: events * neurons,
      recurrentElements: sum(spikes.map((count, k) => count * reach[k])),
      synapses: sum(reach),
      recurrentWeights: connections.reduce((all, connection) => all + connectionLength(connection, neurons), 0),
      productElements: sum(reach) * (sample.steps - 1),
      lowerElements: l === 0 ? 0 : inputs * neurons * sample.steps,
    }
  })
  const classes = plan.readout.kind === 'linear' ? plan.readout.classes : 0
  const top = of(counts, plan.layers.length - 1)
  const firing = sum(top.map((count) => (count > 0 ? 1 : 0)))
  return {
    layers,
    readoutForward: firing * classes,
    readoutBackward: (firing + top.length) * classes,
    spikes: sum(counts),
  }
}
