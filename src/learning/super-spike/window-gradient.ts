import type { Constants } from './constants.js'
import type { SlopeRecord } from './forward.js'
import type { SpikeTrack } from './spike-track.js'
import type { WiredLayer } from './wiring.js'

export interface LayerWindow {
  readonly layer: WiredLayer
  /** [neuron][step of the window] */
  readonly error: Float64Array
  readonly slopes: SlopeRecord
  /** Step 0 of the window in the record of slopes. */
  readonly origin: number
  /** Absolute step 0 of the window. */
  readonly start: number
  /** Of the population below, and of the layer's own, which drives it where it is recurrent. */
  readonly below: SpikeTrack
  readonly own: SpikeTrack
}

/**
 * Adds the sum over a window of e_i(t) lambda_ij(t) to the gradient of every synapse onto a layer, without an eligibility per
 * synapse. Both filters of lambda are run backwards over e, and those of the presynaptic trace backwards over what comes
 * out of that: for neuron i this leaves one number per step, what a spike that arrives then is worth.
 * A product of slope and trace that is older than the window, but whose lambda reaches into it, counts: hence the steps
 * before it. A layer `depth` below the output sees its error `depth` delays late.
 */
export function addWindowGradient(
  window: LayerWindow,
  constants: Constants,
  gradient: Float64Array,
  worth: Float64Array,
): void {
  const { layer, error, slopes, origin } = window
  const { leak, decay, rise, update, memory, delay } = constants
  const shift = layer.depth * delay
  const keep = 1 - leak
  const gain = leak * rise
  const stride = update + memory
  for (let i = 0; i < layer.neurons; i++) {
    const errorRow = i * update
    const slopeRow = i * slopes.stride + origin - shift
    const worthRow = i * stride + memory
    let q = 0
    let p = 0
    let trace = 0
    let arrival = 0
    let later = 0
    for (let t = update - 1; t >= -memory; t--) {
      q = keep * q + (t >= 0 ? error[errorRow + t] : 0)
      p = decay * p + gain * q
      // The presynaptic trace of a step is used before its own update: what comes now counts from the next step on.
      trace = keep * trace + later
      arrival = decay * arrival + leak * trace
      worth[worthRow + t] = decay * arrival
      later = p * slopes.values[slopeRow + t]
    }
  }
  addSpikes(window, constants, shift, gradient, worth)
}

function addSpikes(
  { layer, start, below, own }: LayerWindow,
  { update, memory, delay }: Constants,
  shift: number,
  gradient: Float64Array,
  worth: Float64Array,
): void {
  const stride = update + memory
  const { neurons, recurrent } = layer
  for (let x = 0; x < below.arrived; x++) {
    const at = below.step[x] + delay - start + shift + memory
    if (at < 0 || at >= stride) continue
    const row = layer.start + below.neuron[x] * neurons
    for (let i = 0; i < neurons; i++) gradient[row + i] += worth[i * stride + at]
  }
  if (recurrent === null) return
  const { rowStart, target, weight } = recurrent
  for (let x = 0; x < own.arrived; x++) {
    const at = own.step[x] + delay - start + shift + memory
    if (at < 0 || at >= stride) continue
    const pre = own.neuron[x]
    for (let s = rowStart[pre]; s < rowStart[pre + 1]; s++) gradient[weight[s]] += worth[target[s] * stride + at]
  }
}
