import type { Score } from './outcome.js'

/** What trainings of a task are judged by. */
export interface Metric {
  readonly name: MetricName
  readonly better: 'higher' | 'lower'
}

/** `loss`: what the rule makes small; of spike trains their van Rossum cost. */
export const METRIC_NAMES = ['accuracy', 'loss'] as const
export type MetricName = (typeof METRIC_NAMES)[number]

const METRICS: Readonly<Record<MetricName, Metric>> = {
  accuracy: { name: 'accuracy', better: 'higher' },
  loss: { name: 'loss', better: 'lower' },
}

/** That of a study, or of a run's stored one: accuracy where it names none, as all did that were made before there was a choice. */
export const metricOf = ({ metric = 'accuracy' }: { readonly metric?: MetricName | undefined }): Metric =>
  METRICS[metric]

/** A value such that more is better: what a search maximises. Its own inverse. */
export const meritOf = ({ better }: Metric, value: number): number => (better === 'higher' ? value : -value)

export const isBetter = (metric: Metric, a: number, b: number): boolean => meritOf(metric, a) > meritOf(metric, b)

export const scoreBy = (metric: Metric, score: Pick<Score, MetricName>): number => score[metric.name]
