import { mean, median } from 'simple-statistics'
import type { Projection } from './projection.js'
import { centroid, densityOf, pointDistance, type Sheet, unitDistance } from './sheet.js'
import { spread } from './wave-measures.js'

/** Units of the layer below that a unit listens to, ascending. */
export type Pool = Uint32Array

/** Which weights count: those above 0.1 (the authors' script), or above half of the largest of the row. */
export type PoolCut = 'present' | 'half-maximum'

const PRESENT = 0.1

export function poolOf(row: Float64Array, cut: PoolCut): Pool {
  const least = cut === 'present' ? PRESENT : row.reduce((most, w) => Math.max(most, w), 0) / 2
  const members: number[] = []
  row.forEach((w, j) => {
    if (w > least) members.push(j)
  })
  return Uint32Array.from(members)
}

export function poolsOf(projection: Projection, cut: PoolCut): Pool[] {
  return Array.from({ length: projection.post }, (_, k) => poolOf(projection.row(k), cut))
}

/** Units nearer than this are linked; 2 at the density of the default sheet. */
export const linkDistance = (sheet: Sheet): number => 2 * Math.sqrt(1500 / (28 * 28) / densityOf(sheet))

/** [unit] the units nearer than `distance`. */
export function neighbourLists(sheet: Sheet, distance = linkDistance(sheet)): number[][] {
  const lists: number[][] = Array.from({ length: sheet.units }, () => [])
  for (let i = 0; i < sheet.units; i++) {
    for (let j = 0; j < i; j++) {
      if (unitDistance(sheet, i, j) >= distance) continue
      lists[i].push(j)
      lists[j].push(i)
    }
  }
  return lists
}

/** Share of a pool in its largest connected part. */
export function contiguity(pool: Pool, neighbours: readonly (readonly number[])[]): number {
  if (pool.length === 0) return 0
  const left = new Set(pool)
  let largest = 0
  for (const start of pool) {
    if (!left.delete(start)) continue
    const queue = [start]
    for (let n = 0; n < queue.length; n++) {
      for (const other of neighbours[queue[n]]) if (left.delete(other)) queue.push(other)
    }
    largest = Math.max(largest, queue.length)
  }
  return largest / pool.length
}

export interface PoolMeasures {
  /** Share of units with enough updates and a pool of less than a quarter of the layer below. */
  readonly formed: number
  /** Over pools that formed: */
  readonly medianSize: number
  readonly contiguity: number
  readonly radius: number
  /** Share of the layer below that lies in a pool that formed, and in how many a unit lies. */
  readonly coverage: number
  readonly perUnit: number
}

const ENOUGH_UPDATES = 20
const LARGEST_SHARE = 0.25

/** Whether a pool counts as formed: learnt, and local. */
export const hasFormed = (pool: Pool, below: number, updates: number): boolean =>
  updates >= ENOUGH_UPDATES && pool.length > 0 && pool.length < LARGEST_SHARE * below

export function measurePools(
  sheet: Sheet,
  pools: readonly Pool[],
  updates: ArrayLike<number>,
  neighbours = neighbourLists(sheet),
): PoolMeasures {
  const formed = pools.filter((pool, k) => hasFormed(pool, sheet.units, updates[k]))
  const inPools = new Uint32Array(sheet.units)
  for (const pool of formed) for (const unit of pool) inPools[unit]++
  const over = (measure: (pool: Pool) => number): number => (formed.length > 0 ? mean(formed.map(measure)) : 0)
  return {
    formed: formed.length / pools.length,
    medianSize: formed.length > 0 ? median(formed.map((pool) => pool.length)) : 0,
    contiguity: over((pool) => contiguity(pool, neighbours)),
    radius: over((pool) => spread(sheet, pool)),
    coverage: inPools.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0) / sheet.units,
    perUnit: inPools.reduce((sum, n) => sum + n, 0) / sheet.units,
  }
}

/** Where a pool lies on the sheet below: its centre of weight. */
export function poolCentre(sheet: Sheet, pool: Pool, row?: Float64Array): Float64Array {
  return centroid(sheet, pool, row ? (n) => row[pool[n]] : undefined)
}

export interface TopographicMap {
  /** Mean distance of the centres of pools whose units are neighbours, and of all pairs. */
  readonly neighbours: number
  readonly all: number
  /** Their ratio: well below 1 where neighbours listen to neighbours, about 1 where place plays no part. */
  readonly ratio: number
}

/** Neighbours are nearer than `near` on the upper sheet: 4 where 400 units lie on 28 x 28. */
export function topographicMap(
  lower: Sheet,
  upper: Sheet,
  centres: readonly (Float64Array | undefined)[],
  near = 4,
): TopographicMap {
  let [close, closePairs, all, pairs] = [0, 0, 0, 0]
  for (const [i, a] of centres.entries()) {
    for (let j = 0; j < i; j++) {
      const b = centres[j]
      if (!a || !b) continue
      const distance = pointDistance(lower, a, b)
      all += distance
      pairs++
      if (unitDistance(upper, i, j) >= near) continue
      close += distance
      closePairs++
    }
  }
  const [neighbours, overall] = [close / Math.max(1, closePairs), all / Math.max(1, pairs)]
  return { neighbours, all: overall, ratio: overall > 0 ? neighbours / overall : 0 }
}
