import { planOffsets } from '../kernel/plan.js'
import { eachRecurrentSynapse } from '../kernel/synapses.js'
import { NO_NEURON } from './adamw.js'
import type { CompiledNetwork } from './compiled-network.js'

/**
 * [weights] index of the hidden neuron a weight leads to; NO_NEURON for readout weights and where there is no link.
 * The first `hidden` neurons of the plan are those of the recurrent layers.
 */
export function weightTargets({ plan }: CompiledNetwork, hidden: number): Uint32Array {
  const offsets = planOffsets(plan)
  const targets = new Uint32Array(offsets.weights).fill(NO_NEURON)
  plan.layers.forEach(({ inputs, neurons }, l) => {
    const { input, neuron } = offsets.layers[l]
    if (neuron >= hidden) return
    for (let w = 0; w < inputs * neurons; w++) targets[input + w] = neuron + (w % neurons)
    eachRecurrentSynapse(plan, l, (_, post, w) => {
      targets[w] = neuron + post
    })
  })
  return targets
}
