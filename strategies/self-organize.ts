/**
 * Input wiring by travelling waves: before a candidate is trained, waves of noise on a sheet over its inputs wire each neuron
 * of the first layer to a pool of inputs (Raghavan & Thomson, "Neural networks grown and self-organized by noise", 2019).
 * What is searched is the wave radius, the size and the shape of the sheet; recurrence is drawn from the space. As input
 * wiring of trained recurrent networks this is ours. A batch of candidates is two steps: wired, then judged.
 */
import {
  bestAfter,
  decodeState,
  drawnKey,
  encodeState,
  type InputProjection,
  judgementItems,
  meritMetric,
  parseSettings,
  randomAdmissible,
  type SelfOrganizeSettings,
  type Strategy,
  type StrategyContext,
  selfOrganizeSchema,
  type Topology,
  UsageError,
  type WiringItem,
  type WorkResult,
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
  /** Inputs of the candidates of the next batch that waves wire; none before they are asked for. */
  readonly wired: readonly InputProjection[]
  /** Of the best candidate, where waves wired it. */
  readonly bestInput?: InputProjection | undefined
  readonly context: StrategyContext
  readonly settings: Settings
}

/** Radius of the excitation on a sheet of that density with 24 neighbours a unit; waves need the inhibition outside of it. */
const EXCITATION = 2

/** Those the study starts from come first, wired as they are. */
const given = ({ context }: Pick<State, 'context'>, index: number): Topology | undefined => context.from?.at(index)

const drawn = ({ context }: Pick<State, 'context'>, index: number): Topology =>
  randomAdmissible(context.space, context.constraints, drawnKey(context.seed, index))

function candidate(state: State, index: number, input: InputProjection | undefined): Topology {
  const known = given(state, index)
  if (known) return known
  if (!input) throw new Error(`candidate ${index} is not wired`)
  const topology = drawn(state, index)
  const [first, ...above] = topology.layers
  return { ...topology, layers: [{ ...first, input }, ...above] }
}

function batch(state: State): number[] {
  const count = Math.min(state.settings.together, state.context.total - state.judged)
  return Array.from({ length: Math.max(0, count) }, (_, i) => state.judged + i)
}

/** Those of the next batch that waves have to wire. */
const unwired = (state: State): number[] => batch(state).filter((index) => given(state, index) === undefined)

const isWired = (state: State): boolean => state.wired.length === unwired(state).length

function wiringItem({ context, settings }: Pick<State, 'context' | 'settings'>, index: number): WiringItem {
  const { layers, inputs } = drawn({ context }, index)
  return {
    kind: 'wiring',
    settings: wiringOf(settings, context.seed, index, inputs),
    neurons: layers[0].neurons,
    inputs,
    key: wiringKey(context.seed, index),
  }
}

function inputOf(result: WorkResult): InputProjection {
  if (result.kind !== 'wiring') throw new Error(`a wiring was asked for, but the result is of kind ${result.kind}`)
  return result.input
}

const metricsOf = ({ judged, best, merit, context }: State): Record<string, number> => ({
  judged,
  ...(best >= 0 ? meritMetric('best', context.metric, merit) : {}),
})

/** What wired a candidate of this batch. */
const inputIn = (state: State, index: number): InputProjection | undefined => state.wired[unwired(state).indexOf(index)]

const topologies = (state: State): Topology[] =>
  batch(state).map((index) => candidate(state, index, inputIn(state, index)))

type Stored = Progress & Partial<Pick<State, 'wired' | 'bestInput'>>

/** Runs begun when candidates were wired in `ask` have stored no wiring: that of the best is made again. */
function complete(stored: Stored & Pick<State, 'context' | 'settings'>): State {
  const state = { wired: [], ...stored }
  const isMissing = state.best >= 0 && state.bestInput === undefined && given(state, state.best) === undefined
  if (!isMissing) return state
  const { settings, neurons, inputs, key } = wiringItem(state, state.best)
  return { ...state, bestInput: wiredInput(settings, neurons, inputs, key) }
}

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
    return { judged: 0, best: -1, merit: 0, wired: [], context, settings }
  },

  ask(state) {
    if (!isWired(state)) return unwired(state).map((index) => wiringItem(state, index))
    return topologies(state).flatMap((topology) => judgementItems(topology, 1, state.context.recipe.epochs))
  },

  tell(state, results) {
    if (!isWired(state)) {
      const after = { ...state, wired: results.map(inputOf) }
      return { state: after, log: { phases: [{ name: 'wire', metrics: { wired: results.length } }], candidates: [] } }
    }
    const indices = batch(state)
    const made = topologies(state)
    const { best, merit } = bestAfter(state, indices, results, state.context.metric)
    const judged = state.judged + indices.length
    const candidates = indices.map((index, i) => ({
      topology: made[i],
      role: given(state, index) ? 'from' : 'self-organized',
    }))
    const bestInput = best === state.best ? state.bestInput : inputIn(state, best)
    const after = { ...state, judged, best, merit, wired: [], bestInput }
    return { state: after, log: { phases: [{ name: 'evaluate', metrics: metricsOf(after) }], candidates } }
  },

  progress: (state) => ({
    phase: isWired(state) ? 'evaluate' : 'wire',
    fraction: Math.min(1, state.judged / state.context.total),
    metrics: metricsOf(state),
  }),

  best: (state) => (state.best >= 0 ? candidate(state, state.best, state.bestInput) : undefined),

  encode: ({ judged, best, merit, wired, bestInput }) => encodeState({ judged, best, merit, wired, bestInput }),
  decode: (bytes, context, settings) => complete({ ...decodeState<Stored>(bytes), context, settings }),
}
