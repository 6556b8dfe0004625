import type { Metric } from '../evaluation/metric.js'
import type { EpochMetrics } from '../evaluation/outcome.js'
import type { AnyNetwork } from '../learning/network-file.js'
import type { PatternOutput, PatternSpikes } from '../learning/super-spike/pattern-output.js'
import { topologyHash } from '../topology/canonical-form.js'

/** One training, as `motif train` tells of it. */
export interface Trained {
  readonly study: string
  readonly metric: Metric
  readonly network: AnyNetwork
  readonly epochs: readonly EpochMetrics[]
  readonly saved: string | undefined
  /** Where target and output are spike trains. */
  readonly pattern: PatternOutput | undefined
}

const EPOCH_TITLES = ['epoch', 'loss', 'accuracy', 'firingRate', 'gradientNorm'] as const

export function trainDocument({ study, metric, network, epochs, saved, pattern }: Trained): object {
  return {
    schema: 'motif-search/train/1',
    study,
    candidate: topologyHash(network.topology),
    ...{ seed: network.seed, replicate: network.replicate, networkHash: network.networkHash },
    ...{ metric: metric.name, score: network.score, saved: saved ?? null },
    epochs,
    pattern: pattern === undefined ? null : patternDocument(pattern),
  }
}

export const trainCsv = ({ epochs }: Trained) => ({
  titles: EPOCH_TITLES,
  rows: epochs.map((metrics) => EPOCH_TITLES.map((title) => metrics[title])),
})

/** Times in seconds, rates in Hz. */
function patternDocument({ steps, dt, outputs, target, output, hiddenRates }: PatternOutput): object {
  const seconds = (step: number): number => Number((step * dt).toFixed(6))
  const pairs = ({ step, channel }: PatternSpikes) => Array.from(step, (t, i) => [seconds(t), channel[i]])
  return { seconds: seconds(steps), outputs, target: pairs(target), output: pairs(output), hiddenRates }
}
