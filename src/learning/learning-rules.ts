import { firstSpikeRule } from './first-spike/first-spike-rule.js'
import { gradientRule } from './gradient-rule.js'
import type { LearningRule, RunningTraining, TrainingTask } from './learning-rule.js'
import { linearProbeRule } from './linear-probe-rule.js'
import type { Recipe, RuleName } from './recipe.js'
import { superSpikeRule } from './super-spike-rule.js'

/** What does the work of every rule that a recipe may name. */
const RULES: { readonly [Name in RuleName]: LearningRule<Extract<Recipe, { rule: Name }>> } = {
  surrogate: gradientRule,
  'tssl-bp': gradientRule,
  'super-spike': superSpikeRule,
  'first-spike': firstSpikeRule,
  'linear-probe': linearProbeRule,
}

export const ruleNames = Object.keys(RULES) as RuleName[]

/** The compiler cannot see that a recipe and its rule belong together. */
export const learningRule = ({ rule }: Recipe): LearningRule => RULES[rule] as LearningRule

/** Starts a training, or goes on from the state of one. */
export const startTraining = (task: TrainingTask, state?: unknown): RunningTraining =>
  learningRule(task.recipe).start(task, state)
