/**
 * HRMAS: hybrid risk-mitigating architectural search. W. Zhang, H. Geng, P. Li, "Composing recurrent spiking neural
 * networks using locally-recurrent motifs and risk-mitigating architectural optimization", Front. Neurosci. 18 (2024).
 *
 * An iteration is an architecture step (alpha on its own data, then the weights on theirs) and a repair phase, in
 * which intrinsic plasticity adapts R and tau of every neuron with weights and alpha frozen. At the end the most
 * probable topology is trained from scratch and scored.
 */
import { z } from 'zod'
import {
  type Activity,
  type ActivityItem,
  AdamW,
  type AdamWState,
  type AlphaAdamState,
  addActivity,
  addSums,
  alphaAdamStep,
  alphaGradient,
  alphaMetrics,
  checkRepair,
  createSupernet,
  cutShards,
  decodeState,
  discretise,
  emptyActivity,
  emptySums,
  encodeState,
  freshAdamWState,
  freshAlphaAdam,
  type GradientItem,
  gainChange,
  type Intrinsic,
  initialAlpha,
  initialSupernetParameters,
  key,
  parseSettings,
  permutation,
  probabilities,
  repair,
  repairMetrics,
  repairSchema,
  repairStrength,
  type ShardSums,
  type StepLog,
  type Strategy,
  type StrategyContext,
  type Supernet,
  scheduledRate,
  sharedFloats,
  startIntrinsic,
  supernetParameterGradient,
  supernetWeights,
  type Topology,
  UsageError,
  type WorkItem,
  type WorkResult,
} from '../src/index.js'

const fraction = z.number().min(0).max(1)

const settingsSchema = z.strictObject({
  alpha: z
    .strictObject({
      rate: z.number().nonnegative().default(0.003),
      beta1: fraction.default(0.5),
      beta2: fraction.default(0.999),
      weightDecay: z.number().nonnegative().default(1e-3),
      /** Weight of the mean probability of being present. */
      sparsity: z.number().nonnegative().default(0),
      /** Alpha rests for this share of the iterations ... */
      warmup: fraction.default(0.1),
      /** ... and until the supernet's running training accuracy reaches this, at the latest until `latest`. */
      startAccuracy: fraction.default(0),
      latest: fraction.default(0.5),
    })
    .prefault({}),
  /** Makes a generated task harder while the supernet learns: a setting of the data goes from `from` to its value. */
  curriculum: z
    .strictObject({
      setting: z.string(),
      from: z.number(),
      /** Share of the iterations after which the full difficulty is reached. */
      over: fraction.default(0.7),
      stages: z.int().positive().default(8),
    })
    .optional(),
  /** The repair phase of the search; the recipe has its own for trainings from scratch. */
  repair: repairSchema.prefault({}),
  /** Iterations between repair phases. */
  repairEvery: z.int().positive().default(1),
  /** Trainings from scratch by which the found topology is judged. */
  judgements: z.int().positive().default(1),
})
type Settings = z.infer<typeof settingsSchema>

type Phase = 'architecture' | 'weights' | 'repair' | 'judge' | 'done'

/** What is stored: everything that changes. */
interface Progress {
  readonly phase: Phase
  readonly iteration: number
  readonly optimiser: AdamWState
  readonly alpha: AlphaAdamState
  readonly intrinsic: Intrinsic
  /** Running mean of the training accuracy (decay 0.95). */
  readonly accuracy: number
  readonly alphaMoves: boolean
  readonly judged: boolean
  readonly latest: Readonly<Record<string, number>>
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
  readonly net: Supernet
  readonly planKey: string
}

function withSupernet(context: StrategyContext, settings: Settings, progress: Progress | undefined): State {
  const net = createSupernet(context.space)
  checkRepair(settings.repair, context.space.neuron, 'strategy.repair')
  const { curriculum } = settings
  if (curriculum && !Object.hasOwn(context.task, curriculum.setting)) {
    throw new UsageError(
      `strategy.curriculum.setting must be a numeric setting of the data (${Object.keys(context.task).join(', ') || 'none'}), ` +
        `but got "${curriculum.setting}"`,
    )
  }
  if (settings.alpha.rate > 0 && context.samples.alpha === 0) {
    throw new UsageError('strategy hrmas needs samples in the alpha split, but the data has none; or set alpha.rate 0')
  }
  const planKey = `supernet ${JSON.stringify([context.space, context.recipe.rule, context.recipe.surrogate, context.recipe.reset])}`
  return { ...(progress ?? freshProgress(net, context)), context, settings, net, planKey }
}

