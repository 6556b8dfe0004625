import { z } from 'zod'
import { type Key, permutation } from '../kernel/numerics/random.js'
import { centroid, pointDistance, pointOf, type Sheet, subSheet } from './sheet.js'

/** Units of the first layer that are lost: those around the centre, or any. */
export const damageSchema = z.strictObject({
  kind: z.enum(['hole', 'random']),
  share: z.number().min(0).max(0.9),
})
export type Damage = z.infer<typeof damageSchema>

/** The units that survive, ascending. */
export function survivors(sheet: Sheet, { kind, share }: Damage, k: Key): number[] {
  const all = Array.from({ length: sheet.units }, (_, i) => i)
  const kept = sheet.units - Math.round(share * sheet.units)
  if (kind === 'random') return Array.from(permutation(k, sheet.units).subarray(0, kept)).sort((a, b) => a - b)
  const centre = centroid(sheet, all)
  const distance = all.map((i) => pointDistance(sheet, pointOf(sheet, i), centre))
  return all
    .sort((a, b) => distance[b] - distance[a] || a - b)
    .slice(0, kept)
    .sort((a, b) => a - b)
}

export const damaged = (sheet: Sheet, damage: Damage, k: Key): Sheet => subSheet(sheet, survivors(sheet, damage, k))
