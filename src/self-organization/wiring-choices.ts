import { z } from 'zod'
import { integer, type Key, key } from '../kernel/numerics/random.js'
import { geometrySchema } from './geometry.js'
import type { WiringSettings } from './wired-input.js'

/** What strategy `self-organize` chooses from when it wires the inputs of a candidate. */
export const selfOrganizeSchema = z.strictObject({
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
export type SelfOrganizeSettings = z.infer<typeof selfOrganizeSchema>

const DENSITY = 1500 / (28 * 28)

function pictureOf(inputs: number, { picture }: SelfOrganizeSettings): WiringSettings['picture'] {
  if (picture) return picture
  const width = Math.ceil(Math.sqrt(inputs))
  return { width, height: Math.ceil(inputs / width) }
}

/** The sheet that wires a candidate, by its number in the search and the study's seed. */
export function wiringOf(settings: SelfOrganizeSettings, seed: number, index: number, inputs: number): WiringSettings {
  const choose = <T>(list: readonly T[], name: string): T =>
    list[integer(key(seed, 'self-organize', name), index, list.length)]
  const units = choose(settings.sheetUnits, 'units')
  return {
    units,
    side: Math.sqrt(units / DENSITY),
    geometry: choose(settings.geometries, 'geometry'),
    waveRadius: choose(settings.waveRadii, 'radius'),
    steps: settings.steps,
    picture: pictureOf(inputs, settings),
  }
}

/** Of the waves that wire a candidate, and of the network that is drawn before. */
export const wiringKey = (seed: number, index: number): Key => key(seed, 'self-organize', index)
export const drawnKey = (seed: number, index: number): Key => key(seed, 'self-organized', index)
