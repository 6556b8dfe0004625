/**
 * Every topology of a tiny space, each once: topologies that differ only in the numbering of the motif's neurons are one.
 * The answer to what a search could have found at best.
 */
import { z } from 'zod'
import {
  allTopologies,
  decodeState,
  encodeState,
  judgedAccuracy,
  judgementItems,
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
  /** Candidate number and accuracy of the best one; -1 before any was scored. */
  readonly best: number
  readonly accuracy: number
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

const metricsOf = ({ judged, best, accuracy }: Progress): Record<string, number> => ({
  judged,
  ...(best >= 0 ? { bestAccuracy: accuracy } : {}),
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
    return { judged: 0, best: -1, accuracy: 0, context, settings, candidates }
  },

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(state.candidates[index], 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    let { best, accuracy } = state
    results.forEach((result, i) => {
      const judged = judgedAccuracy(result)
      if (judged === undefined || (best >= 0 && judged <= accuracy)) return
      best = indices[i]
      accuracy = judged
    })
    const after = { ...state, judged: state.judged + indices.length, best, accuracy }
    const candidates = indices.map((index) => ({ topology: state.candidates[index], role: 'candidate' }))
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / Math.min(state.context.total, state.candidates.length)),
    metrics: metricsOf(state),
  }),

  best: (state) => (state.best >= 0 ? state.candidates[state.best] : undefined),

  encode: ({ judged, best, accuracy }) => encodeState({ judged, best, accuracy }),
  decode: (bytes, context, settings) => ({
    ...decodeState<Progress>(bytes),
    context,
    settings,
    candidates: candidatesOf(context, settings),
  }),
}
