import { isBetter, type Metric } from '../evaluation/metric.js'
import { UsageError } from '../usage-error.js'
import type { Trial } from './comparison-result.js'

/** What was measured in a training: without a value where it failed. */
export type MeasuredTrial = Omit<Trial, 'value'> & { readonly value: number | null }

/**
 * A failed training counts as chance, and where there is no chance as the worst of all that were scored: so an arm cannot gain by
 * failing. Throws UsageError where there is neither.
 */
export function countFailures(
  trials: readonly MeasuredTrial[],
  metric: Metric & { readonly chance: number | null },
): Trial[] {
  const failed = metric.chance ?? worst(metric, trials)
  return trials.map((trial) => {
    const value = trial.value ?? failed
    if (value === undefined) {
      throw new UsageError(
        'no training of the comparison was scored, so there is nothing to compare: see motif candidates',
      )
    }
    return { ...trial, value }
  })
}

const worst = (metric: Metric, trials: readonly MeasuredTrial[]): number | undefined =>
  trials.reduce<number | undefined>(
    (least, { value }) => (value === null || (least !== undefined && isBetter(metric, value, least)) ? least : value),
    undefined,
  )
