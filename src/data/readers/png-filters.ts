import { BadFile } from './bad-file.js'
import type { PngHeader } from './png-chunks.js'

/** Which pixels a pass holds: every stepX-th from x, every stepY-th line from y. */
export interface Pass {
  readonly x: number
  readonly y: number
  readonly stepX: number
  readonly stepY: number
}

/** The one pass of an image that is not interlaced. */
export const WHOLE: Pass = { x: 0, y: 0, stepX: 1, stepY: 1 }

/** Adam7 (PNG, section 8). */
export const PASSES: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
]

/** Bytes of a pass before compression: each line is one byte that names its filter, and its pixels. */
export function packedBytes({ width, height, bits }: PngHeader, pass: Pass, values: number): number {
  const columns = Math.max(0, Math.ceil((width - pass.x) / pass.stepX))
  const lines = Math.max(0, Math.ceil((height - pass.y) / pass.stepY))
  return columns === 0 ? 0 : lines * (1 + Math.ceil((columns * values * bits) / 8))
}

/** Undoes the filters of all lines (PNG, section 9): 0 none, 1 left, 2 up, 3 average, 4 Paeth. */
export function unfiltered(path: string, packed: Uint8Array, lineBytes: number, pixelBytes: number): Uint8Array {
  const lines = packed.length / (1 + lineBytes)
  const out = new Uint8Array(lines * lineBytes)
  for (let line = 0; line < lines; line++) {
    const from = line * (1 + lineBytes) + 1
    const to = line * lineBytes
    const filter = packed[from - 1]
    if (filter > 4)
      throw new BadFile(path, `has filter ${filter} in byte ${from - 1} of its unpacked pixels; 0 to 4 exist`)
    for (let i = 0; i < lineBytes; i++) {
      const left = i >= pixelBytes ? out[to + i - pixelBytes] : 0
      const up = line > 0 ? out[to + i - lineBytes] : 0
      const upLeft = line > 0 && i >= pixelBytes ? out[to + i - lineBytes - pixelBytes] : 0
      out[to + i] = packed[from + i] + prediction(filter, left, up, upLeft)
    }
  }
  return out
}

function prediction(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const estimate = left + up - upLeft
  const toLeft = Math.abs(estimate - left)
  const toUp = Math.abs(estimate - up)
  const toUpLeft = Math.abs(estimate - upLeft)
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}
