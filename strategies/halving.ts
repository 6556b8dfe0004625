/**
 * Successive halving over epochs, composed with a strategy that proposes: all of a batch train briefly, the best 1 / eta of
 * them longer, and so on up to the recipe's epochs. K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", AISTATS 2016; with `brackets: hyperband` the least budget varies from batch to batch: L. Li,
 * K. Jamieson, G. DeSalvo, A. Rostamizadeh, A. Talwalkar, "Hyperband", JMLR 18 (2018).
 *
 * The proposer is told of every candidate what its largest budget gave.
 */
import { z } from 'zod'
import {
  type AnyStrategy,
  anyStrategy,
  decodeState,
  type EvaluationItem,
  encodeState,
  judgedMerit,
  type Metric,
  meritMetric,
  parseSettings,
  rankCorrelation,
  type Strategy,
  type StrategyContext,
  type Topology,
  UsageError,
  type WorkResult,
} from '../src/index.js'
import { evolution } from './evolution.js'
import { exhaustive } from './exhaustive.js'
import { nsga2 } from './nsga2.js'
import { random } from './random.js'

const PROPOSERS: Readonly<Record<string, AnyStrategy>> = {
  evolution: anyStrategy(evolution),
  exhaustive: anyStrategy(exhaustive),
  nsga2: anyStrategy(nsga2),
  random: anyStrategy(random),
}

const settingsSchema = z.strictObject({
  /** Who proposes, with its settings; `together` (or `population`) is the size of a batch. */
  proposer: z.looseObject({ name: z.string() }).default({ name: 'random', together: 9 }),
  /** Of each rung 1 / eta go on, with eta times the epochs. */
  eta: z.int().min(2).default(3),
  /** Epochs of the lowest rung. */
  minEpochs: z.int().positive().default(1),
  brackets: z.enum(['single', 'hyperband']).default('single'),
})
type Settings = z.infer<typeof settingsSchema>

interface Best {
  readonly topology: Topology
  readonly merit: number
}

interface Progress {
  /** The proposer's state. */
  readonly proposer: Uint8Array
  /** Batches finished. */
  readonly bracket: number
  readonly rung: number
  /** Positions in the batch that are still in the race; empty at the start of a bracket. */
  readonly alive: readonly number[]
  /** [position in the batch] what its largest budget gave so far. */
  readonly results: readonly WorkResult[]
  /** Of candidates with the full budget. */
  readonly best: Best | null
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
  readonly inner: AnyStrategy
}

/** Epochs per rung, rising by eta to the recipe's. */
function ladder({ recipe }: StrategyContext, { eta, minEpochs }: Settings): number[] {
  const rungs = [recipe.epochs]
  while (Math.floor(rungs[0] / eta) >= minEpochs) rungs.unshift(Math.floor(rungs[0] / eta))
  return rungs
}

/** Rungs of a bracket: all, or with hyperband one fewer in each bracket until only the full budget is left. */
function bracketRungs({ context, settings, bracket }: State): number[] {
  const rungs = ladder(context, settings)
  return settings.brackets === 'single' ? rungs : rungs.slice(bracket % rungs.length)
}

/** The proposer's settings; a shorter bracket of hyperband starts with fewer candidates, so that brackets cost alike. */
function proposerSettings(state: State): unknown {
  const { name: _, ...raw } = state.settings.proposer
  const { together } = raw
  if (state.settings.brackets === 'single') return state.inner.settings(raw)
  const [most, rungs] = [ladder(state.context, state.settings).length, bracketRungs(state).length]
  const share = most / rungs / state.settings.eta ** (most - rungs)
  return state.inner.settings({ ...raw, together: Math.max(1, Math.ceil(Number(together) * share)) })
}

function proposals(state: State): EvaluationItem[] {
  const { inner, proposer, context } = state
  const items = inner.ask(inner.decode(proposer, context, proposerSettings(state)))
  return items.map((item) => {
    if (item.kind !== 'evaluation') throw new Error(`${inner.name} proposes no candidates`)
    return item
  })
}

function raced(state: State, batch: readonly EvaluationItem[]): readonly number[] {
  return state.rung === 0 ? batch.map((_, i) => i) : state.alive
}

/** Without the course of the training, which a state need not carry; and finite, which a state must be. */
function kept(result: WorkResult): WorkResult {
  if (result.kind !== 'evaluation') throw new Error(`an evaluation came back as ${result.kind}`)
  const { outcome } = result
  if (outcome.state === 'diverged') return { kind: 'evaluation', outcome: { ...outcome, epochs: [] } }
  if (outcome.state !== 'scored') return result
  const loss = Number.isFinite(outcome.score.loss) ? outcome.score.loss : Number.MAX_VALUE
  // Where there are no classes there is no accuracy, and nobody asks for it.
  const accuracy = Number.isFinite(outcome.score.accuracy) ? outcome.score.accuracy : 0
  return { kind: 'evaluation', outcome: { ...outcome, score: { ...outcome.score, loss, accuracy }, epochs: [] } }
}

const byMerit = (results: readonly WorkResult[], metric: Metric) => (a: number, b: number) =>
  (judgedMerit(results[b], metric) ?? -Infinity) - (judgedMerit(results[a], metric) ?? -Infinity) || a - b

