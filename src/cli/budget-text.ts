import { type Budget, type BudgetName, type BudgetUse, budgetUses } from '../store/budget.js'
import type { Spent } from '../store/records.js'
import type { RunStatus } from '../store/run-status.js'
import { CHECK_PHASE } from '../store/search-time.js'
import { formatDuration } from './duration.js'

/** How much of each budget of its study a run has used, failures included. */
export function runBudget({ header, used, failures }: RunStatus): (Omit<BudgetUse, 'budget'> & { budget: string })[] {
  const { budget = {}, limits } = header.study as { budget?: Budget; limits?: { failures?: number } }
  const limit = limits?.failures
  return [...budgetUses(budget, used), ...(limit === undefined ? [] : [{ budget: 'failures', used: failures, limit }])]
}

/** `evaluations 130 of 200, wallTime 1m 20s of 2h 00m, failures 0 of 20` */
export function budgetText(uses: readonly { budget: string; used: number; limit: number }[]): string {
  return uses.map(useText).join(', ')
}

export function useText({ budget, used, limit }: { budget: string; used: number; limit: number }): string {
  const show = isTime(budget) ? formatDuration : amount
  return `${budget} ${show(used)} of ${show(limit)}`
}

const TIMES: readonly BudgetName[] = ['wallTime', 'cpuTime']
const isTime = (budget: string): boolean => TIMES.some((time) => time === budget)

/** Large numbers in three digits: `4.13e9`. */
function amount(count: number): string {
  return count < 1e6 ? String(Math.round(count)) : count.toExponential(2).replace('e+', 'e')
}

export function usedText({ used }: RunStatus): string {
  const { candidates, evaluations, epochs, sampleSteps, cpuSeconds } = used
  const counts = `${candidates} candidates, ${evaluations} evaluations, ${epochs} epochs`
  return `${counts}, ${amount(sampleSteps)} samples x steps, ${formatDuration(cpuSeconds)} processor time`
}

/** Thread time by phase, and what of it failed: `architecture 1m 02s, judge 40 s, check 2m 10s; failed 4.1 s`. */
export function spentText({ phases, outcomes, retriedSeconds }: Spent): string {
  const names = Object.keys(phases).filter((phase) => phase !== CHECK_PHASE)
  const shown = [...names, ...(CHECK_PHASE in phases ? [CHECK_PHASE] : [])]
  const parts = shown.map((phase) => `${phase} ${formatDuration(phases[phase].threadSeconds)}`)
  const failed = Object.entries(outcomes).reduce((sum, [state, seconds]) => sum + (state === 'scored' ? 0 : seconds), 0)
  const lost = [
    ...(failed > 0 ? [`failed ${formatDuration(failed)}`] : []),
    ...(retriedSeconds > 0 ? [`repeated tries ${formatDuration(retriedSeconds)}`] : []),
  ]
  if (parts.length === 0) return ''
  return `${parts.join(', ')} of thread time${lost.length > 0 ? `; of these ${lost.join(', ')}` : ''}`
}
