/**
 * NSGA-II: a population spread along the Pareto front of several objectives. K. Deb, A. Pratap, S. Agarwal, T. Meyarivan,
 * "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput. 6 (2002).
 *
 * Parents win tournaments of two by front and crowding; a child crosses their motifs where both have one shape, and is
 * then edited. The objectives are the study's.
 */
import { z } from 'zod'
import {
  admissibleEdit,
  crossTopologies,
  crowdingDistances,
  decodeState,
  encodeState,
  integer,
  judgementItems,
  key,
  type LoggedCandidate,
  minimisedPoint,
  type Point,
  paretoFronts,
  parseSettings,
  parseTopology,
  randomAdmissible,
  type Strategy,
  type StrategyContext,
  type Topology,
  topologyDocument,
  topologyHash,
  UsageError,
  uniform,
  violation,
} from '../src/index.js'

const settingsSchema = z.strictObject({
  population: z.int().min(4).default(20),
  /** Share of children with two parents. */
  crossover: z.number().min(0).max(1).default(0.5),
  /** After one edit, each further one with this probability. */
  moreEdits: z.number().min(0).max(0.9).default(0.3),
  /** Share of edits that change size, ring, depth or time constants, where the space has such choices. */
  structural: z.number().min(0).max(1).default(0.2),
})
type Settings = z.infer<typeof settingsSchema>

interface Member {
  readonly topology: Topology
  readonly point: Point
}

interface Progress {
  readonly judged: number
  readonly population: readonly Member[]
}

interface State extends Progress {
  readonly context: StrategyContext
  readonly settings: Settings
}

/** [member] front, 0 the best, and crowding distance within it. */
function ranks(points: readonly Point[]): { front: number; crowding: number }[] {
  const rank: { front: number; crowding: number }[] = []
  paretoFronts(points).forEach((members, front) => {
    const distances = crowdingDistances(members.map((i) => points[i]))
    members.forEach((member, i) => {
      rank[member] = { front, crowding: distances[i] }
    })
  })
  return rank
}

/** The `count` best by front, then by crowding, then by age. */
function survivors(members: readonly Member[], count: number): Member[] {
  const rank = ranks(members.map(({ point }) => point))
  const order = members.map((_, i) => i)
  order.sort((a, b) => rank[a].front - rank[b].front || byCrowding(rank[a].crowding, rank[b].crowding) || a - b)
  return order
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((i) => members[i])
}

/** Infinity minus Infinity is no number. */
const byCrowding = (a: number, b: number): number => (a === b ? 0 : a > b ? -1 : 1)

function child(state: State, index: number, rank: ReturnType<typeof ranks>): LoggedCandidate {
  const { context, settings, population } = state
  const { space, constraints, seed } = context
  const k = key(seed, 'nsga2-child', index)
  const parent = (n: number): number => {
    const [a, b] = [0, 1].map((i) => integer(key(k, 'parent'), 2 * n + i, population.length))
    if (rank[a].front !== rank[b].front) return rank[a].front < rank[b].front ? a : b
    return byCrowding(rank[a].crowding, rank[b].crowding) <= 0 ? a : b
  }
  const mother = population[parent(0)].topology
  const crossed =
    uniform(k, 0) < settings.crossover
      ? crossTopologies(mother, population[parent(1)].topology, key(k, 'crossover'))
      : mother
  const start = violation(crossed, constraints) ? mother : crossed
  const changes: string[] = topologyHash(start) === topologyHash(mother) ? [] : ['crossed']
  let edited = start
  for (let edit = 0; edit === 0 || uniform(key(k, 'more'), edit) < settings.moreEdits; edit++) {
    const made = admissibleEdit(edited, space, constraints, key(k, 'edit', edit), settings.structural)
    edited = made.topology
    changes.push(made.change)
  }
  return { topology: edited, role: 'child', lineage: { parent: mother, change: changes.join('; ') } }
}

/** A generation, or what is left of it. Until the population is full, founders. */
function batch(state: State): LoggedCandidate[] {
  const { context, settings, judged, population } = state
  const inGeneration = settings.population - (judged % settings.population)
  const count = Math.min(inGeneration, context.total - judged)
  const founding = judged < settings.population || population.length < 2
  const rank = founding ? [] : ranks(population.map(({ point }) => point))
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const given = context.from?.at(judged + i)
    if (given) return { topology: given, role: 'from' }
    if (!founding) return child(state, judged + i, rank)
    const k = key(context.seed, 'nsga2-founder', judged + i)
    return { topology: randomAdmissible(context.space, context.constraints, k), role: 'founder' }
  })
}

function metricsOf({ judged, population }: Progress, { objectives }: StrategyContext): Record<string, number> {
  const metrics: Record<string, number> = { judged }
  if (population.length === 0) return metrics
  metrics.front = paretoFronts(population.map(({ point }) => point))[0].length
  objectives.forEach((objective, m) => {
    const best = Math.min(...population.map(({ point }) => point[m]))
    metrics[`best-${objective}`] = objective === 'accuracy' ? -best : best
  })
  return metrics
}

export const nsga2: Strategy<Settings, State> = {
  name: 'nsga2',
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start(context, settings) {
    if (context.objectives.length < 2) {
      const example = 'objectives: [accuracy, synapses, spikes]'
      throw new UsageError(`strategy nsga2 needs at least two objectives, but the study has one: write ${example}`)
    }
    return { judged: 0, population: [], context, settings }
  },

  ask: (state) => batch(state).flatMap(({ topology }) => judgementItems(topology, 1, state.context.recipe.epochs)),

  tell(state, results) {
    const { context, settings } = state
    const candidates = batch(state)
    const children = results.flatMap((result, i): Member[] => {
      if (result.kind !== 'evaluation' || result.outcome.state !== 'scored') return []
      const { topology } = candidates[i]
      const point = minimisedPoint(context.objectives, topology, result.outcome.score)
      return point.every(Number.isFinite) ? [{ topology, point }] : []
    })
    const population = survivors([...state.population, ...distinct(children, state.population)], settings.population)
    const after: State = { ...state, judged: state.judged + candidates.length, population }
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after, context) }], candidates } }
  },

  progress: (state) => ({
    phase: 'evaluate',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: metricsOf(state, state.context),
  }),

  /** The best of the first objective; the front is what `motif pareto` shows. */
  best({ population }) {
    const [first] = [...population].sort((a, b) => a.point[0] - b.point[0])
    return first?.topology
  },

  encode: ({ judged, population }) =>
    encodeState({
      judged,
      population: population.map(({ topology, point }) => ({ topology: topologyDocument(topology), point })),
    }),
  decode(bytes, context, settings) {
    const { judged, population } = decodeState<{
      judged: number
      population: { topology: object; point: number[] }[]
    }>(bytes)
    const members = population.map(({ topology, point }) => ({
      topology: parseTopology(topology, 'state of nsga2'),
      point,
    }))
    return { judged, population: members, context, settings }
  },
}

/** A network that the population has, under whatever numbering, would crowd out another one. */
function distinct(children: readonly Member[], population: readonly Member[]): Member[] {
  const seen = new Set(population.map(({ topology }) => topologyHash(topology)))
  return children.filter(({ topology }) => {
    const hash = topologyHash(topology)
    if (seen.has(hash)) return false
    seen.add(hash)
    return true
  })
}
