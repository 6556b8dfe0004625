import type { SuperSpikeRecipe } from '../super-spike-recipe.js'
import type { Constants } from './constants.js'
import { type ErrorSignal, filter } from './error-signal.js'
import type { Wiring } from './wiring.js'

/** How the output's error reaches a hidden layer: a weight for every neuron and what is fed back to it. */
interface Route {
  /** The layer whose error is taken. */
  readonly from: number
  weight(neuron: number, source: number): number
}

/**
 * Errors of hidden layers over a window, [neuron][step]. Events are weighted and then filtered, which is the same as weighting
 * the filtered error while the weights stand still; what is left of earlier windows is weighted anew at the start.
 */
export function hiddenErrors(
  wiring: Wiring,
  recipe: SuperSpikeRecipe,
  constants: Constants,
  weights: Float64Array,
  random: readonly Float64Array[],
  signal: ErrorSignal,
): Float64Array[] {
  const { layers } = wiring
  const top = layers.length - 1
  const { update } = constants
  const errors: Float64Array[] = []
  /** [layer] its weighted events [neuron][step], and the filter's stages at the start of the window. */
  const impulses: Float64Array[] = []
  const starts: { rise: Float64Array; error: Float64Array }[] = []
  for (let l = top - 1; l >= 0; l--) {
    const { neurons } = layers[l]
    const route = routeTo(l)
    const [rise, error] = [new Float64Array(neurons), new Float64Array(neurons)]
    const x = new Float64Array(neurons * update)
    const before = route.from === top ? signal.start : starts[route.from]
    for (let i = 0; i < neurons; i++) {
      for (let k = 0; k < before.rise.length; k++) {
        const w = route.weight(i, k)
        rise[i] += w * before.rise[k]
        error[i] += w * before.error[k]
      }
      if (route.from === top) {
        for (let n = 0; n < signal.step.length; n++) {
          x[i * update + signal.step[n]] += route.weight(i, signal.output[n]) * signal.value[n]
        }
        continue
      }
      const above = impulses[route.from]
      for (const t of eventSteps(signal)) {
        for (let k = 0; k < before.rise.length; k++) x[i * update + t] += route.weight(i, k) * above[k * update + t]
      }
    }
    impulses[l] = x
    starts[l] = { rise: rise.slice(), error: error.slice() }
    const filtered = new Float64Array(neurons * update)
    const state = { rise, error }
    for (let i = 0; i < neurons; i++) {
      filter(x.subarray(i * update, (i + 1) * update), 0, update, state, i, filtered, i * update, constants)
    }
    errors[l] = filtered
  }
  return errors

  function routeTo(l: number): Route {
    const { start, neurons } = layers[l + 1]
    const outputs = layers[top].neurons
    switch (recipe.feedback) {
      case 'symmetric':
        return { from: l + 1, weight: (neuron, source) => weights[start + neuron * neurons + source] }
      case 'random':
        return { from: top, weight: (neuron, output) => random[l][neuron * outputs + output] }
      case 'uniform':
        return { from: top, weight: () => 1 }
    }
  }
}

const eventSteps = ({ step }: ErrorSignal): number[] => [...new Set(step)]
