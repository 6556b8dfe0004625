import type { EncodedDataset, Split } from '../data/dataset.js'
import { cosSinTurn } from '../kernel/numerics/elementary.js'
import { key, permutation } from '../kernel/numerics/random.js'
import { planOffsets } from '../kernel/plan.js'
import { WasmKernel } from '../kernel/wasm-kernel.js'
import { fanOut } from '../topology/fan-out.js'
import { AdamW, type AdamWState, freshAdamWState } from './adamw.js'
import { type CompiledNetwork, compileTopology, expandWeights, pullBack } from './compiled-network.js'
import { DivergedError } from './diverged-error.js'
import { type EarlyStop, learntSplits } from './early-stopping.js'
import { fixedWeights } from './fixed-weights.js'
import type { GradientRecipe, OptimiserSettings } from './gradient-recipe.js'
import { initialParameters } from './initial-weights.js'
import { isBetter, isOver, type KeptNetwork } from './kept-network.js'
import type { EpochReport, RunningTraining, SplitScore, TrainingTask } from './learning-rule.js'
import { quantisedWeights } from './quantise.js'
import {
  emptyActivity,
  gainChange,
  type Intrinsic,
  measureSample,
  repair,
  repairStrength,
  startIntrinsic,
} from './repair.js'
import { samplesToScore, splitSamples, trainingCapacity } from './samples.js'
import { addSums, cutShards, emptySums, meansOf, runShard, type ShardSums, type ShardTask } from './shard.js'
import { numbersHash } from './trained-numbers.js'
import { weightTargets } from './weight-targets.js'

export { DivergedError } from './diverged-error.js'
export { dataCapacity, samplesToScore, splitSamples, trainingCapacity } from './samples.js'

/** Learning rate at a fraction of the training or search. */
export function scheduledRate(settings: OptimiserSettings, progress: number): number {
  if (settings.schedule === 'constant') return settings.rate
  return settings.rate * 0.5 * (1 + cosSinTurn(progress / 2)[0])
}

/** Synapses that the events of these samples travel over. */
function inputOperations(data: EncodedDataset, samples: ArrayLike<number>, fanOut: Float64Array): number {
  let operations = 0
  for (let i = 0; i < samples.length; i++) {
    const end = data.eventStart[samples[i] + 1]
    for (let e = data.eventStart[samples[i]]; e < end; e++) operations += fanOut[data.eventChannel[e]]
  }
  return operations
}

/** Everything a training depends on between two epochs. */
export interface TrainingState {
  readonly epoch: number
  readonly optimiser: AdamWState
  readonly intrinsic: Intrinsic
  readonly sampleSteps: number
  /** With a rule of early stopping. */
  readonly kept?: KeptNetwork | undefined
}

/** Trains one discrete topology from scratch by a gradient through time. */
export class Training implements RunningTraining {
  readonly #task: TrainingTask<GradientRecipe>
  readonly #network: CompiledNetwork
  readonly #kernel: WasmKernel
  readonly #optimiser: AdamW
  readonly #weights: Float32Array
  readonly #samples: Uint32Array
  readonly #hidden: number
  readonly #targets: Uint32Array
  readonly #shardGradient: Float32Array
  /** So many weights at the beginning are never changed. */
  readonly #fixed: number
  #intrinsic: Intrinsic
  #epoch = 0
  #step: number
  #sampleSteps: number
  #kept: KeptNetwork | undefined

