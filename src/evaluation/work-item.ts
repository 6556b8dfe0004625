import type { Split } from '../data/dataset.js'
import type { GradientRule } from '../kernel/kernel.js'
import type { Key } from '../kernel/numerics/random.js'
import type { NetworkPlan } from '../kernel/plan.js'
import type { Augmentation } from '../learning/augmentation.js'
import type { LossSettings, RepairSettings } from '../learning/gradient-recipe.js'
import type { Activity } from '../learning/repair.js'
import type { ShardSums } from '../learning/shard.js'
import type { WiringSettings } from '../self-organization/wired-input.js'
import type { InputProjection, NeuronModel, Topology } from '../topology/topology.js'
import type { Outcome } from './outcome.js'

/** Train a candidate from scratch and score it. Content-addressed: equal items have equal outcomes. */
export interface EvaluationItem {
  readonly kind: 'evaluation'
  readonly candidate: Topology
  /** Independent repetition: fresh weights, fresh data order and, for generated tasks, fresh data. */
  readonly replicate: number
  /** Budget in epochs. */
  readonly epochs: number
  /** Where the trained network is scored; `test` is refused inside a search. */
  readonly scoreOn: Extract<Split, 'selection' | 'test'>
  /** Parts it is trained on; selection only where nothing is chosen by it any more. */
  readonly trainOn: readonly Exclude<Split, 'test'>[]
  /** Settings of a generated task to replace: another difficulty. */
  readonly override: Readonly<Record<string, number>>
}

/** Run a network with given numbers on some training samples. */
interface ShardItem {
  readonly plan: NetworkPlan
  /** Equal keys mean equal plans and rules: a thread keeps the kernel it has built. */
  readonly planKey: string
  readonly rule: GradientRule
  /** [weights], [neurons], [neurons]; on shared memory, so that handing them over costs nothing. Never changed. */
  readonly weights: Float32Array
  readonly resistance: Float32Array
  readonly tauMem: Float32Array
  /** Neurons of the recurrent layers. */
  readonly hidden: number
  readonly split: Extract<Split, 'weights' | 'alpha' | 'selection'>
  /** Positions within the split. */
  readonly samples: Uint32Array
  /** Settings of the data set to replace: a curriculum's stage. */
  readonly override: Readonly<Record<string, number>>
  readonly loss: LossSettings
}

/** The gradient of the loss with respect to all weights, summed over the samples. */
export interface GradientItem extends ShardItem {
  readonly kind: 'gradient'
  /** Selection is never learnt from. */
  readonly split: Extract<Split, 'weights' | 'alpha'>
  /** Absent: the samples as they are. */
  readonly augmentation?: Augmentation | undefined
  /** Seeds the augmentation. */
  readonly draw: number
}

/** Firing rates and SpiKL-IP's relative changes, summed over the samples. Nothing is changed. */
export interface ActivityItem extends ShardItem {
  readonly kind: 'activity'
  readonly neuron: NeuronModel
  readonly repair: RepairSettings
}

export type SupernetShard = GradientItem | ActivityItem

/** Wire the inputs of a layer by waves. */
export interface WiringItem {
  readonly kind: 'wiring'
  readonly settings: WiringSettings
  readonly neurons: number
  readonly inputs: number
  /** Seeds the waves. */
  readonly key: Key
}

export type WorkItem = EvaluationItem | SupernetShard | WiringItem

export interface EvaluationResult {
  readonly kind: 'evaluation'
  readonly outcome: Outcome
}

export interface GradientResult {
  readonly kind: 'gradient'
  /** [weights], on shared memory: it comes from its thread without a copy. */
  readonly gradient: Float32Array
  readonly sums: ShardSums
}

export interface ActivityResult {
  readonly kind: 'activity'
  readonly activity: Activity
  readonly sums: ShardSums
}

export interface WiringResult {
  readonly kind: 'wiring'
  readonly input: InputProjection
}

export type WorkResult = EvaluationResult | GradientResult | ActivityResult | WiringResult
