import { boxOf, sphereRadius } from './geometry.js'
import { pointOf, type Sheet } from './sheet.js'

/**
 * [unit] the pixel above each unit, of a picture of width x height (row by row) spread over the sheet's box. On a sphere the
 * picture is looked at from the side, so front and back see the same pixel.
 */
export function pixelMap(sheet: Sheet, width: number, height: number): Uint32Array {
  const { geometry, side } = sheet
  const within = (at: number, size: number): number => Math.max(0, Math.min(size - 1, Math.floor(at * size)))
  return Uint32Array.from({ length: sheet.units }, (_, i) => {
    const [x, y, z] = pointOf(sheet, i)
    if (geometry.kind === 'sphere') {
      const radius = sphereRadius(side)
      return within((1 - z / radius) / 2, height) * width + within((x / radius + 1) / 2, width)
    }
    const box = boxOf(geometry, side)
    return within(y / box.height, height) * width + within(x / box.width, width)
  })
}