function freshProgress(net: Supernet, { recipe, seed, space }: StrategyContext): Progress {
  const neurons = net.plan.layers.reduce((sum, layer) => sum + layer.neurons, 0)
  return {
    phase: 'weights',
    iteration: 0,
    optimiser: freshAdamWState(initialSupernetParameters(net, recipe, key(seed, 'replicate', 0))),
    alpha: freshAlphaAdam(initialAlpha(net, key(seed, 'alpha'))),
    intrinsic: startIntrinsic(space.neuron, neurons),
    accuracy: 0,
    alphaMoves: false,
    judged: false,
    latest: {},
  }
}

/** Whether alpha moves in this iteration; once started it does not stop. */
function alphaStarts(state: State, iteration: number): boolean {
  const { rate, warmup, startAccuracy, latest } = state.settings.alpha
  if (rate === 0) return false
  const progress = iteration / state.context.iterations
  if (state.alphaMoves || progress >= Math.max(warmup, latest)) return true
  return progress >= warmup && state.accuracy >= startAccuracy
}

function startIteration(state: State, iteration: number): State {
  if (iteration >= state.context.total) return { ...state, iteration, phase: 'judge' }
  const alphaMoves = alphaStarts(state, iteration)
  return { ...state, iteration, alphaMoves, phase: alphaMoves ? 'architecture' : 'weights' }
}

function nextIteration(state: State): State {
  return startIteration(state, state.iteration + 1)
}

/** Share of the schedule that is over; stays at 1 in added iterations. */
function scheduleProgress({ iteration, context }: State): number {
  return Math.min(1, iteration / context.iterations)
}

/** Settings of the data in this iteration: the curriculum's stage. */
function stage(state: State): Record<string, number> {
  const { curriculum } = state.settings
  if (!curriculum) return {}
  const to = state.context.task[curriculum.setting]
  const done = curriculum.over === 0 ? 1 : Math.min(1, scheduleProgress(state) / curriculum.over)
  const step = Math.floor(done * curriculum.stages) / curriculum.stages
  if (step === 1) return { [curriculum.setting]: to }
  const between = curriculum.from + (to - curriculum.from) * step
  const isWhole = Number.isInteger(curriculum.from) && Number.isInteger(to)
  return { [curriculum.setting]: isWhole ? Math.round(between) : between }
}

/** Positions of this iteration's batch: every sample of the split once before any comes twice. */
function batch(state: State, split: 'weights' | 'alpha', size: number): Uint32Array {
  const n = state.context.samples[split]
  const length = Math.min(size, n)
  const perEpoch = Math.floor(n / length)
  const epoch = Math.floor(state.iteration / perEpoch)
  const at = (state.iteration % perEpoch) * length
  return permutation(key(state.context.seed, 'supernet-order', split, epoch), n).slice(at, at + length)
}

function shardItems(state: State): readonly (GradientItem | ActivityItem)[] {
  const { context, net, settings } = state
  const { recipe } = context
  const weights = sharedFloats(net.plan.layers.length === 0 ? 0 : weightCount(net))
  supernetWeights(net, state.optimiser.parameters, probabilities(net, state.alpha.alpha), weights)
  const common = {
    plan: net.plan,
    planKey: state.planKey,
    rule: { rule: recipe.rule, surrogate: recipe.surrogate, reset: recipe.reset },
    weights,
    ...state.intrinsic,
    hidden: net.hidden,
    override: stage(state),
    loss: recipe.loss,
  }
  if (state.phase === 'repair') {
    const samples = batch(state, 'weights', settings.repair.samples)
    return cutShards(samples, recipe.shards).map((part): ActivityItem => {
      return {
        ...common,
        kind: 'activity',
        split: 'weights',
        samples: part,
        neuron: context.space.neuron,
        repair: settings.repair,
      }
    })
  }
  const split = state.phase === 'architecture' ? 'alpha' : 'weights'
  return cutShards(batch(state, split, recipe.batch), recipe.shards).map((part): GradientItem => {
    const eventDropout = split === 'weights' ? recipe.augmentation.eventDropout : 0
    return { ...common, kind: 'gradient', split, samples: part, eventDropout, draw: state.iteration }
  })
}

