import { mean, median, sampleStandardDeviation } from 'simple-statistics'
import { isBetter, type Metric } from '../evaluation/metric.js'
import { measureTopology, type TopologyMeasure } from '../topology/measures.js'
import { CHOSEN, type PlannedArm } from './comparison-plan.js'
import type { ArmResult, HandmadeChoice, SuccessRate, Summary, Trial } from './comparison-result.js'
import { armSigns } from './design-differences.js'

/** Null without values. */
export function summaryOf(values: readonly number[]): Summary | null {
  if (values.length === 0) return null
  const all = [...values]
  return {
    n: all.length,
    mean: mean(all),
    sd: all.length > 1 ? sampleStandardDeviation(all) : null,
    median: median(all),
  }
}

const meanOf = (values: readonly (number | null)[]): number | null => {
  const known = values.flatMap((value) => (value === null ? [] : [value]))
  return known.length > 0 ? mean(known) : null
}

/** Thresholds whose rates are wanted, and what they are of. */
export interface Success {
  readonly metric: Metric
  readonly thresholds: readonly number[]
}

/** What an arm's trainings came to. */
export function armResult(arm: PlannedArm, trials: readonly Trial[], blocks: number, success: Success): ArmResult {
  const { name, kind, source, learns, search, squareOnly } = arm
  const measured = (measure: TopologyMeasure) => mean(arm.topologies.flat().map((t) => measureTopology(t, measure)))
  const what = { name, kind, source, learns, search, signs: armSigns(arm), recipe: arm.recipe?.text ?? null }
  return {
    ...what,
    isSquareOnly: squareOnly === true,
    ...trialResults(name, trials, blocks, success),
    neurons: measured('neurons'),
    parameters: measured('parameters'),
    synapses: measured('synapses'),
    excitatoryShare: measured('excitatoryShare'),
  }
}

function successRate(values: readonly number[], metric: Metric, threshold: number): SuccessRate {
  const rate = values.filter((value) => !isBetter(metric, threshold, value)).length / values.length
  return metric.better === 'higher' ? { atLeast: threshold, rate } : { atMost: threshold, rate }
}

export const thresholdOf = (success: SuccessRate): number => ('atLeast' in success ? success.atLeast : success.atMost)

/** The part of an arm's result that follows from its trainings. */
export function trialResults(name: string, trials: readonly Trial[], blocks: number, { metric, thresholds }: Success) {
  const values = trials.map(({ value }) => value)
  const scored = trials.filter(({ state }) => state === 'scored')
  const summary = summaryOf(values)
  if (summary === null) throw new Error(`arm ${name} has no training`)
  return {
    summary,
    withoutFailures: summaryOf(scored.map(({ value }) => value)),
    failures: trials.length - scored.length,
    silent: trials.filter(({ labels }) => labels.includes('silent')).length,
    saturated: trials.filter(({ labels }) => labels.includes('saturated')).length,
    success: thresholds.map((threshold) => successRate(values, metric, threshold)),
    spikesPerSample: meanOf(trials.map(({ spikesPerSample }) => spikesPerSample)),
    synapticOperations: meanOf(trials.map(({ synapticOperations }) => synapticOperations)),
    trainingSeconds: mean(trials.map(({ seconds }) => seconds)),
    blockMeans: Array.from({ length: blocks }, (_, block) =>
      mean(trials.filter((t) => t.block === block).map(({ value }) => value)),
    ),
    trials,
  }
}

/** The arm that each fold chose for itself, as one; sizes are the means of those chosen. */
export function chosenArm(
  { groups, among }: HandmadeChoice,
  arms: readonly ArmResult[],
  blocks: number,
  metric: Metric,
): ArmResult {
  const chosenIn = (block: number): ArmResult => {
    const name = groups.find((group) => group.blocks.includes(block))?.chosen
    const found = arms.find((arm) => arm.name === name)
    if (!found) throw new Error(`block ${block} has chosen no arm`)
    return found
  }
  const parts = Array.from({ length: blocks }, (_, block) => chosenIn(block))
  const trials = parts.flatMap((arm, block) => arm.trials.filter((t) => t.block === block))
  const signs = new Set(parts.flatMap((arm) => (arm.signs === 'none' ? [] : [arm.signs])))
  const average = (part: (arm: ArmResult) => number) => mean(parts.map(part))
  const thresholds = parts[0].success.map(thresholdOf)
  return {
    ...parts[0],
    name: CHOSEN,
    kind: 'chosen',
    source: `of ${among.join(', ')}: the best on each fold's selection data`,
    signs: signs.size === 0 ? 'none' : signs.size === 1 ? [...signs][0] : 'mixed',
    ...trialResults(CHOSEN, trials, blocks, { metric, thresholds }),
    neurons: average((arm) => arm.neurons),
    parameters: average((arm) => arm.parameters),
    synapses: average((arm) => arm.synapses),
    excitatoryShare: average((arm) => arm.excitatoryShare),
  }
}
