import { z } from 'zod'

type Corner = readonly [number, number]

/** A closed line through points of the plane, y downwards; only its shape counts, not its size. */
export const polygonSchema = z
  .array(z.tuple([z.number(), z.number()]))
  .min(3)
  .max(500)
  .refine((corners) => areaOf(corners) > 0, 'must enclose an area')
  .refine((corners) => !crossesItself(corners), 'must not cross itself')

export interface Outline {
  readonly corners: readonly Corner[]
  readonly width: number
  readonly height: number
}

/** The polygon moved to the origin and scaled to the area side x side. */
export function outlineOf(polygon: readonly Corner[], side: number): Outline {
  const known = OUTLINES.get(polygon)
  if (known?.side === side) return known.outline
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const scale = side / Math.sqrt(areaOf(polygon))
  const outline = {
    corners: polygon.map(([x, y]): Corner => [scale * (x - left), scale * (y - top)]),
    width: scale * (Math.max(...xs) - left),
    height: scale * (Math.max(...ys) - top),
  }
  OUTLINES.set(polygon, { side, outline })
  return outline
}

/** Asked for every point of a sheet. */
const OUTLINES = new WeakMap<readonly Corner[], { readonly side: number; readonly outline: Outline }>()

/** A ray from the point to the right crosses the line an odd number of times. */
export function isInside({ corners }: Outline, x: number, y: number): boolean {
  let inside = false
  corners.forEach(([x1, y1], i) => {
    const [x2, y2] = corners[(i + 1) % corners.length]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside
  })
  return inside
}

/** Shoelace formula. */
function areaOf(corners: readonly Corner[]): number {
  const twice = corners.reduce((sum, [x1, y1], i) => {
    const [x2, y2] = corners[(i + 1) % corners.length]
    return sum + x1 * y2 - x2 * y1
  }, 0)
  return Math.abs(twice) / 2
}

function crossesItself(corners: readonly Corner[]): boolean {
  const n = corners.length
  const turn = (a: Corner, b: Corner, c: Corner): number =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const [a, b, c, d] = [corners[i], corners[i + 1], corners[j], corners[(j + 1) % n]]
      // Sides that share a corner meet there.
      if (j === i + 1 || (i === 0 && j === n - 1)) continue
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true
    }
  }
  return false
}
