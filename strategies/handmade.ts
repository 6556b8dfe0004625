/**
 * Topologies nobody searched for, judged as candidates: the handmade ones by name, and any given as documents. Iteration i
 * judges topology i modulo their number; a second round is a second replicate, a third a third, and so on.
 */
import { z } from 'zod'
import {
  canonicalTopology,
  decodeState,
  encodeState,
  handmadeNames,
  handmadeTopology,
  judgedMerit,
  judgementItems,
  key,
  type LoggedCandidate,
  meritMetric,
  parseSettings,
  parseTopology,
  type Strategy,
  type StrategyContext,
  synapseCount,
  type Topology,
  UsageError,
} from '../src/index.js'

const SC_ML = ['all-excitatory', 'dense-ei', 'ring', 'random'] as const

const settingsSchema = z.strictObject({
  /** Names of handmade topologies, or whole topology documents. */
  topologies: z
    .array(z.union([z.enum(handmadeNames), z.record(z.string(), z.unknown())]))
    .min(1)
    .default([...SC_ML]),
  /** Candidates asked for at once; fixed, so that results do not depend on the number of threads. */
  together: z.int().positive().default(4),
})
type Settings = z.infer<typeof settingsSchema>

interface Progress {
  /** Evaluations done so far; an iteration is one of them. */
  readonly judged: number
  /** [candidate] sum of its merits, and how many they are. */
  readonly sums: readonly number[]
  readonly counts: readonly number[]
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
  readonly candidates: readonly LoggedCandidate[]
}

/** What the data decides about is not the topology's to choose. */
function ofTheData(
  topology: Topology,
  { inputs, readout: { classes } }: StrategyContext['space'],
  i: number,
): Topology {
  if (topology.inputs === inputs && topology.readout.classes === classes) return topology
  const own = `${topology.inputs} inputs and ${topology.readout.classes} classes`
  throw new UsageError(
    `strategy.topologies.${i}: must have the ${inputs} inputs and ${classes} classes of the data, but has ${own}`,
  )
}

/** A sparse random layer has as many synapses as a random motif layer. */
function candidatesOf({ space, seed }: StrategyContext, { topologies }: Settings): LoggedCandidate[] {
  const k = key(seed, 'handmade')
  const synapses = synapseCount(handmadeTopology('random', space, { key: k }))
  const made = topologies.map((given, i): LoggedCandidate => {
    if (typeof given !== 'string') {
      return { topology: ofTheData(parseTopology(given, `strategy.topologies.${i}`), space, i), role: `topology ${i}` }
    }
    return { topology: handmadeTopology(given, space, { key: key(k, i), synapses }), role: given }
  })
  return made.map(({ topology, role }) => ({ topology: canonicalTopology(topology).topology, role }))
}

function batch({ context, settings, candidates, judged }: State): { candidate: number; replicate: number }[] {
  const count = Math.min(settings.together, context.total - judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => ({
    candidate: (judged + i) % candidates.length,
    replicate: Math.floor((judged + i) / candidates.length),
  }))
}

/** Number and mean merit of the best candidate, the first of equals. */
function bestOf({ sums, counts }: Progress): { candidate: number; merit: number } | undefined {
  let best: { candidate: number; merit: number } | undefined
  counts.forEach((count, candidate) => {
    const merit = sums[candidate] / count
    if (count > 0 && (!best || merit > best.merit)) best = { candidate, merit }
  })
  return best
}

function metricsOf(state: State): Record<string, number> {
  const best = bestOf(state)
  return { judged: state.judged, ...(best ? meritMetric('best', state.context.metric, best.merit) : {}) }
}

function refuseFrom({ from }: StrategyContext): void {
  if (from) throw new UsageError('strategy handmade starts from nothing: leave out from, or take another strategy')
}

export const handmade: Strategy<Settings, State> = {
  name: 'handmade',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start(context, settings) {
    refuseFrom(context)
    const candidates = candidatesOf(context, settings)
    const none = candidates.map(() => 0)
    return { judged: 0, sums: none, counts: none, context, settings, candidates }
  },

  ask: (state) =>
    batch(state).map(({ candidate, replicate }) => {
      const items = judgementItems(state.candidates[candidate].topology, replicate + 1, state.context.recipe.epochs)
      return items[replicate]
    }),

  tell(state, results) {
    const asked = batch(state)
    const sums = [...state.sums]
    const counts = [...state.counts]
    results.forEach((result, i) => {
      const merit = judgedMerit(result, state.context.metric)
      if (merit === undefined) return
      sums[asked[i].candidate] += merit
      counts[asked[i].candidate]++
    })
    const after = { ...state, judged: state.judged + asked.length, sums, counts }
    const candidates = asked.map(({ candidate }) => state.candidates[candidate])
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: metricsOf(state),
  }),

  best: (state) => {
    const best = bestOf(state)
    return best && state.candidates[best.candidate].topology
  },

  encode: ({ judged, sums, counts }) => encodeState({ judged, sums, counts }),
  decode: (bytes, context, settings) => ({
    ...decodeState<Progress>(bytes),
    context,
    settings,
    candidates: candidatesOf(context, settings),
  }),
}
