import { mean } from 'simple-statistics'
import { canonicalJson } from '../evaluation/evaluation-id.js'
import type { ComparisonPlan } from './comparison-plan.js'
import type { HandmadeChoice } from './comparison-result.js'

export interface ChoiceTrial {
  readonly arm: string
  readonly block: number
  /** On the selection split. */
  readonly value: number
}

/**
 * The arm with the highest mean on the selection split, the first of equals. Blocks of one data set choose together; folds
 * each for itself, because what selects in one fold is tested on in another.
 */
export function chooseHandmade(
  { blocks }: Pick<ComparisonPlan, 'blocks'>,
  trials: readonly ChoiceTrial[],
): HandmadeChoice {
  const among = [...new Set(trials.map(({ arm }) => arm))]
  const byData = new Map<string, number[]>()
  for (const [block, { data }] of blocks.entries()) {
    const text = canonicalJson(data)
    byData.set(text, [...(byData.get(text) ?? []), block])
  }
  const groups = [...byData.values()].map((own) => {
    const means = among.map((arm) => {
      const values = trials.filter((t) => t.arm === arm && own.includes(t.block)).map(({ value }) => value)
      return { arm, mean: mean(values), n: values.length }
    })
    const best = means.reduce((a, b) => (b.mean > a.mean ? b : a))
    return { blocks: own, means, chosen: best.arm }
  })
  return { among, groups }
}
