import type { SuperSpikeRecipe } from '../super-spike-recipe.js'
import type { Constants } from './constants.js'
import type { LayerWindow } from './window-gradient.js'

/** An error below it counts as none, and then there is no pull: 1e-7 in the units of the authors' code, which leaves out 1 / dt. */
const NO_ERROR = 1e-7

/**
 * g_ij -= strength w_ij sum over the window of zeta_i, zeta = z_i ^ exponent, z_i the neuron's own spikes filtered. `traces`: z at the
 * start of the window, and after it at its end.
 */
export function heterosynapticPull(
  { layer, error, start, own }: LayerWindow,
  { strength, exponent }: SuperSpikeRecipe['heterosynaptic'],
  { update, dt, heterosynaptic: decay }: Constants,
  traces: Float64Array,
  weights: Float64Array,
  gradient: Float64Array,
): void {
  const { neurons, inputs, recurrent } = layer
  const pull = new Float64Array(neurons)
  const fired = new Uint8Array(update)
  for (let i = 0; i < neurons; i++) {
    fired.fill(0)
    for (let x = 0; x < own.count; x++) {
      if (own.neuron[x] === i && own.step[x] >= start) fired[own.step[x] - start] = 1
    }
    let z = traces[i]
    let sum = 0
    for (let t = 0; t < update; t++) {
      z = z * decay + fired[t]
      if (Math.abs(error[i * update + t]) < NO_ERROR / dt) continue
      let zeta = 1
      for (let k = 0; k < exponent; k++) zeta *= z
      sum += zeta
    }
    traces[i] = z < 1e-100 ? 0 : z
    pull[i] = strength * sum
  }
  for (let j = 0; j < inputs; j++) {
    const row = layer.start + j * neurons
    for (let i = 0; i < neurons; i++) gradient[row + i] -= pull[i] * weights[row + i]
  }
  if (recurrent === null) return
  const { target, weight } = recurrent
  for (let s = 0; s < target.length; s++) gradient[weight[s]] -= pull[target[s]] * weights[weight[s]]
}
