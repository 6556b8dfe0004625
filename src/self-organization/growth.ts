import { z } from 'zod'
import { cosSinTurn } from '../kernel/numerics/elementary.js'
import { normal } from '../kernel/numerics/normal.js'
import { integer, type Key, key, uniform } from '../kernel/numerics/random.js'
import { boxOf, contains, type Geometry } from './geometry.js'
import { densityOf, onSphere, pointOf, type Sheet, sampleSheet, subSheet, unitDistance } from './sheet.js'
import { neighboursAt } from './wave-settings.js'

export const growthSchema = z.strictObject({
  /** How far a daughter cell lands at most, in radii of the excitation. */
  reach: z.number().positive().max(4).default(0.5),
  /**
   * A cell is not placed where there are already this many times the final number of neighbours. When all cells rest, the
   * bound rises by a tenth of the final number and all divide again, so that the sheet fills evenly.
   */
  crowding: z.number().min(0.1).max(4).default(0.3),
  /** Tries of a cell before it rests. */
  tries: z.int().positive().default(5),
  /** Steps of waves after every `batch` new cells; 0: none before the sheet is grown. */
  waveSteps: z.int().nonnegative().default(0),
  batch: z.int().positive().default(50),
})
export type GrowthSettings = z.infer<typeof growthSchema>

export interface GrowthPlan {
  readonly geometry: Geometry
  readonly side: number
  readonly units: number
  /** Radius of the excitation, within which cells count as crowding each other. */
  readonly radius: number
  /** Cells of the layer above: each is born above a new cell with this probability. */
  readonly aboveShare: number
}

export interface Grown {
  readonly sheet: Sheet
  /** The layer above: daughters of vertical divisions, at the places of their mothers. */
  readonly above: Sheet
  /** The bound of crowding that gave all cells a place. */
  readonly crowding: number
}

/**
 * Growth from one cell in the middle: a cell drawn from those that still divide puts a daughter next to itself, if there is
 * room. The papers' growth could not be read in detail; these rules are ours.
 */
export function grow(plan: GrowthPlan, settings: GrowthSettings, seed: Key): Grown {
  const { geometry, side, units, radius } = plan
  const full = neighboursAt(radius, densityOf(plan))
  const sheet: Sheet = { geometry, side, units, points: new Float64Array(3 * units) }
  sheet.points.set(firstCell(plan, seed))
  const [picks, places, above] = [key(seed, 'pick'), key(seed, 'place'), key(seed, 'above')]
  let crowding = settings.crowding
  let active = [0]
  const lifted: number[] = []
  let count = 1
  for (let event = 0; count < units; event++) {
    if (active.length === 0) {
      crowding += 0.1
      active = Array.from({ length: count }, (_, i) => i)
    }
    const slot = integer(picks, event, active.length)
    const most = crowding * full
    if (place(sheet, count, active[slot], { plan, settings, most }, key(places, event))) {
      if (uniform(above, count) < plan.aboveShare) lifted.push(count)
      active.push(count)
      count++
    } else {
      active[slot] = active[active.length - 1]
      active.pop()
    }
  }
  return { sheet, above: subSheet(sheet, lifted), crowding }
}

/** In the middle, or where a hole is in the middle, on any point of the sheet. */
function firstCell({ geometry, side }: GrowthPlan, seed: Key): ArrayLike<number> {
  const { width, height } = boxOf(geometry, side)
  const middle = [width / 2, height / 2, 0]
  if (geometry.kind !== 'sphere' && contains(geometry, side, middle[0], middle[1])) return middle
  return sampleSheet(geometry, side, 1, key(seed, 'first')).points
}

interface Rules {
  readonly plan: GrowthPlan
  readonly settings: GrowthSettings
  readonly most: number
}

/** Puts cell `count` beside its mother; false where there was no room in all tries. */
function place(sheet: Sheet, count: number, mother: number, { plan, settings, most }: Rules, k: Key): boolean {
  for (let n = 0; n < settings.tries; n++) {
    const point = beside(sheet, pointOf(sheet, mother), settings.reach * plan.radius, key(k, n))
    if (!point) continue
    sheet.points.set(point, 3 * count)
    if (neighboursBefore(sheet, count, plan.radius) < most) return true
  }
  return false
}

/** A point at distance up to `reach`, uniform over the disc; undefined where the sheet is not. */
function beside(sheet: Sheet, mother: Float64Array, reach: number, k: Key): Float64Array | undefined {
  const { geometry, side } = sheet
  const distance = reach * Math.sqrt(uniform(k, 0))
  if (geometry.kind === 'sphere') {
    const step = [normal(k, 1), normal(k, 2), normal(k, 3)]
    const length = Math.sqrt(step[0] ** 2 + step[1] ** 2 + step[2] ** 2)
    const point = Float64Array.from(mother, (x, axis) => x + (distance * step[axis]) / length)
    onSphere(point, side)
    return point
  }
  const [c, s] = cosSinTurn(uniform(k, 1))
  let [x, y] = [mother[0] + distance * c, mother[1] + distance * s]
  if (geometry.kind === 'torus') {
    x -= Math.floor(x / side) * side
    y -= Math.floor(y / side) * side
  }
  return contains(geometry, side, x, y) ? Float64Array.of(x, y, 0) : undefined
}

/** How many older cells a cell has within the radius. */
function neighboursBefore(sheet: Sheet, cell: number, radius: number): number {
  let near = 0
  for (let i = 0; i < cell; i++) if (unitDistance(sheet, i, cell) < radius) near++
  return near
}