function metricsOf(state: State, before: readonly WorkResult[], raced: readonly number[]): Record<string, number> {
  const rungs = bracketRungs(state)
  const { metric } = state.context
  const metrics: Record<string, number> = { bracket: state.bracket, epochs: rungs[state.rung], raced: raced.length }
  const pairs = raced.flatMap((i) => {
    const [short, long] = [before[i] && judgedMerit(before[i], metric), judgedMerit(state.results[i], metric)]
    return short === undefined || long === undefined ? [] : [[short, long] as const]
  })
  const correlation = rankCorrelation(pairs)
  if (correlation !== undefined) metrics.rankCorrelation = correlation
  return { ...metrics, ...bestMetric(state) }
}

const bestMetric = ({ best, context }: State): Record<string, number> =>
  best ? meritMetric('best', context.metric, best.merit) : {}

export const halving: Strategy<Settings, State> = {
  name: 'halving',
  settings(raw) {
    const settings = parseSettings(settingsSchema, raw, 'strategy')
    const { name, ...rest } = settings.proposer
    const inner = proposerNamed(name)
    inner.settings(rest)
    if (settings.brackets === 'hyperband' && typeof rest.together !== 'number') {
      throw new UsageError('strategy.brackets: hyperband needs strategy.proposer.together, the size of its first batch')
    }
    return settings
  },

  start(context, settings) {
    const { name, ...raw } = settings.proposer
    const inner = proposerNamed(name)
    const proposer = inner.encode(inner.start(context, inner.settings(raw)))
    return { proposer, bracket: 0, rung: 0, alive: [], results: [], best: null, context, settings, inner }
  },

  ask(state) {
    const batch = proposals(state)
    const epochs = bracketRungs(state)[state.rung]
    return raced(state, batch).map((i) => ({ ...batch[i], epochs }))
  },

  tell(state, results) {
    const batch = proposals(state)
    const race = raced(state, batch)
    const rungs = bracketRungs(state)
    const latest = [...state.results]
    race.forEach((position, i) => {
      latest[position] = kept(results[i])
    })
    const atTop = state.rung === rungs.length - 1
    const best = atTop ? bestOf(state, batch, race, latest) : state.best
    const judged: State = { ...state, results: latest, best }
    const metrics = metricsOf(judged, state.results, race)
    const candidates = race.map((i) => ({ topology: batch[i].candidate, role: 'raced' }))
    const log = { phases: [{ name: 'evaluate', metrics }], candidates }
    const scored = race.filter((i) => judgedMerit(latest[i], state.context.metric) !== undefined)
    const count = Math.max(1, Math.floor(race.length / state.settings.eta))
    const alive = [...scored]
      .sort(byMerit(latest, state.context.metric))
      .slice(0, count)
      .sort((a, b) => a - b)
    if (!atTop && alive.length > 0) return { state: { ...judged, rung: state.rung + 1, alive }, log }
    const { inner, context } = state
    const told = inner.tell(inner.decode(state.proposer, context, proposerSettings(state)), latest)
    const next = { proposer: inner.encode(told.state), bracket: state.bracket + 1, rung: 0, alive: [], results: [] }
    return { state: { ...judged, ...next }, log }
  },

  progress(state) {
    const { inner, proposer, context } = state
    const { fraction } = inner.progress(inner.decode(proposer, context, proposerSettings(state)))
    const metrics = { bracket: state.bracket, ...bestMetric(state) }
    // By its epochs, which are the same in all brackets; its place in a bracket is not.
    const epochs = bracketRungs(state)[state.rung]
    return { phase: `rung of ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`, fraction, metrics }
  },

  best: ({ best }) => best?.topology,

  // `accuracy`: its name in runs that were begun when there was no other metric.
  encode: ({ proposer, bracket, rung, alive, results, best }) => {
    const kept = best && { topology: best.topology, accuracy: best.merit }
    return encodeState({ proposer, bracket, rung, alive, results, best: kept })
  },
  decode(bytes, context, settings) {
    type Kept = Omit<Progress, 'best'> & { best: { topology: Topology; accuracy: number } | null }
    const { best, ...progress } = decodeState<Kept>(bytes)
    const found = best && { topology: best.topology, merit: best.accuracy }
    return { ...progress, best: found, context, settings, inner: proposerNamed(settings.proposer.name) }
  },
}

function bestOf(
  { best: before, context }: State,
  batch: readonly EvaluationItem[],
  race: readonly number[],
  results: readonly WorkResult[],
): Progress['best'] {
  let best = before
  for (const i of race) {
    const merit = judgedMerit(results[i], context.metric)
    if (merit !== undefined && (!best || merit > best.merit)) best = { topology: batch[i].candidate, merit }
  }
  return best
}

function proposerNamed(name: string): AnyStrategy {
  if (Object.hasOwn(PROPOSERS, name)) return PROPOSERS[name]
  const known = Object.keys(PROPOSERS).join(', ')
  throw new UsageError(`strategy.proposer.name must be one of ${known}, but got "${name}"`)
}
