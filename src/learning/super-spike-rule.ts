import type { LearningRule } from './learning-rule.js'
import { SuperSpikeTraining } from './super-spike/training.js'
import { wire } from './super-spike/wiring.js'
import type { SuperSpikeRecipe } from './super-spike-recipe.js'

/** Weight, memory of the optimiser, gradient, initial values and bounds. */
const DOUBLES_PER_WEIGHT = 6
/** Slope, worth, error and events of a step of the window; the window is about as long again as it says. */
const DOUBLES_PER_NEURON_STEP = 4
const WINDOW_STEPS = 10_000

/** Three factors per synapse: presynaptic trace, slope at the postsynaptic voltage, error (super-spike/learner.ts). */
export const superSpikeRule: LearningRule<SuperSpikeRecipe> = {
  start: (task, state) => new SuperSpikeTraining(task, state as ConstructorParameters<typeof SuperSpikeTraining>[1]),
  bytesNeeded(topology, recipe, steps) {
    const { layers, weights } = wire(topology, recipe)
    const neurons = layers.reduce((sum, layer) => sum + layer.neurons, 0)
    return 8 * (DOUBLES_PER_WEIGHT * weights + neurons * (DOUBLES_PER_NEURON_STEP * WINDOW_STEPS + steps))
  },
  // Of steps of 0.1 ms: 0.1 Hz, and half of what the refractory period allows.
  usualRates: { low: 1e-5, high: 0.01 },
  shapeOf: (topology, recipe) => ({ weights: { type: 'float64', length: wire(topology, recipe).weights } }),
}
