import { studyDifferences } from '../search/study-differences.js'
import { UsageError } from '../usage-error.js'
import type { ComparisonPlan } from './comparison-plan.js'
import type { GivenArm, GivenRun } from './given-arm.js'

/** Settings in which the two searches may differ: their repair, what numbers them, and what is compared afterwards. */
const ALLOWED = ['strategy.repair', 'seed', 'comparisons']

/** Holds the arms of a square of repair to what they are named for. Throws UsageError. */
export function checkSquare(
  { withRepair, without }: NonNullable<ComparisonPlan['square']>,
  given: readonly GivenArm[],
) {
  const repaired = runsOf(withRepair, given)
  const unrepaired = runsOf(without, given)
  for (const { reference, study } of repaired) {
    if (repairRule(study) !== 'none') continue
    throw new UsageError(`the square of repair has ${withRepair} with repair, but ${reference} searched without it`)
  }
  for (const { reference, study } of unrepaired) {
    const rule = repairRule(study)
    if (rule === 'none') continue
    throw new UsageError(`the square of repair has ${without} without repair, but ${reference} searched with ${rule}`)
  }
  repaired.forEach((run, block) => {
    const twin = unrepaired[block] ?? unrepaired[0]
    const other = studyDifferences(run.study, twin.study).find(
      ({ path }) => !ALLOWED.some((start) => isIn(path, start)),
    )
    if (other === undefined) return
    const { path, before = 'none', after = 'none' } = other
    throw new UsageError(
      `the square of repair needs searches that differ in their repair alone, but ${path} is ${before} in ${run.reference} and ${after} in ${twin.reference}`,
    )
  })
}

const isIn = (path: string, start: string): boolean => path === start || path.startsWith(`${start}.`)

function runsOf(name: string, given: readonly GivenArm[]): readonly GivenRun[] {
  const runs = given
    .find((arm) => arm.name === name)
    ?.sources.flatMap((source) => (source.kind === 'run' ? [source] : []))
  if (runs && runs.length > 0) return runs
  throw new UsageError(`the square of repair needs two arms of runs, but got "${name}"`)
}

function repairRule({ strategy }: GivenRun['study']): string {
  const { repair } = strategy.settings as { readonly repair?: { readonly rule?: string } }
  return repair?.rule ?? 'none'
}
