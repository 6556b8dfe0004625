import { z } from 'zod'
import type { TargetKind } from '../data/dataset.js'
import type { NeuronModel, Readout } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import { checkFirstSpikeLoss, checkFirstSpikes } from './first-spike/check-first-spikes.js'
import { firstSpikeRecipeSchema } from './first-spike/first-spike-recipe.js'
import { gradientRecipeSchema } from './gradient-recipe.js'
import { linearProbeRecipeSchema } from './linear-probe-recipe.js'
import { checkRepair } from './repair.js'
import { checkSuperSpike, superSpikeRecipeSchema } from './super-spike-recipe.js'

/**
 * How weights are learnt, told apart by `rule`; without one, the surrogate gradient. Part of every evaluation's identity. A
 * rule is a line here and one in learning-rules.ts.
 */
export const recipeSchema = z.discriminatedUnion('rule', [
  gradientRecipeSchema,
  superSpikeRecipeSchema,
  firstSpikeRecipeSchema,
  linearProbeRecipeSchema,
])

export type Recipe = z.infer<typeof recipeSchema>
/** Holds a recipe to what it is to teach. Throws UsageError. */
export function checkRecipe(recipe: Recipe, learner: Learner, where: string): void {
  const isGradient = recipe.rule === 'surrogate' || recipe.rule === 'tssl-bp'
  if (!isGradient && learner.neuron.resistance !== undefined) {
    throw new UsageError(
      `${where}.rule: ${recipe.rule} has neurons of gain 1, so space.neuron.resistance must be left out, but got ${learner.neuron.resistance}`,
    )
  }
  if (recipe.rule === 'super-spike') {
    checkSuperSpike(recipe, learner, where)
    return
  }
  const { neuron, target } = learner
  if (target !== 'class') {
    throw new UsageError(`${where}.rule: ${recipe.rule} learns classes, but the targets of the data are spike trains`)
  }
  if (recipe.rule === 'first-spike') {
    checkFirstSpikes(learner.neuron, learner.readout, where)
    checkFirstSpikeLoss(recipe, where)
  } else if (recipe.rule !== 'linear-probe') checkRepair(recipe.repair, neuron, `${where}.repair`)
}

/** What is to learn, and what. */
export interface Learner {
  readonly neuron: NeuronModel
  readonly readout: Readout
  readonly target: TargetKind
  /** Seconds per step of the data; null where a step has no length. */
  readonly dt: number | null
}

export type RuleName = Recipe['rule']
