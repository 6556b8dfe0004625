/**
 * HRMAS: hybrid risk-mitigating architectural search. W. Zhang, H. Geng, P. Li, "Composing recurrent spiking neural
 * networks using locally-recurrent motifs and risk-mitigating architectural optimization", Front. Neurosci. 18 (2024).
 *
 * An iteration is an architecture step (alpha on its own data, then the weights on theirs) and a repair phase, in
 * which intrinsic plasticity adapts R and tau of every neuron with weights and alpha frozen. At the end the most
 * probable topology is trained from scratch and scored.
 */
import {
  type ActivityItem,
  AdamW,
  type AdamWState,
  type AlphaAdamState,
  admissibleChances,
  alphaAdamStep,
  alphaMetrics,
  annealed,
  batchAlphaGradient,
  checkCurriculum,
  checkRepair,
  createSupernet,
  curriculumStage,
  cutShards,
  decided,
  decodeState,
  discretise,
  drawn,
  encodeState,
  freshAdamWState,
  freshAlphaAdam,
  type GradientItem,
  type GradientRecipe,
  gainChange,
  gradientRecipe,
  type Intrinsic,
  initialAlpha,
  initialSupernetParameters,
  iterationBatch,
  judgedMerit,
  judgementItems,
  key,
  leaningAlpha,
  meansOf,
  meritMetric,
  parseSettings,
  probabilities,
  type Relaxed,
  repair,
  repairMetrics,
  repairStrength,
  repairTrace,
  rescaledMoments,
  type ShardSums,
  type StepLog,
  type Strategy,
  type StrategyContext,
  type Supernet,
  scheduledRate,
  sharedFloats,
  startIntrinsic,
  sumActivity,
  sumActivitySums,
  sumGradients,
  supernetParameterGradient,
  supernetWeights,
  type Topology,
  topologyHash,
  UsageError,
  type WorkResult,
} from '../src/index.js'
import { hrmasSettings, type HrmasSettings as Settings } from './hrmas-settings.js'

/** `relaxed` and `discrete` score the supernet and alpha's choice with its weights, before anything is trained again. */
type Phase = 'architecture' | 'weights' | 'repair' | 'relaxed' | 'discrete' | 'judge' | 'done'

/** Changes with the shape of Progress. */
const FORMAT = 1

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
  /** Alpha at the moments whose choices are judged; equal choices are kept once. */
  readonly kept: readonly Float64Array[]
  /** Which of them was best; -1 before the judgement and when nothing was scored. */
  readonly chosen: number
  readonly latest: Readonly<Record<string, number>>
}

/** A supernet is a gradient's. */
type Context = StrategyContext & { readonly recipe: GradientRecipe }

interface State extends Progress {
  readonly context: Context
  readonly settings: Settings
  readonly net: Supernet
  /** Of alpha in this iteration. */
  readonly relaxed: Relaxed
  /** Effective weights of parameters and what was taken, on shared memory. */
  readonly weights: Float32Array
  /** Probabilities at the start, against which alpha's way is measured. */
  readonly startChances: Float64Array
  readonly planKey: string
}

function withSupernet(given: StrategyContext, settings: Settings, progress: Progress | undefined): State {
  const context: Context = { ...given, recipe: gradientRecipe(given.recipe, 'strategy hrmas') }
  const net = createSupernet(context.space, settings.magnitudes)
  checkRepair(settings.repair, context.space.neuron, 'strategy.repair')
  checkCurriculum(settings.curriculum, context.task, 'strategy.curriculum')
  if (settings.alpha.rate > 0 && context.samples.alpha === 0) {
    throw new UsageError('strategy hrmas needs samples in the alpha split, but the data has none; or set alpha.rate 0')
  }
  const planKey = `supernet ${JSON.stringify([context.space, context.recipe.rule, context.recipe.surrogate, context.recipe.reset])}`
  const alpha = startAlpha(net, context, settings)
  const startChances = probabilities(net, alpha, settings.temperature[0])
  const now = progress ?? freshProgress(net, context, alpha, settings)
  const fixed = { ...now, context, settings, net, startChances, planKey }
  return { ...fixed, ...derived(fixed) }
}

function startAlpha(
  net: Supernet,
  { seed, from }: StrategyContext,
  { alpha: { lean = 1, sd } }: Settings,
): Float64Array {
  const alpha = initialAlpha(net, key(seed, 'alpha'), sd)
  return from ? leaningAlpha(net, alpha, from, lean) : alpha
}

