import { mean, sampleCorrelation } from 'simple-statistics'
import { isBetter, type Metric } from '../evaluation/metric.js'
import type { ArmResult, Block, HandmadeChoice } from './comparison-result.js'

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

export interface ChoiceAgreement {
  /** Pearson's, of deviations from the mean over the arms that were chosen among, within blocks that choose together. */
  readonly r: number
  /** Arms x blocks that choose together. */
  readonly pairs: number
}

/** Fewer free pairs than this say nothing. */
const FEWEST_FREE = 5

/** Whether arms that are better on selection data are better where they are scored, too. Undefined where that cannot be said. */
export function choiceAgreement(
  { among, groups }: HandmadeChoice,
  arms: readonly Pick<ArmResult, 'name' | 'blockMeans'>[],
): ChoiceAgreement | undefined {
  const chosenAmong = among.flatMap((name) => arms.filter((arm) => arm.name === name))
  const [selection, scored]: number[][] = [[], []]
  for (const { blocks, means } of groups) {
    selection.push(
      ...deviations(chosenAmong.map(({ name }) => means.find(({ arm }) => arm === name)?.mean ?? Number.NaN)),
    )
    scored.push(...deviations(chosenAmong.map(({ blockMeans }) => mean(blocks.map((block) => blockMeans[block])))))
  }
  const pairs = selection.length
  if (pairs - groups.length < FEWEST_FREE) return undefined
  const r = sampleCorrelation(selection, scored)
  return Number.isFinite(r) ? { r, pairs } : undefined
}

function deviations(values: readonly number[]): number[] {
  const middle = mean([...values])
  return values.map((value) => value - middle)
}
