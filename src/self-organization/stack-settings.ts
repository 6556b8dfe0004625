import { z } from 'zod'
import { damageSchema } from './damage.js'
import { geometrySchema } from './geometry.js'
import { growthSchema } from './growth.js'
import { projectionSchema } from './projection-settings.js'
import { excitationSchema, inhibitionSchema, unitSchema } from './wave-settings.js'

const sheetSchema = {
  units: z.int().min(2).max(20_000),
  geometry: geometrySchema.default({ kind: 'square' }),
  unit: unitSchema.prefault({ model: 'lif' }),
  excitation: excitationSchema.prefault({}),
  inhibition: inhibitionSchema.prefault({}),
}

/** The layer that waves start in. */
const firstSchema = z.strictObject({
  ...sheetSchema,
  /** Standard deviation of the noise per unit and step. */
  noise: z.number().nonnegative().default(3),
})

/** A layer that is driven by the one below. */
const drivenSchema = z.strictObject({
  ...sheetSchema,
  /** `waves`: a sheet as the first one, but without noise. `winner`: the winner of the competition is all that fires. */
  dynamics: z.enum(['waves', 'winner']).default('waves'),
  projection: projectionSchema.prefault({}),
})

/** A stack of any number of layers that wire themselves. */
export const stackSchema = z.strictObject({
  /** All sheets have the area side x side. */
  side: z.number().positive().default(28),
  layers: z.tuple([firstSchema]).rest(drivenSchema),
  /** Steps of self-organization. */
  steps: z.int().positive().default(60_000),
  /** `together`: all projections learn from the first step on. `upwards`: each learns in its share of the steps. */
  order: z.enum(['together', 'upwards']).default('together'),
  /** Grows the first two layers from one cell instead of drawing them. */
  growth: growthSchema.optional(),
  /** Takes units of the first layer away before waves begin. */
  damage: damageSchema.optional(),
})
export type StackSettings = z.infer<typeof stackSchema>
export type DrivenSettings = z.infer<typeof drivenSchema>
export type FirstSettings = z.infer<typeof firstSchema>
