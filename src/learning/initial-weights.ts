import { normal } from '../kernel/numerics/normal.js'
import { type Key, key } from '../kernel/numerics/random.js'
import { planOffsets } from '../kernel/plan.js'
import { eachRecurrentSynapse } from '../kernel/synapses.js'
import type { CompiledNetwork } from './compiled-network.js'
import type { GradientRecipe } from './gradient-recipe.js'

/**
 * Initial trained parameters. Input and readout weights depend on the replicate alone; a recurrent weight on
 * (replicate, layer, post, pre), scaled by 1 / sqrt(in-degree): topologies that share a synapse start from the same
 * draw, so that arms of a comparison are paired. Typed synapses take the draw's magnitude.
 */
export function initialParameters(network: CompiledNetwork, recipe: GradientRecipe, replicate: Key): Float32Array {
  const { plan, sign, low } = network
  const offsets = planOffsets(plan)
  const parameters = new Float32Array(offsets.weights)
  plan.layers.forEach((layer, l) => {
    const start = offsets.layers[l].input
    const spread = recipe.initial.input * Math.sqrt(2 / layer.inputs)
    const inputKey = key(replicate, 'input', l)
    for (let w = 0; w < layer.inputs * layer.neurons; w++) {
      if (sign[start + w] !== 0) parameters[start + w] = spread * normal(inputKey, w)
    }
    const inDegree = new Uint32Array(layer.neurons)
    eachRecurrentSynapse(plan, l, (_, post, w) => {
      if (sign[w] !== 0) inDegree[post]++
    })
    const recurrentKey = key(replicate, 'recurrent', l)
    eachRecurrentSynapse(plan, l, (pre, post, w) => {
      if (sign[w] === 0) return
      const draw = (recipe.initial.recurrent * normal(recurrentKey, post, pre)) / Math.sqrt(inDegree[post])
      parameters[w] = low[w] === 0 ? Math.abs(draw) : draw
    })
  })
  const readoutKey = key(replicate, 'readout')
  for (let w = offsets.readout; w < offsets.weights; w++) {
    parameters[w] = recipe.initial.readout * normal(readoutKey, w - offsets.readout)
  }
  return parameters
}
