import type { Limits } from './limits.js'
import type { Report } from './table.js'
import type { Budget } from './timing.js'

/** What every section of the bench is given. */
export interface BenchContext {
  readonly limits: Limits
  readonly budget: Budget
  readonly quick: boolean
  /** Where a user is told what is going on. */
  readonly say: (text: string) => void
}

/** A part of the bench: its tables, and the same for machines. */
export interface SectionResult {
  readonly report: Report
  readonly data: unknown
}

export type Section = (context: BenchContext) => Promise<SectionResult>
