import { canonicalJson, sha256 } from '../evaluation/evaluation-id.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { armResult } from './arm-results.js'
import { compareArms } from './compare-arms.js'
import type { ComparisonPlan, PlannedArm } from './comparison-plan.js'
import type { Block, ComparisonResult, Trial } from './comparison-result.js'
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
  trials: readonly { readonly arm: PlannedArm; readonly trial: Trial }[],
  { items, choice, ...facts }: ComparisonFacts,
): ComparisonResult {
  const { study, success, replicates, scoreOn, withSelection, override, allowed, primary, square } = plan
  const arms = plan.arms.map((arm) => {
    const own = trials.filter((t) => t.arm.name === arm.name).map(({ trial }) => trial)
    return armResult(arm, own, plan.blocks.length, success)
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
    metric: { name: 'accuracy', better: 'higher', chance: 1 / study.space.readout.classes },
    choice: choice && chooseHandmade(blocks, choice),
    numericsVersion: NUMERICS_VERSION,
  })
}
