import { comparisonAnswer } from './answer.js'
import { chosenArm } from './arm-results.js'
import { comparisonNotes } from './comparison-notes.js'
import { CHOSEN, type ComparisonPlan } from './comparison-plan.js'
import type { ArmResult, ComparisonResult, HandmadeChoice } from './comparison-result.js'
import { adjusted, contrastOf } from './contrast.js'
import { repairSquare } from './repair-square.js'

type Given =
  | 'run'
  | 'question'
  | 'metric'
  | 'scoreOn'
  | 'withSelection'
  | 'override'
  | 'replicates'
  | 'blocks'
  | 'choice'
  | 'allowed'

/** What was measured: everything but what follows from it. */
export interface MeasuredArms
  extends Pick<ComparisonResult, Given | 'testAccesses' | 'codeVersion' | 'numericsVersion'>,
    Pick<ComparisonPlan, 'primary' | 'square'> {
  /** Without the one that folds choose. */
  readonly arms: readonly ArmResult[]
}

/** All contrasts, the answer and the notes. */
export function compareArms({ arms: measured, primary, square, ...given }: MeasuredArms): ComparisonResult {
  const { choice, blocks, metric } = given
  const unit = blocks.length > 1 ? 'block' : 'replicate'
  const common = choice && commonChoice(choice)
  const arms =
    choice && common === undefined ? [...measured, chosenArm(choice, measured, blocks.length, metric)] : measured
  const part = {
    schema: 'motif-search/comparison/1' as const,
    ...given,
    unit: unit as ComparisonResult['unit'],
    arms,
    ...contrastsOf(primary, arms, common ?? CHOSEN, { unit, metric }),
    repairSquare: square && repairSquare(square, arms),
  }
  return { ...part, answer: comparisonAnswer(part), notes: comparisonNotes(part) }
}

/** The arm that all groups chose; undefined where they differ. */
function commonChoice({ groups }: HandmadeChoice): string | undefined {
  const names = new Set(groups.map(({ chosen }) => chosen))
  return names.size === 1 ? groups[0].chosen : undefined
}

function contrastsOf(
  primary: ComparisonPlan['primary'],
  arms: readonly ArmResult[],
  chosen: string,
  how: Pick<ComparisonResult, 'unit' | 'metric'>,
): Pick<ComparisonResult, 'primary' | 'secondary'> {
  if (primary === null) return { primary: null, secondary: [] }
  const find = (name: string): ArmResult => {
    const arm = arms.find((a) => a.name === name)
    if (!arm) throw new Error(`the comparison has no arm ${name}`)
    return arm
  }
  const a = find(primary.a)
  const b = find(primary.b === CHOSEN ? chosen : primary.b)
  const others = arms.filter((arm) => arm !== a && arm !== b && !arm.isSquareOnly)
  return {
    primary: contrastOf(a, b, primary.declared, how),
    secondary: adjusted(
      others.map((other) => contrastOf(a, other, primary.declared, how)),
      how.metric,
    ),
  }
}
