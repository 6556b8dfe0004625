import { describeData, fileInput, generateDataset, isGenerated } from '../data/catalogue.js'
import type { EncodedDataset } from '../data/dataset.js'
import { dataKey, evaluationId } from '../evaluation/evaluation-id.js'
import type { EpochMetrics } from '../evaluation/outcome.js'
import type { EvaluationItem } from '../evaluation/work-item.js'
import { NUMERICS_VERSION } from '../kernel/kernel.js'
import { key } from '../kernel/numerics/random.js'
import { startTraining } from '../learning/learning-rules.js'
import { type AnyNetwork, networkOf } from '../learning/network-file.js'
import { checkShape } from '../search/data-checks.js'
import type { Study } from '../search/study.js'
import { canonicalTopology } from '../topology/canonical-form.js'
import type { Topology } from '../topology/topology.js'
import { recordTestAccesses } from './record-test-accesses.js'
import { codeVersion } from './run-study.js'

export interface TrainOptions {
  readonly replicate: number
  /** The study's own number of epochs when left out. */
  readonly epochs: number
  /** Encoded file data; null where the task is generated. */
  readonly encoded: EncodedDataset | null
  readonly signal: AbortSignal
  /** Also score on the test split; the caller has written it down where there is a ledger. */
  readonly test: boolean
  readonly onEpoch?: (metrics: EpochMetrics) => void
}

const TRAIN_ON = ['weights', 'alpha'] as const

/**
 * Trains one topology as an evaluation of the same candidate and replicate does: the same canonical form, seeds and
 * data, so the network is the same to the last bit. Undefined when it was stopped. Throws DivergedError.
 */
export async function trainTopology(
  study: Study,
  topology: Topology,
  options: TrainOptions,
): Promise<AnyNetwork | undefined> {
  const described = describeData(study.data)
  checkShape(topology, described, 'the topology')
  const { replicate, epochs } = options
  const candidate = canonicalTopology(topology).topology
  const data = trainingData(study, options)
  const training = startTraining({
    topology: candidate,
    data,
    trainOn: TRAIN_ON,
    recipe: study.recipe,
    epochs,
    replicate: key(study.seed, 'replicate', replicate),
  })
  try {
    while (!training.done) {
      if (options.signal.aborted) return undefined
      const metrics = training.runEpoch()
      options.onEpoch?.(metrics)
      // Lets signals and output through between epochs.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const facts = {
      topology: candidate,
      data: study.data,
      input: fileInput(study.data),
      classNames: described.classNames,
      score: { selection: training.score('selection'), ...(options.test && { test: training.score('test') }) },
      seed: study.seed,
      replicate,
      codeVersion: codeVersion(),
      numericsVersion: NUMERICS_VERSION,
      networkHash: training.networkHash(),
    }
    return networkOf(facts, study.recipe, training.numbers())
  } finally {
    training.dispose()
  }
}

/** The data of one replicate: a generated task's own draw, or the files that all replicates share. */
export function trainingData(
  { data, seed }: Study,
  { replicate, encoded }: Pick<TrainOptions, 'replicate' | 'encoded'>,
): EncodedDataset {
  return isGenerated(data) ? generateDataset(data, { seed, replicate }) : requireEncoded(encoded)
}

/** Writes into a run's ledger that its test split is about to be touched by `train --test`. */
export function recordTrainTestAccess(
  folder: string,
  study: Study,
  topology: Topology,
  { replicate, epochs, encoded }: Pick<TrainOptions, 'replicate' | 'epochs' | 'encoded'>,
): void {
  const item: EvaluationItem = {
    kind: 'evaluation',
    candidate: canonicalTopology(topology).topology,
    replicate,
    epochs,
    scoreOn: 'test',
    trainOn: TRAIN_ON,
    override: {},
  }
  const id = evaluationId(item, study, dataKey(study.data, {}, encoded?.key ?? null))
  recordTestAccesses(folder, [id], 'train --test')
}

function requireEncoded(encoded: EncodedDataset | null): EncodedDataset {
  if (encoded === null) throw new Error('a file data set was not handed to the training')
  return encoded
}
