import { type NetworkPlan, planOffsets } from '../kernel/plan.js'
import type { GradientRecipe } from './gradient-recipe.js'

/** So many weights at the beginning are never changed: those below the readout, where the recipe trains nothing else. */
export function fixedWeights(plan: NetworkPlan, { trains }: Pick<GradientRecipe, 'trains'>): number {
  if (trains !== 'readout') return 0
  const { layers, readout } = planOffsets(plan)
  // A spiking readout is the last layer.
  return plan.readout.kind === 'linear' ? readout : layers[layers.length - 1].input
}
