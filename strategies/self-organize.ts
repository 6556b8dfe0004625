/**
 * Input wiring by travelling waves: before a candidate is trained, waves of noise on a sheet over its inputs wire each neuron
 * of the first layer to a pool of inputs (Raghavan & Thomson, "Neural networks grown and self-organized by noise", 2019).
 * What is searched is the wave radius, the size and the shape of the sheet; recurrence is drawn from the space. As input
 * wiring of trained recurrent networks this is ours.
 */
import {
  bestAfter,
  decodeState,
  drawnKey,
  encodeState,
  judgementItems,
  meritMetric,
  parseSettings,
  randomAdmissible,
  type SelfOrganizeSettings,
  type Strategy,
  type StrategyContext,
  selfOrganizeSchema,
  type Topology,
  topologyHash,
  UsageError,
  wiredInput,
  wiringKey,
  wiringOf,
} from '../src/index.js'

type Settings = SelfOrganizeSettings

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

/** Radius of the excitation on a sheet of that density with 24 neighbours a unit; waves need the inhibition outside of it. */
const EXCITATION = 2

/** Waves take a second and candidates are asked for more than once; what is kept here is a function of its key. */
const wired = new Map<string, Topology>()

/** Those the study starts from come first. */
function candidate(state: State, index: number): Topology {
  const { context } = state
  const given = context.from?.at(index)
  if (given) return given
  const drawn = randomAdmissible(context.space, context.constraints, drawnKey(context.seed, index))
  const wiring = wiringOf(state.settings, context.seed, index, context.space.inputs)
  const name = JSON.stringify([topologyHash(drawn), wiring, context.seed, index])
  const known = wired.get(name)
  if (known) return known
  const [first, ...above] = drawn.layers
  const input = wiredInput(wiring, first.neurons, drawn.inputs, wiringKey(context.seed, index))
  const topology = { ...drawn, layers: [{ ...first, input }, ...above] }
  wired.set(name, topology)
  return topology
}

function batch(state: State): number[] {
  const count = Math.min(state.settings.together, state.context.total - state.judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => state.judged + i)
}

const metricsOf = ({ judged, best, merit, context }: State): Record<string, number> => ({
  judged,
  ...(best >= 0 ? meritMetric('best', context.metric, merit) : {}),
})

function checkSettings({ waveRadii, picture }: Settings, { space }: StrategyContext): void {
  const narrow = waveRadii.find((radius) => radius < EXCITATION)
  if (narrow !== undefined)
    throw new UsageError(
      `strategy.waveRadii: must be at least the radius of the excitation (${EXCITATION}), but got ${narrow}`,
    )
  if (picture && picture.width * picture.height < space.inputs)
    throw new UsageError(
      `strategy.picture: must have a place for each of the ${space.inputs} inputs, but ${picture.width} x ${picture.height} has ${picture.width * picture.height}`,
    )
}

export const selfOrganize: Strategy<Settings, State> = {
  name: 'self-organize',
  settings: (raw) => parseSettings(selfOrganizeSchema, raw, 'strategy'),
  start(context, settings) {
    checkSettings(settings, context)
    return { judged: 0, best: -1, merit: 0, context, settings }
  },

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(candidate(state, index), 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    const { best, merit } = bestAfter(state, indices, results, state.context.metric)
    const judged = state.judged + indices.length
    const candidates = indices.map((index) => ({
      topology: candidate(state, index),
      role: index < (state.context.from?.length ?? 0) ? 'from' : 'self-organized',
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

  encode: ({ judged, best, merit }) => encodeState({ judged, best, merit }),
  decode: (bytes, context, settings) => ({ ...decodeState<Progress>(bytes), context, settings }),
}