  constructor(task: TrainingTask<GradientRecipe>, resumed?: TrainingState) {
    this.#task = task
    const { topology, recipe, data } = task
    this.#network = compileTopology(topology)
    const { plan, low, high } = this.#network
    this.#kernel = new WasmKernel(plan, recipe, trainingCapacity(data, recipe))
    this.#hidden = topology.layers.reduce((sum, layer) => sum + layer.neurons, 0)
    this.#targets = weightTargets(this.#network, this.#hidden)
    this.#samples = splitSamples(data, learntSplits(task.trainOn, recipe.earlyStopping))
    const initial = initialParameters(this.#network, recipe, task.replicate)
    const fresh = resumed?.optimiser ?? freshAdamWState(initial)
    this.#fixed = fixedWeights(plan, recipe)
    // Equal bounds hold a weight against weight decay too.
    low.set(initial.subarray(0, this.#fixed))
    high.set(initial.subarray(0, this.#fixed))
    this.#optimiser = new AdamW(recipe.optimiser, fresh, low, high)
    this.#intrinsic = resumed?.intrinsic ?? startIntrinsic(topology.neuron, planOffsets(plan).neurons)
    this.#epoch = resumed?.epoch ?? 0
    this.#step = fresh.step
    this.#sampleSteps = resumed?.sampleSteps ?? 0
    this.#kept = resumed?.kept
    this.#weights = new Float32Array(fresh.parameters.length)
    this.#shardGradient = new Float32Array(fresh.parameters.length)
    this.#reload()
    if (this.done) this.#useKept()
  }

  get epoch(): number {
    return this.#epoch
  }

  /** Samples times time steps that it went over so far: forward and backward count once, repair and scoring as well. */
  get sampleSteps(): number {
    return this.#sampleSteps
  }

  get done(): boolean {
    return this.#epoch >= this.#task.epochs || this.#patienceIsOver
  }

  get #patienceIsOver(): boolean {
    const { earlyStopping } = this.#task.recipe
    return earlyStopping !== undefined && this.#kept !== undefined && isOver(this.#epoch, this.#kept, earlyStopping)
  }

  /** How a training that is done came to its end; undefined without a rule of early stopping. */
  get stopping(): EarlyStop | undefined {
    if (this.#kept === undefined) return undefined
    return { bestEpoch: this.#kept.epoch, reason: this.#patienceIsOver ? 'patience' : 'epochs' }
  }

  /** One pass over the training samples in this epoch's order. Throws DivergedError. */
  runEpoch(): EpochReport {
    const { recipe, replicate } = this.#task
    const order = permutation(key(replicate, 'order', this.#epoch), this.#samples.length)
    const shuffled = Uint32Array.from(order, (i) => this.#samples[i])
    const sums = emptySums()
    let norm = 0
    let batches = 0
    const perEpoch = Math.ceil(shuffled.length / recipe.batch)
    for (let at = 0; at < shuffled.length; at += recipe.batch) {
      const batch = shuffled.subarray(at, at + recipe.batch)
      const progress = (this.#epoch + batches / perEpoch) / this.#task.epochs
      norm += this.#trainBatch(batch, sums, scheduledRate(recipe.optimiser, progress))
      batches++
      if (recipe.repair.every > 0 && this.#step % recipe.repair.every === 0) this.#repair(progress)
    }
    if (recipe.repair.every === 0) this.#repair(this.#epoch / this.#task.epochs)
    this.#epoch++
    this.#validate()
    return { epoch: this.#epoch, gradientNorm: norm / batches, ...meansOf(sums) }
  }

  /** With weights of the recipe's `weightBits`; training goes on with all of theirs. */
  score(split: Split): SplitScore {
    return this.scoreSamples(split).score
  }

  /** As `score`, and for each sample of the split, in order, whether its class was right. */
  scoreSamples(split: Split): { readonly score: SplitScore; readonly right: readonly boolean[] } {
    const right: boolean[] = []
    const { data, recipe, topology } = this.#task
    const samples = samplesToScore(data, split)
    const { inputs, neurons } = fanOut(topology)
    let operations = inputOperations(data, samples, inputs)
    if (recipe.weightBits !== undefined)
      this.#load(quantisedWeights(this.#network.plan, this.#weights, recipe.weightBits))
    const sums = this.#run(samples, {
      loss: recipe.loss,
      hidden: this.#hidden,
      backward: false,
      visit: (counts) => {
        for (let i = 0; i < neurons.length; i++) operations += counts[i] * neurons[i]
      },
      judge: (isRight) => right.push(isRight),
    })
    if (recipe.weightBits !== undefined) this.#load(this.#weights)
    const score = {
      ...meansOf(sums),
      spikesPerSample: sums.spikes / sums.samples,
      synapticOperations: operations / sums.samples,
    }
    return { score, right }
  }

  state(): TrainingState {
    return {
      epoch: this.#epoch,
      optimiser: this.#optimiser.state(),
      intrinsic: this.#intrinsic,
      sampleSteps: this.#sampleSteps,
      ...(this.#kept && { kept: this.#kept }),
    }
  }

  /** Weights (with signs, not rounded), R and tau, in plan order. */
  numbers(): { weights: Float32Array; resistance: Float32Array; tauMem: Float32Array } {
    const { resistance, tauMem } = this.#intrinsic
    return { weights: this.#weights.slice(), resistance, tauMem }
  }

  networkHash(): string {
    return numbersHash(this.numbers())
  }

  dispose(): void {
    this.#kernel.dispose()
    this.#optimiser.dispose()
  }

  #run(samples: Uint32Array, task: ShardTask): ShardSums {
    const sums = runShard(this.#kernel, this.#task.data, samples, task)
    this.#sampleSteps += sums.hiddenSteps / this.#hidden
    return sums
  }

  /** With a rule of early stopping: keeps this epoch's network if it is the best, and goes back to the best at the end. */
  #validate(): void {
    const { earlyStopping: rule } = this.#task.recipe
    if (rule === undefined) return
    const { loss } = this.score(rule.on)
    if (isBetter(loss, this.#kept, rule)) {
      this.#kept = {
        epoch: this.#epoch,
        loss: Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY,
        parameters: this.#optimiser.parameters.slice(),
        intrinsic: this.#intrinsic,
      }
    }
    if (this.done) this.#useKept()
  }

  #useKept(): void {
    if (this.#kept === undefined) return
    this.#intrinsic = this.#kept.intrinsic
    this.#reload(this.#kept.parameters)
  }

  #reload(parameters = this.#optimiser.parameters): void {
    expandWeights(this.#network, parameters, this.#weights)
    this.#load(this.#weights)
  }

  #load(weights: Float32Array): void {
    this.#kernel.load(weights, this.#intrinsic.resistance, this.#intrinsic.tauMem)
  }

  #trainBatch(batch: Uint32Array, sums: ShardSums, rate: number): number {
    const { recipe } = this.#task
    const gradient = this.#optimiser.gradient.fill(0)
    for (const part of cutShards(batch, recipe.shards)) {
      this.#kernel.clearGradient()
      const shard = this.#run(part, {
        loss: recipe.loss,
        hidden: this.#hidden,
        augmentation: { settings: recipe.augmentation, key: key(this.#task.replicate, 'dropout', this.#epoch) },
        backward: true,
      })
      addSums(sums, shard)
      pullBack(this.#network, this.#kernel.gradient, this.#shardGradient)
      for (let w = 0; w < gradient.length; w++) gradient[w] += this.#shardGradient[w]
    }
    gradient.fill(0, 0, this.#fixed)
    const norm = this.#optimiser.update(rate, batch.length)
    this.#step++
    if (!Number.isFinite(norm) || !Number.isFinite(sums.loss)) throw new DivergedError(this.#epoch, this.#step)
    this.#reload()
    return norm
  }

  /** Measures rates on training samples with everything frozen, then moves R and tau once. */
  #repair(progress: number): void {
    const { recipe, topology, replicate } = this.#task
    const strength = repairStrength(recipe.repair, progress)
    if (recipe.repair.rule === 'none' || strength === 0) return
    const order = permutation(key(replicate, 'repair', this.#step), this.#samples.length)
    const chosen = Uint32Array.from(order.subarray(0, recipe.repair.samples), (i) => this.#samples[i])
    const activity = emptyActivity(this.#hidden)
    this.#run(chosen, {
      loss: recipe.loss,
      hidden: this.#hidden,
      backward: false,
      visit: (counts, steps) => measureSample(activity, counts, steps, this.#intrinsic, topology.neuron, recipe.repair),
    })
    const after = repair(this.#intrinsic, activity, topology.neuron, recipe.repair, strength)
    this.#optimiser.rescaleMoments(this.#targets, gainChange(this.#intrinsic, after))
    this.#intrinsic = after
    this.#reload()
  }
}
