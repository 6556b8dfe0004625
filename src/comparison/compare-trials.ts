import { canonicalJson, sha256 } from '../evaluation/evaluation-id.js'
import { metricOf } from '../evaluation/metric.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import type { Study } from '../search/study.js'
import { armResult } from './arm-results.js'
import { compareArms } from './compare-arms.js'
import type { ComparisonPlan, PlannedArm } from './comparison-plan.js'
import type { Block, ComparisonResult, Metric } from './comparison-result.js'
import { countFailures, type MeasuredTrial } from './count-failures.js'
import { type ChoiceMean, chooseHandmade } from './handmade-choice.js'

/** What the store of a comparison says besides its trainings. */
export interface ComparisonFacts extends Pick<ComparisonResult, 'run' | 'codeVersion' | 'testAccesses'> {
  /** [block] */
  readonly items: readonly Pick<Block, 'items' | 'finite'>[]
  /** Null where nothing was to be chosen. */
  readonly choice: readonly ChoiceMean[] | null
}

/** The result of a plan's trainings. */
export function compareTrials(
  plan: ComparisonPlan,
  trials: readonly { readonly arm: PlannedArm; readonly trial: MeasuredTrial }[],
  { items, choice, ...facts }: ComparisonFacts,
): ComparisonResult {
  const { study, success, replicates, scoreOn, withSelection, override, allowed, primary, square } = plan
  const metric = comparedMetric(study)
  const counted = countFailures(
    trials.map(({ trial }) => trial),
    metric,
  )
  const arms = plan.arms.map((arm) => {
    const own = counted.filter((_, i) => trials[i].arm.name === arm.name)
    return armResult(arm, own, plan.blocks.length, { metric, thresholds: success })
  })
  const blocks = plan.blocks.map(({ label, seed, data }, block): Block => {
    return { label, seed, data: sha256(canonicalJson(data)), ...items[block] }
  })
  return compareArms({
    ...facts,
    ...{
      replicates,
      scoreOn,
      ...(withSelection && { withSelection }),
      override,
      allowed,
      primary,
      square,
      arms,
      blocks,
    },
    question: plan.question || study.question,
    metric,
    choice: choice && chooseHandmade(blocks, choice, metric),
    numericsVersion: NUMERICS_VERSION,
  })
}

/** What a comparison of a study is judged by. */
export function comparedMetric(study: Study): Metric {
  const metric = metricOf(study)
  return { ...metric, chance: metric.name === 'accuracy' ? 1 / study.space.readout.classes : null }
}
