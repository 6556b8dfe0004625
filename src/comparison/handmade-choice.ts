import { mean } from 'simple-statistics'
import { isBetter, type Metric } from '../evaluation/metric.js'
import type { Block, HandmadeChoice } from './comparison-result.js'

/** How an arm's trainings of one block did on the selection split. */
export interface ChoiceMean {
  readonly arm: string
  readonly block: number
  readonly mean: number
  readonly n: number
}

export interface ChoiceTrial {
  readonly arm: string
  readonly block: number
  readonly value: number
}

export function choiceMeans(trials: readonly ChoiceTrial[]): ChoiceMean[] {
  const own = new Map<string, ChoiceTrial[]>()
  for (const trial of trials) {
    const name = `${trial.arm} ${trial.block}`
    own.set(name, [...(own.get(name) ?? []), trial])
  }
  return [...own.values()].map((group) => {
    const { arm, block } = group[0]
    return { arm, block, mean: mean(group.map(({ value }) => value)), n: group.length }
  })
}

/**
 * The arm with the best mean on the selection split, the first of equals. Blocks of one data set choose together; folds
 * each for itself, because what selects in one fold is tested on in another.
 */
export function chooseHandmade(
  blocks: readonly Pick<Block, 'data'>[],
  means: readonly ChoiceMean[],
  metric: Metric,
): HandmadeChoice {
  const among = [...new Set(means.map(({ arm }) => arm))]
  const byData = new Map<string, number[]>()
  for (const [block, { data }] of blocks.entries()) byData.set(data, [...(byData.get(data) ?? []), block])
  const groups = [...byData.values()].map((own) => {
    const pooled = among.map((arm) => {
      const parts = means.filter((m) => m.arm === arm && own.includes(m.block))
      const n = parts.reduce((sum, part) => sum + part.n, 0)
      return { arm, mean: parts.reduce((sum, part) => sum + part.mean * part.n, 0) / n, n }
    })
    const best = pooled.reduce((a, b) => (isBetter(metric, b.mean, a.mean) ? b : a))
    return { blocks: own, means: pooled, chosen: best.arm }
  })
  return { among, groups }
}