/** The effective network's weights, on shared memory. */
function mixed(net: Supernet, parameters: Float32Array, chances: Float64Array): Float32Array {
  const weights = sharedFloats(net.weights)
  supernetWeights(net, parameters, chances, weights)
  return weights
}

/** What follows from what is stored. */
function derived(state: Omit<State, 'relaxed' | 'weights'>): Pick<State, 'relaxed' | 'weights'> {
  const { net, settings, context, iteration, alpha, optimiser } = state
  const temperature = annealed(settings.temperature, scheduleProgress(state))
  const chances = probabilities(net, alpha.alpha, temperature)
  // One draw for all phases of an iteration: what repair sees is what was trained.
  const sampled = settings.relaxation === 'sampled'
  const taken = sampled ? drawn(net, chances, key(context.seed, 'relaxation', iteration)) : chances
  return { relaxed: { chances, taken, temperature }, weights: mixed(net, optimiser.parameters, taken) }
}

function freshProgress(
  net: Supernet,
  { recipe, seed, space }: Context,
  alpha: Float64Array,
  { relaxation }: Settings,
): Progress {
  return {
    phase: 'weights',
    iteration: 0,
    optimiser: freshAdamWState(initialSupernetParameters(net, recipe, key(seed, 'replicate', 0), relaxation)),
    alpha: freshAlphaAdam(alpha),
    intrinsic: startIntrinsic(space.neuron, net.neurons),
    accuracy: 0,
    alphaMoves: false,
    kept: [],
    chosen: -1,
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

/** The most probable topology, or the nearest to it that the study's constraints admit. */
function choice({ net, context }: Pick<State, 'net' | 'context'>, alpha: Float64Array): Topology {
  return discretise(net, admissibleChances(net, probabilities(net, alpha), context.constraints))
}

/** Remembers alpha's choice where one of the snapshots is due. */
function withSnapshot(state: State, iteration: number): State {
  const { context, settings, alpha, kept } = state
  const moments = Array.from({ length: settings.snapshots }, (_, k) =>
    Math.round((context.iterations * (k + 1)) / settings.snapshots),
  )
  if (iteration !== context.total && !moments.includes(iteration)) return state
  const hash = topologyHash(choice(state, alpha.alpha))
  if (kept.some((other) => topologyHash(choice(state, other)) === hash)) return state
  return { ...state, kept: [...kept, alpha.alpha] }
}

function nextIteration(state: State): State {
  return startIteration(withSnapshot(state, state.iteration + 1), state.iteration + 1)
}

function startIteration(state: State, iteration: number): State {
  if (iteration >= state.context.total) {
    const phase = state.context.samples.selection > 0 ? 'relaxed' : 'judge'
    return atIteration({ ...state, phase }, iteration)
  }
  const alphaMoves = alphaStarts(state, iteration)
  return atIteration({ ...state, alphaMoves, phase: alphaMoves ? 'architecture' : 'weights' }, iteration)
}

function atIteration(state: State, iteration: number): State {
  const { relaxation, temperature } = state.settings
  const next = { ...state, iteration }
  const isStill = relaxation === 'mixture' && temperature[0] === temperature[1]
  return isStill ? next : { ...next, ...derived(next) }
}

/** Share of the schedule that is over; stays at 1 in added iterations. */
function scheduleProgress({ iteration, context }: Pick<State, 'iteration' | 'context'>): number {
  return Math.min(1, iteration / context.iterations)
}

/**
 * Of the learning rate's schedule, which starts again for added iterations (a warm restart; I. Loshchilov, F. Hutter, ICLR
 * 2017): at the end of a cosine nothing would be learnt in them.
 */
function rateProgress({ iteration, context: { iterations, total } }: Pick<State, 'iteration' | 'context'>): number {
  return iteration < iterations ? iteration / iterations : (iteration - iterations) / (total - iterations)
}

/** Settings of the data in this iteration: the curriculum's stage. */
function stage(state: State): Record<string, number> {
  return curriculumStage(state.settings.curriculum, state.context.task, scheduleProgress(state))
}

/** Positions of this iteration's batch, cut into shards. */
function shards({ context, iteration }: State, split: 'weights' | 'alpha', size: number): Uint32Array[] {
  const order = key(context.seed, 'supernet-order', split)
  return cutShards(iterationBatch(order, context.samples[split], size, iteration), context.recipe.shards)
}

function shardItems(state: State): readonly (GradientItem | ActivityItem)[] {
  const { context, net, settings } = state
  const { recipe } = context
  const common = {
    plan: net.plan,
    planKey: state.planKey,
    rule: {
      rule: recipe.rule,
      surrogate: recipe.surrogate,
      reset: recipe.reset,
      sparseSurrogate: recipe.sparseSurrogate,
      checkpoints: recipe.checkpoints,
    },
    weights: state.weights,
    ...state.intrinsic,
    hidden: net.hidden,
    override: stage(state),
    loss: recipe.loss,
  }
  const { neuron } = context.space
  if (state.phase === 'relaxed' || state.phase === 'discrete') {
    const weights =
      state.phase === 'relaxed'
        ? state.weights
        : mixed(
            net,
            state.optimiser.parameters,
            decided(net, admissibleChances(net, state.relaxed.chances, context.constraints)),
          )
    const all = Uint32Array.from({ length: context.samples.selection }, (_, i) => i)
    return cutShards(all, recipe.shards).map((samples): ActivityItem => {
      return { ...common, weights, kind: 'activity', split: 'selection', samples, neuron, repair: settings.repair }
    })
  }
  if (state.phase === 'repair') {
    return shards(state, 'weights', settings.repair.samples).map((samples): ActivityItem => {
      return { ...common, kind: 'activity', split: 'weights', samples, neuron, repair: settings.repair }
    })
  }
  const split = state.phase === 'architecture' ? 'alpha' : 'weights'
  // Alpha is judged on data as it is; only what the weights learn from is changed.
  const augmentation = split === 'weights' ? recipe.augmentation : undefined
  return shards(state, split, recipe.batch).map((samples): GradientItem => {
    return { ...common, kind: 'gradient', split, samples, augmentation, draw: state.iteration }
  })
}

function means(sums: ShardSums): { loss: number; accuracy: number; rate: number } {
  const { loss, accuracy, firingRate: rate } = meansOf(sums)
  return { loss, accuracy, rate }
}

type Told = { state: State; log: StepLog }

function told(state: State, name: string, metrics: Readonly<Record<string, number>>, traces?: StepLog['traces']): Told {
  const finite = Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
  const shown = { ...state.latest, ...finite }
  return { state: { ...state, latest: shown }, log: { phases: [{ name, metrics }], candidates: [], traces } }
}

/** A step whose gradient is not finite: logged, and nothing moves by it. */
function skipped(state: State, name: string): Told {
  return { state, log: { phases: [{ name, metrics: { skipped: 1 } }], candidates: [] } }
}

/** Step 1a: alpha on its own data (first order: the weights are taken as they are). */
function architectureStep(state: State, results: readonly WorkResult[]): Told {
  const { net, settings, optimiser } = state
  const { gradient, sums, finite } = sumGradients(results)
  if (!finite) return skipped({ ...state, phase: 'weights' }, 'architecture')
  const { sparsity } = settings.alpha
  const slope = batchAlphaGradient(net, gradient, sums.samples, optimiser.parameters, state.relaxed, sparsity)
  const moved: State = { ...state, alpha: alphaAdamStep(state.alpha, slope.gradient, settings.alpha), phase: 'weights' }
  const next = { ...moved, ...derived(moved) }
  const { chances } = next.relaxed
  const metrics = { ...means(sums), alphaGradient: slope.norm, ...alphaMetrics(net, chances, state.startChances) }
  return told(next, 'architecture', metrics, isTraced(state) ? { alpha: Float32Array.from(chances) } : undefined)
}

/** Moments at which all probabilities of alpha are traced, at most. */
const ALPHA_MOMENTS = 200

function isTraced({ iteration, context }: State): boolean {
  return iteration % Math.ceil(context.iterations / ALPHA_MOMENTS) === 0 || iteration === context.total - 1
}

/** Step 1b: the weights. */
function weightStep(state: State, results: readonly WorkResult[]): Told {
  const { net, context } = state
  const { gradient, sums, finite } = sumGradients(results)
  if (!finite) return skipped(afterWeights(state), 'weights')
  const optimiser = new AdamW(context.recipe.optimiser, state.optimiser, net.low, net.high)
  supernetParameterGradient(net, gradient, state.relaxed.taken, optimiser.gradient)
  const rate = scheduledRate(context.recipe.optimiser, rateProgress(state))
  const gradientNorm = optimiser.update(rate, sums.samples)
  const measured = means(sums)
  const accuracy = state.iteration === 0 ? measured.accuracy : 0.95 * state.accuracy + 0.05 * measured.accuracy
  const weights = mixed(net, optimiser.parameters, state.relaxed.taken)
  const learnt: State = { ...state, optimiser: optimiser.state(), weights, accuracy }
  optimiser.dispose()
  return told(afterWeights(learnt), 'weights', { ...measured, gradientNorm, learningRate: rate, ...stage(state) })
}

/** The repair phase, where one is due, or the next iteration. */
function afterWeights(state: State): State {
  const { repair: settings, repairEvery } = state.settings
  const due = settings.rule !== 'none' && state.iteration % repairEvery === 0
  const repairs = due && repairStrength(settings, scheduleProgress(state)) > 0
  return repairs ? { ...state, phase: 'repair' } : nextIteration(state)
}

/** Step 2: R and tau of every SC-ML neuron, with alpha and weights frozen. */
function repairPhase(state: State, results: readonly WorkResult[]): Told {
  const { net, settings } = state
  const activity = sumActivity(net.hidden, results)
  const strength = repairStrength(settings.repair, scheduleProgress(state))
  const { neuron } = state.context.space
  const intrinsic = repair(state.intrinsic, activity, neuron, settings.repair, strength)
  const optimiser = rescaledMoments(state.optimiser, net.targets, gainChange(state.intrinsic, intrinsic))
  const next = nextIteration({ ...state, intrinsic, optimiser })
  const traces = repairTrace(activity, state.intrinsic, intrinsic, neuron)
  return told(next, 'repair', repairMetrics(activity, intrinsic, neuron, settings.repair), traces)
}

/** The two ends of the discretisation gap that need no training; the third is what `judge` measures. */
function selectionScore(state: State, results: readonly WorkResult[]): Told {
  const phase = state.phase === 'relaxed' ? 'discrete' : 'judge'
  return told({ ...state, phase }, state.phase, means(sumActivitySums(results)))
}

/** The best of the kept choices by their mean on the selection split; the later one on a tie. */
function judge(state: State, results: readonly WorkResult[]): Told {
  const { kept, settings, context } = state
  let chosen = -1
  let best = 0
  kept.forEach((_, k) => {
    const own = results.slice(k * settings.judgements, (k + 1) * settings.judgements)
    const scores = own.map((result) => judgedMerit(result, context.metric)).filter((merit) => merit !== undefined)
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length
    if (scores.length === 0 || (chosen >= 0 && mean < best)) return
    chosen = k
    best = mean
  })
  const metrics: Record<string, number> = chosen >= 0 ? meritMetric('selection', context.metric, best) : {}
  const done = told({ ...state, phase: 'done', chosen }, 'judge', metrics)
  const last = chosen >= 0 ? chosen : kept.length - 1
  const candidates = kept.map((alpha, k) => ({
    topology: choice(state, alpha),
    role: k === last ? 'discovered' : 'snapshot',
  }))
  return { ...done, log: { ...done.log, candidates } }
}

function ended({ phase }: State): boolean {
  return !['architecture', 'weights', 'repair'].includes(phase)
}

/** What each phase makes of its results. */
const STEPS: Record<Phase, (state: State, results: readonly WorkResult[]) => Told> = {
  architecture: architectureStep,
  weights: weightStep,
  repair: repairPhase,
  relaxed: selectionScore,
  discrete: selectionScore,
  judge,
  done: judge,
}

export const hrmas: Strategy<Settings, State> = {
  name: 'hrmas',
  settings: (raw) => parseSettings(hrmasSettings, raw, 'strategy'),
  start: (context, settings) => startIteration(withSupernet(context, settings, undefined), 0),

  ask(state) {
    if (state.phase === 'done') return []
    if (state.phase !== 'judge') return shardItems(state)
    const { kept, settings, context } = state
    return kept.flatMap((alpha) => judgementItems(choice(state, alpha), settings.judgements, context.recipe.epochs))
  },

  tell: (state, results) => STEPS[state.phase](state, results),

  progress(state) {
    const fraction = state.phase === 'done' ? 1 : (0.98 * state.iteration) / state.context.total
    return { phase: state.phase, fraction, metrics: { iteration: state.iteration, ...state.latest } }
  },

  best: (state) => (state.chosen >= 0 ? choice(state, state.kept[state.chosen]) : undefined),

  encode({ context: _, settings: _s, net: _n, relaxed: _r, weights: _w, startChances: _sc, planKey: _p, ...progress }) {
    return encodeState({ format: FORMAT, ...progress })
  },

  decode(bytes, context, settings) {
    const { format, ...progress } = decodeState<Progress & { format?: number }>(bytes)
    if (format !== FORMAT) throw new UsageError('the run holds a state of another version of hrmas: start a new run')
    const state = withSupernet(context, settings, progress)
    // More iterations were asked for since the search ended.
    if (ended(state) && state.iteration < context.total) {
      return startIteration({ ...state, chosen: -1 }, state.iteration)
    }
    return state
  },
}
