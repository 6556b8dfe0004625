import { planOffsets } from '../kernel/plan.js'
import { bytesNeeded } from '../topology/size.js'
import { augmentedSteps } from './augmentation.js'
import { compileTopology } from './compiled-network.js'
import type { GradientRecipe } from './gradient-recipe.js'
import type { LearningRule } from './learning-rule.js'
import { Training, type TrainingState } from './training.js'

/** Surrogate gradients and TSSL-BP: the gradient of a loss on spike counts, through time, with AdamW. */
export const gradientRule: LearningRule<GradientRecipe> = {
  start: (task, state) => new Training(task, state as TrainingState | undefined),
  bytesNeeded: (topology, { augmentation }, steps) => bytesNeeded(topology, augmentedSteps(steps, augmentation)),
  usualRates: { low: 0.0005, high: 0.5 },
  shapeOf(topology) {
    const { weights, neurons } = planOffsets(compileTopology(topology).plan)
    return {
      weights: { type: 'float32', length: weights },
      resistance: { type: 'float32', length: neurons },
      tauMem: { type: 'float32', length: neurons },
    }
  },
}