function weightCount(net: Supernet): number {
  let last = 0
  for (const part of net.plain) last = Math.max(last, part.weight + part.length)
  for (const layer of net.layers) {
    for (const option of layer.options) for (const g of option.groups) last = Math.max(last, g.weight + g.length)
  }
  return last
}

/** Sums of the shards, in the order in which they were cut; `finite` unless backpropagation overflowed. */
function sumGradients(results: readonly WorkResult[]): { gradient: Float32Array; sums: ShardSums; finite: boolean } {
  const sums = emptySums()
  let gradient = new Float32Array(0)
  for (const result of results) {
    if (result.kind !== 'gradient') throw new Error(`hrmas asked for gradients, but was told of ${result.kind}`)
    addSums(sums, result.sums)
    if (gradient.length === 0) gradient = new Float32Array(result.gradient.length)
    for (let w = 0; w < gradient.length; w++) gradient[w] += result.gradient[w]
  }
  return { gradient, sums, finite: Number.isFinite(sums.loss) && gradient.every(Number.isFinite) }
}

function sumActivity(net: Supernet, results: readonly WorkResult[]): Activity {
  const activity = emptyActivity(net.hidden)
  for (const result of results) {
    if (result.kind !== 'activity') throw new Error(`hrmas asked for activity, but was told of ${result.kind}`)
    addActivity(activity, result.activity)
  }
  return activity
}

function means(sums: ShardSums): { loss: number; accuracy: number; rate: number } {
  return {
    loss: sums.loss / sums.samples,
    accuracy: sums.correct / sums.samples,
    rate: sums.hiddenSpikes / sums.hiddenSteps,
  }
}

type Told = { state: State; log: StepLog }

function told(state: State, name: string, metrics: Readonly<Record<string, number>>): Told {
  const shown = { ...state.latest, ...metrics }
  return { state: { ...state, latest: shown }, log: { phases: [{ name, metrics }], candidates: [] } }
}

/** A step whose gradient is not finite: logged, and nothing moves by it. */
function skipped(state: State, name: string): Told {
  return { state, log: { phases: [{ name, metrics: { skipped: 1 } }], candidates: [] } }
}

/** Step 1a: alpha on its own data (first order: the weights are taken as they are). */
function architectureStep(state: State, results: readonly WorkResult[]): Told {
  const { net, settings } = state
  const { gradient, sums, finite } = sumGradients(results)
  if (!finite) return skipped({ ...state, phase: 'weights' }, 'architecture')
  const chances = probabilities(net, state.alpha.alpha)
  const total = alphaGradient(net, gradient, state.optimiser.parameters, chances)
  let squares = 0
  for (let i = 0; i < total.length; i++) {
    total[i] /= sums.samples
    squares += total[i] * total[i]
  }
  const { sparsity } = settings.alpha
  if (sparsity > 0) {
    const pull = alphaGradient(net, new Float32Array(gradient.length), state.optimiser.parameters, chances, sparsity)
    for (let i = 0; i < total.length; i++) total[i] += pull[i]
  }
  const alpha = alphaAdamStep(state.alpha, total, settings.alpha)
  const next: State = { ...state, alpha, phase: 'weights' }
  const start = probabilities(net, initialAlpha(net, key(state.context.seed, 'alpha')))
  const moved = alphaMetrics(net, probabilities(net, alpha.alpha), start)
  return told(next, 'architecture', { ...means(sums), alphaGradient: Math.sqrt(squares), ...moved })
}

