/**
 * Random search: candidates drawn from the space, each trained once and scored on the selection split. The baseline
 * every search has to beat (Li & Talwalkar, "Random search and reproducibility for neural architecture search", 2019).
 */
import { z } from 'zod'
import {
  bestAfter,
  decodeState,
  encodeState,
  judgementItems,
  key,
  meritMetric,
  parseSettings,
  randomAdmissible,
  type Strategy,
  type StrategyContext,
  type Topology,
} from '../src/index.js'

const settingsSchema = z.strictObject({
  /** Candidates asked for at once; fixed, so that results do not depend on the number of threads. */
  together: z.int().positive().default(4),
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
}

/** Those the study starts from come first. */
function candidate({ context }: State, index: number): Topology {
  return (
    context.from?.at(index) ??
    randomAdmissible(context.space, context.constraints, key(context.seed, 'random-candidate', index))
  )
}

function batch(state: State): number[] {
  const count = Math.min(state.settings.together, state.context.total - state.judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => state.judged + i)
}

const metricsOf = ({ judged, best, merit, context }: State): Record<string, number> => ({
  judged,
  ...(best >= 0 ? meritMetric('best', context.metric, merit) : {}),
})

export const random: Strategy<Settings, State> = {
  name: 'random',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => ({ judged: 0, best: -1, merit: 0, context, settings }),

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(candidate(state, index), 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    const { best, merit } = bestAfter(state, indices, results, state.context.metric)
    const judged = state.judged + indices.length
    const candidates = indices.map((index) => ({
      topology: candidate(state, index),
      role: index < (state.context.from?.length ?? 0) ? 'from' : 'candidate',
    }))
    const after = { ...state, judged, best, merit }
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: metricsOf(state),
  }),

  best: (state) => (state.best >= 0 ? candidate(state, state.best) : undefined),

  // `accuracy`: its name in runs that were begun when there was no other metric.
  encode: ({ judged, best, merit }) => encodeState({ judged, best, accuracy: merit }),
  decode(bytes, context, settings) {
    const { judged, best, accuracy: merit } = decodeState<{ judged: number; best: number; accuracy: number }>(bytes)
    return { judged, best, merit, context, settings }
  },
}
