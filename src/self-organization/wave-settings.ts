import { z } from 'zod'

/** dt is in the units of the time constants; noise is per step and, as in the re-implementation read, not scaled by dt. */
export const lifSchema = z.strictObject({
  model: z.literal('lif'),
  dt: z.number().positive().max(1).default(0.1),
  tauV: z.number().positive().default(2),
  tauTheta: z.number().positive().default(60),
  /** What a spike adds to the threshold in a unit of time. */
  thresholdRise: z.number().nonnegative().default(9),
  rest: z.number().positive().default(1),
  /** A unit is reset to this times the square of a standard normal number, drawn once. */
  resetSpread: z.number().nonnegative().default(0.1),
})

export const izhikevichSchema = z.strictObject({
  model: z.literal('izhikevich'),
  a: z.number().positive().default(0.02),
  b: z.number().positive().default(0.2),
  peak: z.number().default(30),
  /** Units near the centre are more excitable, so that waves start there: d falls with the distance over 10. */
  excitableCentre: z.boolean().default(false),
})

export const unitSchema = z.discriminatedUnion('model', [lifSchema, izhikevichSchema])
export type UnitSettings = z.infer<typeof unitSchema>
export type LifSettings = z.infer<typeof lifSchema>
export type IzhikevichSettings = z.infer<typeof izhikevichSchema>

/** Left out, strengths and radii are those of the unit model and the density (`completeWaves`). */
export const excitationSchema = z.strictObject({
  strength: z.number().nonnegative().optional(),
  radius: z.number().positive().optional(),
})

export const inhibitionSchema = z.strictObject({
  strength: z.number().nonnegative().optional(),
  /** Inner edge: the knob of wave size. */
  radius: z.number().positive().optional(),
  decay: z.number().positive().default(10),
})

/** Everything the equations of one sheet need. */
export interface WaveSettings {
  readonly unit: UnitSettings
  /** S = strength within radius. */
  readonly excitation: { readonly strength: number; readonly radius: number }
  /** S = -strength exp(-D / decay) beyond radius. */
  readonly inhibition: { readonly strength: number; readonly radius: number; readonly decay: number }
  /** Standard deviation of the noise per unit and step; 0 in layers that are driven. */
  readonly noise: number
}

interface Given {
  readonly unit: UnitSettings
  readonly excitation: z.infer<typeof excitationSchema>
  readonly inhibition: z.infer<typeof inhibitionSchema>
  readonly noise: number
}

/** Excitatory neighbours a unit should have: in the first layer, and in layers that are driven by one below. */
export const WANTED_NEIGHBOURS = { first: 24, driven: 14 } as const

const STRENGTHS = { lif: { excitation: 16, inhibition: 3 }, izhikevich: { excitation: 5, inhibition: 2 } } as const
/** Inner edge of the inhibition over the radius of the excitation. */
const REACH = { first: { lif: 2.5, izhikevich: 4 }, driven: { lif: 2, izhikevich: 4 } } as const

export const neighboursAt = (radius: number, density: number): number => Math.PI * radius * radius * density
export const radiusFor = (neighbours: number, density: number): number => Math.sqrt(neighbours / (Math.PI * density))

/** Fills in what was left out: strengths of the unit model, radii that give the wanted number of neighbours. */
export function completeWaves(given: Given, density: number, place: 'first' | 'driven'): WaveSettings {
  const { unit, excitation, inhibition, noise } = given
  const { model } = unit
  const radius = excitation.radius ?? radiusFor(WANTED_NEIGHBOURS[place], density)
  return {
    unit,
    excitation: { strength: excitation.strength ?? STRENGTHS[model].excitation, radius },
    inhibition: {
      strength: inhibition.strength ?? STRENGTHS[model].inhibition,
      radius: inhibition.radius ?? REACH[place][model] * radius,
      decay: inhibition.decay,
    },
    noise: place === 'first' ? noise : 0,
  }
}
