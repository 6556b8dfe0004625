import type { ComparisonPlan } from './comparison-plan.js'
import type { ArmResult, RepairSquare } from './comparison-result.js'
import { blockScores } from './contrast.js'
import { withoutRecipeRepair } from './plan-comparison.js'
import { hierarchicalInterval } from './statistics/hierarchical-bootstrap.js'

/** Repair in the search x repair in the recipe, of the arms that the plan names. */
export function repairSquare(square: NonNullable<ComparisonPlan['square']>, arms: readonly ArmResult[]): RepairSquare {
  const find = (name: string): ArmResult => {
    const arm = arms.find((a) => a.name === name)
    if (!arm) throw new Error(`the square of repair has no arm ${name}`)
    return arm
  }
  const order = [
    { search: true, recipe: true, arm: find(square.withRepair) },
    { search: true, recipe: false, arm: find(withoutRecipeRepair(square.withRepair)) },
    { search: false, recipe: true, arm: find(square.without) },
    { search: false, recipe: false, arm: find(withoutRecipeRepair(square.without)) },
  ]
  const blocks = order[0].arm.blockMeans.map((_, block) => order.map(({ arm }) => blockScores(arm, block)))
  return {
    cells: order.map(({ search, recipe, arm: { name, summary } }) => {
      const { mean, sd, n } = summary
      return { search, recipe, arm: name, mean, sd, n }
    }),
    effects: {
      search: hierarchicalInterval(blocks, [0.5, 0.5, -0.5, -0.5]),
      recipe: hierarchicalInterval(blocks, [0.5, -0.5, 0.5, -0.5]),
      interaction: hierarchicalInterval(blocks, [1, -1, -1, 1]),
    },
  }
}
