/**
 * Every topology of a tiny space, each once: topologies that differ only in the numbering of the motif's neurons are one.
 * The answer to what a search could have found at best.
 */
import { z } from 'zod'
import {
  allTopologies,
  bestAfter,
  decodeState,
  encodeState,
  judgementItems,
  meritMetric,
  parseSettings,
  type Strategy,
  type StrategyContext,
  type Topology,
  UsageError,
  violation,
} from '../src/index.js'

const settingsSchema = z.strictObject({
  /** Candidates asked for at once; fixed, so that results do not depend on the number of threads. */
  together: z.int().positive().default(4),
  /** Topologies, relabelled ones counted apart, above which the space is refused as too large. */
  limit: z.int().positive().max(1_000_000).default(100_000),
})
type Settings = z.infer<typeof settingsSchema>

interface Progress {
  /** Candidates judged so far; an iteration is one candidate. */
  readonly judged: number
  /** Number and merit of the best candidate; -1 before any was scored. */
  readonly best: number
  readonly merit: number
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
  readonly candidates: readonly Topology[]
}

const found = new WeakMap<StrategyContext['space'], Map<string, readonly Topology[]>>()

/** Worked out once per space: a run decodes its state often. */
function candidatesOf({ space, constraints }: StrategyContext, { limit }: Settings): readonly Topology[] {
  const known = found.get(space) ?? new Map<string, readonly Topology[]>()
  found.set(space, known)
  const name = JSON.stringify([constraints, limit])
  const candidates = known.get(name) ?? allTopologies(space, limit).filter((t) => !violation(t, constraints))
  if (candidates.length === 0)
    throw new UsageError('strategy exhaustive: the constraints admit no topology of the space')
  known.set(name, candidates)
  return candidates
}

/** Numbers of the candidates of the next step. More iterations than candidates: the search ends with the last one. */
function batch({ context, settings, candidates, judged }: State): number[] {
  const count = Math.min(settings.together, Math.min(context.total, candidates.length) - judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => judged + i)
}

const metricsOf = ({ judged, best, merit, context }: State): Record<string, number> => ({
  judged,
  ...(best >= 0 ? meritMetric('best', context.metric, merit) : {}),
})

function refuseFrom({ from }: StrategyContext): void {
  if (from) throw new UsageError('strategy exhaustive starts from nothing: leave out from, or take another strategy')
}

export const exhaustive: Strategy<Settings, State> = {
  name: 'exhaustive',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => {
    refuseFrom(context)
    const candidates = candidatesOf(context, settings)
    return { judged: 0, best: -1, merit: 0, context, settings, candidates }
  },

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(state.candidates[index], 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    const { best, merit } = bestAfter(state, indices, results, state.context.metric)
    const after = { ...state, judged: state.judged + indices.length, best, merit }
    const candidates = indices.map((index) => ({ topology: state.candidates[index], role: 'candidate' }))
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / Math.min(state.context.total, state.candidates.length)),
    metrics: metricsOf(state),
  }),

  best: (state) => (state.best >= 0 ? state.candidates[state.best] : undefined),

  // `accuracy`: its name in runs that were begun when there was no other metric.
  encode: ({ judged, best, merit }) => encodeState({ judged, best, accuracy: merit }),
  decode(bytes, context, settings) {
    const { judged, best, accuracy: merit } = decodeState<{ judged: number; best: number; accuracy: number }>(bytes)
    return { judged, best, merit, context, settings, candidates: candidatesOf(context, settings) }
  },
}
