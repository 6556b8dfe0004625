import type { EncodedDataset, Split } from '../data/dataset.js'
import type { Key } from '../kernel/numerics/random.js'
import type { Topology } from '../topology/topology.js'
import type { EarlyStop } from './early-stopping.js'
import type { SamplePredictor } from './prediction.js'
import type { Recipe } from './recipe.js'
import type { TrainedNumbers, TrainedShape } from './trained-numbers.js'

/** What is to be learnt, by whichever rule. */
export interface TrainingTask<R extends Recipe = Recipe> {
  readonly topology: Topology
  readonly data: EncodedDataset
  readonly trainOn: readonly Split[]
  readonly recipe: R
  /** The budget. */
  readonly epochs: number
  /** key(study seed, 'replicate', replicate): weights, order and augmentation depend on it, never on the candidate. */
  readonly replicate: Key
}

/** Measured while an epoch was learnt. What a rule or a task does not know is NaN: accuracy where there are no classes. */
export interface EpochReport {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly firingRate: number
  readonly gradientNorm: number
}

/** Of a network with everything frozen. */
export interface SplitScore {
  readonly accuracy: number
  readonly loss: number
  readonly spikesPerSample: number
  readonly synapticOperations: number
  readonly firingRate: number
}

/** One training from scratch, an epoch at a time. */
export interface RunningTraining {
  readonly epoch: number
  /** Samples times time steps that it went over so far. */
  readonly sampleSteps: number
  readonly done: boolean
  /** How a training that is done came to its end; undefined without a rule of early stopping. */
  readonly stopping: EarlyStop | undefined
  /** Throws DivergedError. */
  runEpoch(): EpochReport
  /** Changes nothing that is learnt. Throws UsageError when the split has no samples. */
  score(split: Split): SplitScore
  /** As `score`, and for each sample in order whether its class was right; absent in rules that do not tell. */
  scoreSamples?(split: Split): { readonly score: SplitScore; readonly right: readonly boolean[] }
  /** Plain data that survives structured cloning; a training that is started from it goes on to the same bits. */
  state(): unknown
  numbers(): TrainedNumbers
  /** `numbersHash` of them. */
  networkHash(): string
  dispose(): void
}

/**
 * A way to learn weights. Pure in what it is given: equal tasks, equal bits, on any thread, resumed or not. Recipes are in
 * recipe.ts, which loads no kernel; what does the work is here and in learning-rules.ts.
 */
export interface LearningRule<R extends Recipe = Recipe> {
  /** `state`: of a training of the same task, to go on from. */
  start(task: TrainingTask<R>, state?: unknown): RunningTraining
  /** Rough upper estimate of what a training needs, for samples of `steps` steps; before anything is allocated. */
  bytesNeeded(topology: Topology, recipe: R, steps: number): number
  /** Mean spikes per neuron and step below and above which a network is labelled silent or saturated. */
  readonly usualRates: { readonly low: number; readonly high: number }
  /** How many numbers of which kind a trained network of this topology has, by name. */
  shapeOf(topology: Topology, recipe: R): TrainedShape
  /** A trained network at work; absent in rules whose targets are no classes. */
  predictor?(topology: Topology, recipe: R, numbers: TrainedNumbers): SamplePredictor
}
