// Hill climbing, whole: a strategy of one's own. Run it with
//   motif search quickstart --strategy docs/examples/hill-climb.ts --iterations 20
import {
  admissibleEdit, decodeState, encodeState, judgedMerit, judgementItems, key, meritMetric, parseSettings, parseTopology,
  randomAdmissible, type Strategy, type StrategyContext, type Topology, topologyDocument,
} from 'motif-search'
import { z } from 'zod'

const settingsSchema = z.strictObject({ neighbours: z.int().positive().default(4) })
type Settings = z.infer<typeof settingsSchema>
type State = { context: StrategyContext; settings: Settings; judged: number; top?: Topology; merit: number }

/** The next neighbours of the best topology: a pure function of the state, so that a resumed search goes on as before. */
function neighbours({ context, settings, judged, top }: State): Topology[] {
  const { space, constraints, seed, total } = context
  return Array.from({ length: Math.min(settings.neighbours, total - judged) }, (_, i) => {
    const k = key(seed, 'hill-climb', judged + i)
    return top ? admissibleEdit(top, space, constraints, k).topology : randomAdmissible(space, constraints, k)
  })
}

export const strategy: Strategy<Settings, State> = {
  name: 'hill-climb',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => ({ context, settings, judged: 0, merit: -Number.MAX_VALUE }),
  ask: (state) => neighbours(state).flatMap((topology) => judgementItems(topology, 1, state.context.recipe.epochs)),
  tell(state, results) {
    let { top, merit } = state
    const candidates = neighbours(state).map((topology) => ({ topology, role: 'neighbour' }))
    results.forEach((result, i) => {
      const found = judgedMerit(result, state.context.metric) // undefined where the training failed
      if (found !== undefined && found > merit) [top, merit] = [candidates[i].topology, found]
    })
    const judged = state.judged + candidates.length
    const log = { phases: [{ name: 'evaluate', metrics: { judged, ...meritMetric('best', state.context.metric, merit) } }], candidates }
    return { state: { ...state, judged, merit, ...(top && { top }) }, log }
  },
  progress: ({ judged, context }) => ({ phase: 'climb', fraction: Math.min(1, judged / context.total), metrics: { judged } }),
  best: ({ top }) => top,
  encode: ({ judged, merit, top }) => encodeState({ judged, merit, top: top ? topologyDocument(top) : null }),
  decode(bytes, context, settings) {
    const { top, ...rest } = decodeState<{ judged: number; merit: number; top: object | null }>(bytes)
    return { ...rest, context, settings, ...(top && { top: parseTopology(top, 'state') }) }
  },
}
