import { mean, sampleStandardDeviation } from 'simple-statistics'

/** One line of the table: what is asked for, what was measured, whether it is met. */
export interface Row {
  readonly criterion: string
  readonly claim: string
  readonly expected: string
  readonly measured: string
  readonly met: boolean
  /** The band is provisional in the paper's file. */
  readonly provisional?: boolean
}

export const list = (values: readonly number[], digits = 2): string => values.map((x) => x.toFixed(digits)).join(' ')
export const within = (values: readonly number[], low: number, high: number): boolean =>
  values.every((x) => x >= low && x <= high)
export const variation = (values: readonly number[]): number => sampleStandardDeviation([...values]) / mean([...values])
