import type { EncodedDataset } from '../data/dataset.js'
import { key } from '../kernel/numerics/random.js'
import { shareFloats } from '../kernel/shared-floats.js'
import type { WasmKernel } from '../kernel/wasm-kernel.js'
import { DivergedError } from '../learning/diverged-error.js'
import { gradientRecipe } from '../learning/gradient-recipe.js'
import type { LearningRule, RunningTraining } from '../learning/learning-rule.js'
import { learningRule, startTraining } from '../learning/learning-rules.js'
import { emptyActivity, measureSample } from '../learning/repair.js'
import { samplesToScore, splitSamples, trainingCapacity } from '../learning/samples.js'
import { runShard } from '../learning/shard.js'
import { wiredInput } from '../self-organization/wired-input.js'
import type { WorkContext } from './context.js'
import type { EpochMetrics, Outcome, ScoreLabel } from './outcome.js'
import { rightText } from './right-samples.js'
import { ShardKernels } from './shard-kernels.js'
import { WorkData } from './work-data.js'
import type {
  ActivityItem,
  ActivityResult,
  EvaluationItem,
  EvaluationResult,
  GradientItem,
  GradientResult,
  SupernetShard,
  WorkItem,
  WorkResult,
} from './work-item.js'

/** What an evaluation tells while it runs. */
export interface EvaluationProgress {
  readonly epochs: readonly EpochMetrics[]
  readonly of: number
}

/** Everything an evaluation depends on after some of its epochs. */
export interface EvaluationState {
  /** Of the rule's own shape. */
  readonly training: unknown
  readonly epochs: readonly EpochMetrics[]
}

export interface ItemHooks {
  /** Called after every epoch; the state is built only when asked for. */
  readonly onEpoch?: (progress: EvaluationProgress, state: () => EvaluationState) => void
  readonly resumed?: EvaluationState | undefined
}

/** What a step costs without its input, in input events; a rough figure will do. */
const STEP_COST = 20

/** Does work items in the calling thread, one at a time. */
export class ItemRunner {
  readonly #context: WorkContext
  readonly #data: WorkData
  readonly #kernels: ShardKernels

  /** `kernels`: what runners of one thread share. */
  constructor(context: WorkContext, kernels = new ShardKernels()) {
    this.#context = context
    this.#kernels = kernels
    this.#data = new WorkData(context)
  }

  run(item: WorkItem, hooks: ItemHooks = {}): WorkResult {
    switch (item.kind) {
      case 'evaluation':
        return this.#evaluate(item, hooks)
      case 'gradient':
        return this.#gradient(item)
      case 'activity':
        return this.#activity(item)
      case 'wiring':
        return { kind: 'wiring', input: wiredInput(item.settings, item.neurons, item.inputs, item.key) }
    }
  }

  #evaluate(item: EvaluationItem, hooks: ItemHooks): EvaluationResult {
    const { seed, recipe } = this.#context
    const data = this.#data.dataset(item.replicate, item.override)
    // Before the training, not after it.
    samplesToScore(data, item.scoreOn)
    const training = startTraining(
      {
        topology: item.candidate,
        data,
        trainOn: item.trainOn,
        recipe,
        epochs: item.epochs,
        replicate: key(seed, 'replicate', item.replicate),
      },
      hooks.resumed?.training,
    )
    const epochs: EpochMetrics[] = [...(hooks.resumed?.epochs ?? [])]
    try {
      while (!training.done) {
        epochs.push(training.runEpoch())
        hooks.onEpoch?.({ epochs, of: item.epochs }, () => ({ training: training.state(), epochs: [...epochs] }))
      }
      return { kind: 'evaluation', outcome: scored(training, item, epochs, learningRule(recipe).usualRates) }
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error
      const { epoch, step } = error
      return {
        kind: 'evaluation',
        outcome: { state: 'diverged', epoch, step, epochs, sampleSteps: training.sampleSteps },
      }
    } finally {
      training.dispose()
    }
  }

  #gradient(item: GradientItem): GradientResult {
    const { kernel, data, samples } = this.#prepare(item)
    kernel.clearGradient()
    const sums = runShard(kernel, data, samples, {
      loss: item.loss,
      hidden: item.hidden,
      ...(item.augmentation && {
        augmentation: { settings: item.augmentation, key: key(this.#context.seed, 'supernet-dropout', item.draw) },
      }),
      backward: true,
    })
    return { kind: 'gradient', gradient: shareFloats(kernel.gradient), sums }
  }

  #activity(item: ActivityItem): ActivityResult {
    const { kernel, data, samples } = this.#prepare(item)
    const activity = emptyActivity(item.hidden)
    const sums = runShard(kernel, data, samples, {
      loss: item.loss,
      hidden: item.hidden,
      backward: false,
      visit: (counts, steps) => measureSample(activity, counts, steps, item, item.neuron, item.repair),
    })
    return { kind: 'activity', activity, sums }
  }

  #prepare(item: SupernetShard): { kernel: WasmKernel; data: EncodedDataset; samples: Uint32Array } {
    const data = this.#data.dataset(0, item.override)
    const inSplit = splitSamples(data, [item.split])
    const kernel = this.#kernels.loaded(
      item,
      trainingCapacity(data, gradientRecipe(this.#context.recipe, 'a supernet')),
    )
    return { kernel, data, samples: samplesAt(inSplit, item) }
  }

  /**
   * Positions of shards, dearest first: threads that take them in this order end at nearly the same time. Equal on
   * every thread.
   */
  dearestFirst(shards: readonly SupernetShard[]): number[] {
    const costs = shards.map((shard) => {
      const data = this.#data.dataset(0, shard.override)
      const samples = samplesAt(splitSamples(data, [shard.split]), shard)
      return samples.reduce(
        (sum, i) => sum + data.eventStart[i + 1] - data.eventStart[i] + STEP_COST * data.steps[i],
        0,
      )
    })
    return shards.map((_, index) => index).sort((a, b) => costs[b] - costs[a] || a - b)
  }
}

/** Positions within a split as samples of the data set; any other number would be a sample of another split. */
function samplesAt(inSplit: Uint32Array, { samples, split }: SupernetShard): Uint32Array {
  return samples.map((position) => {
    if (position < inSplit.length) return inSplit[position]
    throw new RangeError(`the ${split} split has ${inSplit.length} samples, so none at position ${position}`)
  })
}

function scored(
  training: RunningTraining,
  item: EvaluationItem,
  epochs: readonly EpochMetrics[],
  { low, high }: LearningRule['usualRates'],
): Outcome {
  const { score, right } = training.scoreSamples?.(item.scoreOn) ?? { score: training.score(item.scoreOn), right: [] }
  const labels: ScoreLabel[] = []
  if (score.firingRate < low) labels.push('silent')
  if (score.firingRate > high) labels.push('saturated')
  const { sampleSteps, stopping } = training
  const networkHash = training.networkHash()
  const items = item.scoreOn === 'test' && right.length > 0 && { right: rightText(right) }
  return { state: 'scored', score, labels, epochs, networkHash, sampleSteps, ...items, ...(stopping && { stopping }) }
}
