/**
 * Random search: candidates drawn from the space, each trained once and scored on the selection split. The baseline
 * every search has to beat (Li & Talwalkar, "Random search and reproducibility for neural architecture search", 2019).
 */
import { z } from 'zod'
import {
  decodeState,
  encodeState,
  judgedAccuracy,
  judgementItems,
  key,
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
  /** Candidate number and accuracy of the best one; -1 before any was scored. */
  readonly best: number
  readonly accuracy: number
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

export const random: Strategy<Settings, State> = {
  name: 'random',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => ({ judged: 0, best: -1, accuracy: 0, context, settings }),

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(candidate(state, index), 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    let { best, accuracy } = state
    results.forEach((result, i) => {
      const found = judgedAccuracy(result)
      if (found === undefined || (best >= 0 && found <= accuracy)) return
      best = indices[i]
      accuracy = found
    })
    const judged = state.judged + indices.length
    const candidates = indices.map((index) => ({
      topology: candidate(state, index),
      role: index < (state.context.from?.length ?? 0) ? 'from' : 'candidate',
    }))
    const metrics: Record<string, number> = { judged, ...(best >= 0 ? { bestAccuracy: accuracy } : {}) }
    return {
      state: { ...state, judged, best, accuracy },
      log: { phases: [{ name: 'evaluate', metrics }], candidates },
    }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: { judged: state.judged, ...(state.best >= 0 ? { bestAccuracy: state.accuracy } : {}) },
  }),

  best: (state) => (state.best >= 0 ? candidate(state, state.best) : undefined),

  encode: ({ judged, best, accuracy }) => encodeState({ judged, best, accuracy }),
  decode: (bytes, context, settings) => ({ ...decodeState<Progress>(bytes), context, settings }),
}
