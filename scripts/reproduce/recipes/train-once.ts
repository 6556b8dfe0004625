import { isGenerated, resolveDataset } from '../../../src/data/catalogue.js'
import type { ThreadPool } from '../../../src/evaluation/thread-evaluator.js'
import type { EvaluationItem } from '../../../src/evaluation/work-item.js'
import type { Study } from '../../../src/search/study.js'
import type { Topology } from '../../../src/topology/topology.js'

/** One training from scratch, on weights and alpha where nothing else is said. A failed one counts as chance. */
export interface Score {
  readonly accuracy: number
  readonly firingRate: number
  /** In the last epoch, on augmented samples. */
  readonly trainingAccuracy: number
  readonly spikesPerSample: number
  readonly failed: boolean
}

export async function trainOnce(
  { seed, data, recipe }: Study,
  candidate: Topology,
  replicate: number,
  scoreOn: 'selection' | 'test',
  pool: ThreadPool,
  trainOn: EvaluationItem['trainOn'] = ['weights', 'alpha'],
): Promise<Score> {
  if (isGenerated(data)) throw new Error(`${data.source} has no files`)
  const dataDir = process.env.MOTIF_DATA ?? '../shared/data'
  const encoded = await resolveDataset(data, { seed, replicate, dataDir, threads: pool.threads })
  const evaluator = pool.evaluator({ seed, data, recipe, encoded: encoded.buffer })
  const { epochs } = recipe
  const item: EvaluationItem = { kind: 'evaluation', candidate, replicate, epochs, scoreOn, trainOn, override: {} }
  try {
    for await (const { result } of evaluator.evaluate([item])) {
      if (result.kind !== 'evaluation') continue
      const { outcome } = result
      if (outcome.state !== 'scored') {
        const chance = 1 / candidate.readout.classes
        return { accuracy: chance, firingRate: 0, trainingAccuracy: chance, spikesPerSample: 0, failed: true }
      }
      const { accuracy, firingRate, spikesPerSample } = outcome.score
      const trainingAccuracy = outcome.epochs.at(-1)?.accuracy ?? 0
      return { accuracy, firingRate, trainingAccuracy, spikesPerSample, failed: false }
    }
    throw new Error('an evaluation came back without a result')
  } finally {
    await evaluator.close()
  }
}
