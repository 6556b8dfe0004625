import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { comparisonAnswer } from './answer.js'
import { armResult, chosenArm } from './arm-results.js'
import { comparisonNotes } from './comparison-notes.js'
import { CHOSEN, type ComparisonPlan, type PlannedArm } from './comparison-plan.js'
import type { ArmResult, ComparisonResult, HandmadeChoice, Metric, Trial } from './comparison-result.js'
import { adjusted, contrastOf } from './contrast.js'
import { repairSquare } from './repair-square.js'

/** What the store of a comparison says besides its trainings. */
export interface ComparisonFacts extends Pick<ComparisonResult, 'run' | 'codeVersion' | 'testAccesses'> {
  /** [block] */
  readonly items: readonly { readonly items: number; readonly finite: boolean }[]
}

/** The whole result, a function of the plan and its trainings. */
export function compareTrials(
  plan: ComparisonPlan,
  trials: readonly { readonly arm: PlannedArm; readonly trial: Trial }[],
  choice: HandmadeChoice | null,
  facts: ComparisonFacts,
): ComparisonResult {
  const { study, blocks, success, replicates, scoreOn, override, allowed, question } = plan
  const planned = plan.arms.map((arm) => {
    const own = trials.filter((t) => t.arm.name === arm.name).map(({ trial }) => trial)
    return { arm, result: armResult(arm, own, blocks.length, success) }
  })
  const metric: Metric = { name: 'accuracy', better: 'higher', chance: 1 / study.space.readout.classes }
  const unit = blocks.length > 1 ? 'block' : 'replicate'
  const chosen = choice && commonChoice(choice)
  const composite = choice && chosen === undefined ? [chosenArm(choice, planned, blocks.length, success)] : []
  const arms = [...planned.map(({ result }) => result), ...composite]
  const contrasts = contrastsOf(plan, arms, chosen ?? CHOSEN, unit)
  const part = {
    schema: 'motif-search/comparison/1' as const,
    run: facts.run,
    question: question || study.question,
    ...({ metric, scoreOn, override, unit, replicates, arms, choice, allowed, ...contrasts } as const),
    blocks: blocks.map(({ label, seed }, block) => ({ label, seed, ...facts.items[block] })),
    repairSquare: plan.square && repairSquare(plan.square, arms),
    testAccesses: facts.testAccesses,
    codeVersion: facts.codeVersion,
    numericsVersion: NUMERICS_VERSION,
  }
  return { ...part, answer: comparisonAnswer(part), notes: comparisonNotes(part) }
}

/** The arm that all groups chose; undefined where they differ. */
function commonChoice({ groups }: HandmadeChoice): string | undefined {
  const names = new Set(groups.map(({ chosen }) => chosen))
  return names.size === 1 ? groups[0].chosen : undefined
}

function contrastsOf(
  { primary, arms: planned }: ComparisonPlan,
  arms: readonly ArmResult[],
  chosen: string,
  unit: ComparisonResult['unit'],
): Pick<ComparisonResult, 'primary' | 'secondary'> {
  if (primary === null) return { primary: null, secondary: [] }
  const find = (name: string): ArmResult => {
    const arm = arms.find((a) => a.name === name)
    if (!arm) throw new Error(`the comparison has no arm ${name}`)
    return arm
  }
  const a = find(primary.a)
  const b = find(primary.b === CHOSEN ? chosen : primary.b)
  const isSquareOnly = ({ name }: ArmResult) => planned.some((arm) => arm.name === name && arm.squareOnly)
  const others = arms.filter((arm) => arm !== a && arm !== b && !isSquareOnly(arm))
  return {
    primary: contrastOf(a, b, primary.declared, unit),
    secondary: adjusted(others.map((other) => contrastOf(a, other, primary.declared, unit))),
  }
}
