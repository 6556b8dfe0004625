import type { EncodedDataset } from '../data/dataset.js'
import { key } from '../kernel/numerics/random.js'
import { learningRule, startTraining } from '../learning/learning-rules.js'
import { dataCapacity, splitSamples } from '../learning/samples.js'
import type { Study } from '../search/study.js'
import { parameterCount } from '../topology/size.js'
import type { Topology } from '../topology/topology.js'
import { processorSeconds } from './processor-clock.js'

/** An epoch is timed again while it is this quick: the first ones run code that is not compiled yet. */
const QUICK_MS = 1000
const ROUNDS = 5

export interface TrainingTime {
  /** Of one epoch, and of the score at the end. */
  readonly epochSeconds: number
  readonly scoreSeconds: number
  readonly weights: number
  readonly bytes: number
}

/** How long topologies take to train, in the mean; each is trained for an epoch or a few. */
export function timedTrainings(study: Study, data: EncodedDataset, topologies: readonly Topology[]): TrainingTime {
  const times = topologies.map((topology) => timedTraining(study, data, topology))
  const mean = (part: (time: TrainingTime) => number) => times.reduce((sum, t) => sum + part(t), 0) / times.length
  return {
    epochSeconds: mean((t) => t.epochSeconds),
    scoreSeconds: mean((t) => t.scoreSeconds),
    weights: times[0].weights,
    bytes: times.reduce((most, { bytes }) => Math.max(most, bytes), 0),
  }
}

function timedTraining(study: Study, data: EncodedDataset, topology: Topology): TrainingTime {
  const { recipe, seed } = study
  const replicate = key(seed, 'replicate', 0)
  const trainOn = ['weights', 'alpha'] as const
  const training = startTraining({ topology, data, trainOn, recipe, epochs: ROUNDS, replicate })
  const timed = (work: () => unknown): number => {
    const began = processorSeconds()
    work()
    return processorSeconds() - began
  }
  try {
    let epochSeconds = timed(() => training.runEpoch())
    while (!training.done && epochSeconds * 1000 < QUICK_MS) {
      // The least disturbed one.
      epochSeconds = Math.min(
        epochSeconds,
        timed(() => training.runEpoch()),
      )
    }
    const hasSelection = splitSamples(data, ['selection']).length > 0
    const scoreSeconds = hasSelection ? timed(() => training.score('selection')) : 0
    const bytes = learningRule(recipe).bytesNeeded(topology, recipe, dataCapacity(data).steps)
    return { epochSeconds, scoreSeconds, weights: parameterCount(topology), bytes }
  } finally {
    training.dispose()
  }
}