/** Step 1b: the weights. */
function weightStep(state: State, results: readonly WorkResult[]): Told {
  const { net, context } = state
  const { gradient, sums, finite } = sumGradients(results)
  if (!finite) return skipped(afterWeights(state), 'weights')
  const optimiser = new AdamW(context.recipe.optimiser, state.optimiser, net.low, net.high)
  supernetParameterGradient(net, gradient, probabilities(net, state.alpha.alpha), optimiser.gradient)
  const rate = scheduledRate(context.recipe.optimiser, scheduleProgress(state))
  const gradientNorm = optimiser.update(rate, sums.samples)
  const measured = means(sums)
  const accuracy = state.iteration === 0 ? measured.accuracy : 0.95 * state.accuracy + 0.05 * measured.accuracy
  const learnt: State = { ...state, optimiser: optimiser.state(), accuracy }
  optimiser.dispose()
  return told(afterWeights(learnt), 'weights', { ...measured, gradientNorm, learningRate: rate, ...stage(state) })
}

/** The repair phase, where one is due, or the next iteration. */
function afterWeights(state: State): State {
  const { settings } = state
  const repairs =
    settings.repair.rule !== 'none' &&
    state.iteration % settings.repairEvery === 0 &&
    repairStrength(settings.repair, scheduleProgress(state)) > 0
  return repairs ? { ...state, phase: 'repair' } : nextIteration(state)
}

/** Step 2: R and tau of every SC-ML neuron, with alpha and weights frozen. */
function repairPhase(state: State, results: readonly WorkResult[]): Told {
  const { net, context, settings } = state
  const activity = sumActivity(net, results)
  const strength = repairStrength(settings.repair, scheduleProgress(state))
  const { neuron } = context.space
  const intrinsic = repair(state.intrinsic, activity, neuron, settings.repair, strength)
  const optimiser = new AdamW(context.recipe.optimiser, state.optimiser, net.low, net.high)
  optimiser.rescaleMoments(net.targets, gainChange(state.intrinsic, intrinsic))
  const repaired: State = { ...state, intrinsic, optimiser: optimiser.state() }
  optimiser.dispose()
  return told(nextIteration(repaired), 'repair', repairMetrics(activity, intrinsic, neuron, settings.repair))
}

function judge(state: State, results: readonly WorkResult[]): Told {
  const scores = results.flatMap((result) =>
    result.kind === 'evaluation' && result.outcome.state === 'scored' ? [result.outcome.score.accuracy] : [],
  )
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length
  const metrics: Record<string, number> = scores.length > 0 ? { selectionAccuracy: mean } : {}
  const done = told({ ...state, phase: 'done', judged: scores.length > 0 }, 'judge', metrics)
  return { ...done, log: { ...done.log, candidates: [{ topology: found(state), role: 'discovered' }] } }
}

function found(state: State): Topology {
  return discretise(state.net, probabilities(state.net, state.alpha.alpha))
}

function judgeItems(state: State): WorkItem[] {
  const candidate = found(state)
  return Array.from({ length: state.settings.judgements }, (_, replicate) => ({
    kind: 'evaluation',
    candidate,
    replicate,
    epochs: state.context.recipe.epochs,
    scoreOn: 'selection',
    trainOn: ['weights', 'alpha'],
    override: {},
  }))
}

export const hrmas: Strategy<Settings, State> = {
  name: 'hrmas',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => startIteration(withSupernet(context, settings, undefined), 0),

  ask(state) {
    if (state.phase === 'done') return []
    return state.phase === 'judge' ? judgeItems(state) : shardItems(state)
  },

  tell(state, results) {
    switch (state.phase) {
      case 'architecture':
        return architectureStep(state, results)
      case 'weights':
        return weightStep(state, results)
      case 'repair':
        return repairPhase(state, results)
      default:
        return judge(state, results)
    }
  },

  progress(state) {
    const fraction = state.phase === 'done' ? 1 : (0.98 * state.iteration) / state.context.total
    return { phase: state.phase, fraction, metrics: { iteration: state.iteration, ...state.latest } }
  },

  best: (state) => (state.judged ? found(state) : undefined),

  encode({ context: _, settings: __, net: ___, planKey: ____, ...progress }) {
    return encodeState(progress)
  },

  decode(bytes, context, settings) {
    const state = withSupernet(context, settings, decodeState<Progress>(bytes))
    // More iterations were asked for since the search ended.
    if ((state.phase === 'done' || state.phase === 'judge') && state.iteration < context.total) {
      return startIteration({ ...state, judged: false }, state.iteration)
    }
    return state
  },
}
