import { durationSeconds } from '../duration.js'
import type { Used } from './records.js'

/**
 * What a search may use in all, over all its sessions; the check after it is not counted. It ends between two steps, so
 * the last step may go beyond. `wallTime` and `cpuTime` depend on the machine and are no part of the question asked.
 */
export interface Budget {
  /** Distinct topologies. */
  readonly candidates?: number | undefined
  /** Failed ones too; one that is asked for again counts once. */
  readonly evaluations?: number | undefined
  /** Begun in trainings of candidates. */
  readonly epochs?: number | undefined
  /** Samples times time steps: all passes of trainings, repair and supernet. */
  readonly sampleSteps?: number | undefined
  /** Such as `2h`. */
  readonly wallTime?: string | undefined
  /** Of the whole process, user and system. */
  readonly cpuTime?: string | undefined
}

export type BudgetName = keyof Budget

/** What a search has used: `Used`, and seconds of all sessions. */
export interface Usage extends Used {
  readonly wallSeconds: number
  readonly cpuSeconds: number
}

/** How much of one budget is used; seconds for times. */
export interface BudgetUse {
  readonly budget: BudgetName
  readonly used: number
  readonly limit: number
}

const USED_OF: Readonly<Record<BudgetName, (usage: Usage) => number>> = {
  candidates: (usage) => usage.candidates,
  evaluations: (usage) => usage.evaluations,
  epochs: (usage) => usage.epochs,
  sampleSteps: (usage) => usage.sampleSteps,
  wallTime: (usage) => usage.wallSeconds,
  cpuTime: (usage) => usage.cpuSeconds,
}

/** Every budget that is set, in the order of the schema. */
export function budgetUses(budget: Budget, usage: Usage): BudgetUse[] {
  return (Object.keys(USED_OF) as BudgetName[]).flatMap((name) => {
    const given = budget[name]
    if (given === undefined) return []
    const limit = typeof given === 'string' ? durationSeconds(given) : given
    return limit === undefined ? [] : [{ budget: name, used: USED_OF[name](usage), limit }]
  })
}

/** The first budget that is spent. */
export function spentBudget(budget: Budget, usage: Usage): BudgetUse | undefined {
  return budgetUses(budget, usage).find(({ used, limit }) => used >= limit)
}

/** Without what depends on the machine; undefined when nothing is left. */
export function deterministicBudget({ wallTime: _, cpuTime: __, ...rest }: Budget): Budget | undefined {
  return Object.values(rest).some((limit) => limit !== undefined) ? rest : undefined
}
