/**
 * Regularised evolution: a population in which the oldest dies, whatever its score. E. Real, A. Aggarwal, Y. Huang, Q. V.
 * Le, "Regularized evolution for image classifier architecture search", AAAI 33 (2019), algorithm 1.
 *
 * A child is its parent with one edit of the topology (a synapse, a lateral link, the motif's size, depth, ...). Children
 * of one step have parents from the same population, so results do not depend on how many threads there are.
 */
import { z } from 'zod'
import {
  admissibleEdit,
  decodeState,
  encodeState,
  integer,
  judgedMerit,
  judgementItems,
  key,
  type LoggedCandidate,
  meritMetric,
  parseSettings,
  parseTopology,
  randomAdmissible,
  type Strategy,
  type StrategyContext,
  type Topology,
  topologyDocument,
  topologyHash,
} from '../src/index.js'

const settingsSchema = z.strictObject({
  population: z.int().min(2).default(20),
  /** Drawn from the population to find a parent: the best of them. */
  tournament: z.int().positive().default(5),
  /** Candidates asked for at once; fixed, so that results do not depend on the number of threads. */
  together: z.int().positive().default(4),
  /** Share of edits that change size, ring, depth or time constants, where the space has such choices. */
  structural: z.number().min(0).max(1).default(0.2),
})
type Settings = z.infer<typeof settingsSchema>

interface Member {
  readonly topology: Topology
  readonly merit: number
}

interface Progress {
  readonly judged: number
  /** Oldest first; candidates that failed are not in it. */
  readonly population: readonly Member[]
  readonly best: Member | undefined
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
}

/** Edits tried to find a child that the population does not hold yet. */
const TRIES = 20

function parentOf({ context, settings, population }: State, index: number): Member {
  const k = key(context.seed, 'evolution-tournament', index)
  let parent: Member | undefined
  for (let i = 0; i < settings.tournament; i++) {
    const rival = population[integer(k, i, population.length)]
    if (!parent || rival.merit > parent.merit) parent = rival
  }
  if (!parent) throw new Error('a tournament needs a population')
  return parent
}

function propose(state: State, index: number): LoggedCandidate {
  const { context, settings, population } = state
  const { space, constraints, seed } = context
  const given = context.from?.at(index)
  if (given) return { topology: given, role: 'from' }
  if (index < settings.population || population.length === 0) {
    return { topology: randomAdmissible(space, constraints, key(seed, 'evolution-founder', index)), role: 'founder' }
  }
  const alive = new Set(population.map(({ topology }) => topologyHash(topology)))
  const parent = parentOf(state, index).topology
  let edited = parent
  const changes: string[] = []
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const k = key(seed, 'evolution-edit', index, attempt)
    const edit = admissibleEdit(edited, space, constraints, k, settings.structural)
    edited = edit.topology
    changes.push(edit.change)
    if (!alive.has(topologyHash(edited))) break
  }
  return { topology: edited, role: 'child', lineage: { parent, change: changes.join('; ') } }
}

function batch(state: State): LoggedCandidate[] {
  const { context, settings, judged } = state
  const founders = judged < settings.population ? settings.population - judged : Number.POSITIVE_INFINITY
  const count = Math.min(settings.together, founders, context.total - judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => propose(state, judged + i))
}

const metricsOf = ({ judged, best, population, context }: State): Record<string, number> => ({
  judged,
  population: population.length,
  ...(best ? meritMetric('best', context.metric, best.merit) : {}),
})

// `accuracy`: its name in runs that were begun when there was no other metric.
const written = ({ topology, merit }: Member) => ({ topology: topologyDocument(topology), accuracy: merit })
const read = ({ topology, accuracy }: { topology: object; accuracy: number }): Member => ({
  topology: parseTopology(topology, 'state of evolution'),
  merit: accuracy,
})

export const evolution: Strategy<Settings, State> = {
  name: 'evolution',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start: (context, settings) => ({ judged: 0, population: [], best: undefined, context, settings }),

  ask: (state) => batch(state).flatMap(({ topology }) => judgementItems(topology, 1, state.context.recipe.epochs)),

  tell(state, results) {
    const proposals = batch(state)
    const population = [...state.population]
    let { best } = state
    results.forEach((result, i) => {
      const merit = judgedMerit(result, state.context.metric)
      if (merit === undefined) return
      const member = { topology: proposals[i].topology, merit }
      population.push(member)
      if (population.length > state.settings.population) population.shift()
      if (!best || merit > best.merit) best = member
    })
    const after: State = { ...state, judged: state.judged + proposals.length, population, best }
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates: proposals } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: metricsOf(state),
  }),

  best: ({ best }) => best?.topology,

  encode: ({ judged, population, best }) =>
    encodeState({ judged, population: population.map(written), best: best ? written(best) : null }),
  decode(bytes, context, settings) {
    const state = decodeState<{
      judged: number
      population: Parameters<typeof read>[0][]
      best: Parameters<typeof read>[0] | null
    }>(bytes)
    const { judged, population, best } = state
    return { judged, population: population.map(read), best: best ? read(best) : undefined, context, settings }
  },
}
