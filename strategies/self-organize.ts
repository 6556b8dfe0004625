/**
 * Input wiring by travelling waves: before a candidate is trained, waves of noise on a sheet over its inputs wire each neuron
 * of the first layer to a pool of inputs (Raghavan & Thomson, "Neural networks grown and self-organized by noise", 2019).
 * What is searched is the wave radius, the size and the shape of the sheet; recurrence is drawn from the space. As input
 * wiring of trained recurrent networks this is ours.
 */
import { z } from 'zod'
import {
  decodeState,
  encodeState,
  geometrySchema,
  integer,
  judgedMerit,
  judgementItems,
  key,
  meritMetric,
  parseSettings,
  randomAdmissible,
  type Strategy,
  type StrategyContext,
  type Topology,
  topologyHash,
  UsageError,
  type WiringSettings,
  wiredInput,
} from '../src/index.js'

const settingsSchema = z.strictObject({
  /** Candidates asked for at once; fixed, so that results do not depend on the number of threads. */
  together: z.int().positive().default(4),
  /** Inner edges of the inhibition to choose from: the wave radius follows them. */
  waveRadii: z.array(z.number().positive()).min(1).default([4, 5, 7]),
  /** Units of the sheet to choose from, at the density of 1500 on 28 x 28. */
  sheetUnits: z.array(z.int().min(100).max(7000)).min(1).default([500]),
  geometries: z
    .array(geometrySchema)
    .min(1)
    .default([{ kind: 'square' }]),
  /** Steps of waves that wire one candidate. */
  steps: z.int().positive().default(20_000),
  /** How the inputs lie, row by row; as square as can be where left out. */
  picture: z.strictObject({ width: z.int().positive(), height: z.int().positive() }).optional(),
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

const DENSITY = 1500 / (28 * 28)
/** Radius of the excitation on a sheet of that density with 24 neighbours a unit; waves need the inhibition outside of it. */
const EXCITATION = 2

function pictureOf({ space }: StrategyContext, { picture }: Settings): WiringSettings['picture'] {
  if (picture) return picture
  const width = Math.ceil(Math.sqrt(space.inputs))
  return { width, height: Math.ceil(space.inputs / width) }
}

function wiringOf({ context, settings }: State, index: number): WiringSettings {
  const choose = <T>(list: readonly T[], name: string): T =>
    list[integer(key(context.seed, 'self-organize', name), index, list.length)]
  const units = choose(settings.sheetUnits, 'units')
  return {
    units,
    side: Math.sqrt(units / DENSITY),
    geometry: choose(settings.geometries, 'geometry'),
    waveRadius: choose(settings.waveRadii, 'radius'),
    steps: settings.steps,
    picture: pictureOf(context, settings),
  }
}

/** Waves take a second and candidates are asked for more than once; what is kept here is a function of its key. */
const wired = new Map<string, Topology>()

/** Those the study starts from come first. */
function candidate(state: State, index: number): Topology {
  const { context } = state
  const given = context.from?.at(index)
  if (given) return given
  const drawn = randomAdmissible(context.space, context.constraints, key(context.seed, 'self-organized', index))
  const wiring = wiringOf(state, index)
  const name = JSON.stringify([topologyHash(drawn), wiring, context.seed, index])
  const known = wired.get(name)
  if (known) return known
  const [first, ...above] = drawn.layers
  const input = wiredInput(wiring, first.neurons, drawn.inputs, key(context.seed, 'self-organize', index))
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
  settings: (raw) => parseSettings(settingsSchema, raw, 'strategy'),
  start(context, settings) {
    checkSettings(settings, context)
    return { judged: 0, best: -1, merit: 0, context, settings }
  },

  ask: (state) =>
    batch(state).flatMap((index) => judgementItems(candidate(state, index), 1, state.context.recipe.epochs)),

  tell(state, results) {
    const indices = batch(state)
    let { best, merit } = state
    results.forEach((result, i) => {
      const found = judgedMerit(result, state.context.metric)
      if (found === undefined || (best >= 0 && found <= merit)) return
      best = indices[i]
      merit = found
    })
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
