import { z } from 'zod'
import { isInside, outlineOf, polygonSchema } from './polygon.js'

/**
 * Shapes a sheet of units may have, all of the same area side x side, so that density and radii carry over. The equations
 * know nothing of shapes but distances.
 */
export const geometrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('square') }),
  z.strictObject({ kind: z.literal('disc') }),
  /** `hole`: inner radius as a part of the outer one. */
  z.strictObject({ kind: z.literal('donut'), hole: z.number().min(0.05).max(0.95).default(0.5) }),
  z.strictObject({ kind: z.literal('torus') }),
  z.strictObject({ kind: z.literal('sphere') }),
  z.strictObject({ kind: z.literal('polygon'), points: polygonSchema }),
  /** Rows of a drawing: units where there is a `#`, none where there is a `.`. */
  z.strictObject({
    kind: z.literal('mask'),
    rows: z
      .array(z.string().regex(/^[#.]+$/, 'must be of # and .'))
      .min(1)
      .refine((rows) => rows.every((row) => row.length === rows[0].length), 'must be rows of one length')
      .refine((rows) => rows.some((row) => row.includes('#')), 'must have a #'),
  }),
])
export type Geometry = z.infer<typeof geometrySchema>

export interface Box {
  readonly width: number
  readonly height: number
}

/** Radii of a donut of area side x side. */
export function donutRadii(hole: number, side: number): { readonly inner: number; readonly outer: number } {
  const outer = side / Math.sqrt(Math.PI * (1 - hole * hole))
  return { inner: hole * outer, outer }
}

export const discRadius = (side: number): number => side / Math.sqrt(Math.PI)
export const sphereRadius = (side: number): number => side / (2 * Math.sqrt(Math.PI))

/** Side of one character of a mask whose # together have the area side x side. */
export function maskCell(rows: readonly string[], side: number): number {
  const filled = FILLED.get(rows) ?? rows.reduce((sum, row) => sum + [...row].filter((c) => c === '#').length, 0)
  FILLED.set(rows, filled)
  return side / Math.sqrt(filled)
}

/** [mask] its #: asked for every point of a sheet. */
const FILLED = new WeakMap<readonly string[], number>()

/** The box that a picture of the sheet is drawn in; coordinates run from 0. A sphere is unrolled (`sheet.ts`). */
export function boxOf(geometry: Geometry, side: number): Box {
  switch (geometry.kind) {
    case 'square':
    case 'torus':
      return { width: side, height: side }
    case 'disc':
      return { width: 2 * discRadius(side), height: 2 * discRadius(side) }
    case 'donut': {
      const { outer } = donutRadii(geometry.hole, side)
      return { width: 2 * outer, height: 2 * outer }
    }
    case 'sphere': {
      const around = 2 * Math.PI * sphereRadius(side)
      return { width: around, height: around / Math.PI }
    }
    case 'polygon':
      return outlineOf(geometry.points, side)
    case 'mask': {
      const cell = maskCell(geometry.rows, side)
      return { width: cell * geometry.rows[0].length, height: cell * geometry.rows.length }
    }
  }
}

/** Whether a point in the plane lies on the sheet. Not for spheres, whose points lie on them by construction. */
export function contains(geometry: Geometry, side: number, x: number, y: number): boolean {
  const { width, height } = boxOf(geometry, side)
  if (x < 0 || y < 0 || x >= width || y >= height) return false
  const fromCentre = Math.sqrt((x - width / 2) ** 2 + (y - height / 2) ** 2)
  switch (geometry.kind) {
    case 'disc':
      return fromCentre <= width / 2
    case 'donut':
      return fromCentre <= width / 2 && fromCentre >= donutRadii(geometry.hole, side).inner
    case 'polygon':
      return isInside(outlineOf(geometry.points, side), x, y)
    case 'mask': {
      const cell = maskCell(geometry.rows, side)
      return geometry.rows[Math.floor(y / cell)]?.[Math.floor(x / cell)] === '#'
    }
    default:
      return true
  }
}
