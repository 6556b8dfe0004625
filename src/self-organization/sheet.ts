import { normal } from '../kernel/numerics/normal.js'
import { type Key, key, uniform } from '../kernel/numerics/random.js'
import { type Box, boxOf, contains, type Geometry, sphereRadius } from './geometry.js'

/** Where the units of a layer are. Distances are Euclidean; they wrap on a torus and are chords on a sphere. */
export interface Sheet {
  readonly geometry: Geometry
  /** The area is side x side. */
  readonly side: number
  readonly units: number
  /** [unit][x, y, z]; z is 0 but on a sphere. */
  readonly points: Float64Array
}

const MOST_TRIES = 100_000

/** Independent uniform points. A function of the key. */
export function sampleSheet(geometry: Geometry, side: number, units: number, k: Key): Sheet {
  const points = new Float64Array(3 * units)
  for (let i = 0; i < units; i++) points.set(samplePoint(geometry, side, key(k, i)), 3 * i)
  return { geometry, side, units, points }
}

function samplePoint(geometry: Geometry, side: number, k: Key): readonly [number, number, number] {
  if (geometry.kind === 'sphere') {
    const [x, y, z] = [normal(k, 0), normal(k, 1), normal(k, 2)]
    const scale = sphereRadius(side) / Math.sqrt(x * x + y * y + z * z)
    return [x * scale, y * scale, z * scale]
  }
  const { width, height } = boxOf(geometry, side)
  // Rejection leaves every shape uniform; a mask of one # among thousands of points needs thousands of tries.
  for (let n = 0; n < MOST_TRIES; n++) {
    const [x, y] = [uniform(k, n, 0) * width, uniform(k, n, 1) * height]
    if (contains(geometry, side, x, y)) return [x, y, 0]
  }
  throw new RangeError(`no point of the ${geometry.kind} was found in ${MOST_TRIES} tries`)
}

/** The sheet with the given units only, in the order given. */
export function subSheet(sheet: Sheet, kept: ArrayLike<number>): Sheet {
  const points = new Float64Array(3 * kept.length)
  for (let i = 0; i < kept.length; i++) points.set(sheet.points.subarray(3 * kept[i], 3 * kept[i] + 3), 3 * i)
  return { ...sheet, units: kept.length, points }
}

/** Units per unit of area, were they spread over the whole geometry. */
export const densityOf = ({ units, side }: Pick<Sheet, 'units' | 'side'>): number => units / (side * side)

/** The shorter way round on a torus. */
function along(sheet: Sheet, difference: number): number {
  if (sheet.geometry.kind !== 'torus') return difference
  const d = Math.abs(difference)
  return d > sheet.side / 2 ? sheet.side - d : d
}

/** Distance of two points given by their coordinates. */
export function pointDistance(sheet: Sheet, a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dx = along(sheet, a[0] - b[0])
  const dy = along(sheet, a[1] - b[1])
  const dz = a[2] - b[2]
  return Math.sqrt(dx * dx + dy * dy + dz * dz)
}

export const pointOf = ({ points }: Sheet, unit: number): Float64Array => points.subarray(3 * unit, 3 * unit + 3)

/** Distance of two units of a sheet. */
export function unitDistance(sheet: Sheet, i: number, j: number): number {
  const { points } = sheet
  const dx = along(sheet, points[3 * i] - points[3 * j])
  const dy = along(sheet, points[3 * i + 1] - points[3 * j + 1])
  const dz = points[3 * i + 2] - points[3 * j + 2]
  return Math.sqrt(dx * dx + dy * dy + dz * dz)
}

/**
 * Mean position of units: along each direction on a torus, where the coordinates are turned to the first unit's
 * neighbourhood, and on the surface of a sphere.
 */
export function centroid(sheet: Sheet, units: ArrayLike<number>, weight?: (n: number) => number): Float64Array {
  const { points, side, geometry } = sheet
  const first = units[0]
  const sum = new Float64Array(3)
  let total = 0
  for (let n = 0; n < units.length; n++) {
    const w = weight ? weight(n) : 1
    total += w
    for (let axis = 0; axis < 3; axis++) {
      let x = points[3 * units[n] + axis]
      if (geometry.kind === 'torus' && axis < 2) {
        const d = x - points[3 * first + axis]
        x = d > side / 2 ? x - side : d < -side / 2 ? x + side : x
      }
      sum[axis] += w * x
    }
  }
  for (let axis = 0; axis < 3; axis++) sum[axis] /= total
  if (geometry.kind === 'sphere') onSphere(sum, side)
  if (geometry.kind === 'torus') for (let axis = 0; axis < 2; axis++) sum[axis] -= Math.floor(sum[axis] / side) * side
  return sum
}

/** Moves a point to the surface; the centre itself stays. */
export function onSphere(point: Float64Array, side: number): void {
  const length = Math.sqrt(point[0] ** 2 + point[1] ** 2 + point[2] ** 2)
  if (length > 0) for (let axis = 0; axis < 3; axis++) point[axis] *= sphereRadius(side) / length
}

/** Where a point is drawn, within `boxOf`: a sphere by longitude and height, which keeps areas (Lambert). For show. */
export function planePoint(sheet: Sheet, point: ArrayLike<number>): readonly [number, number] {
  if (sheet.geometry.kind !== 'sphere') return [point[0], point[1]]
  const box: Box = boxOf(sheet.geometry, sheet.side)
  const turn = Math.atan2(point[1], point[0]) / (2 * Math.PI) + 0.5
  const height = (point[2] / sphereRadius(sheet.side) + 1) / 2
  return [turn * box.width, height * box.height]
}
