import type { Image } from '../data/signal.js'

/** Finer than this no unit would notice. */
const MOST_ACROSS = 200

/** The rows of a mask from a picture: units where it is bright, none where it is dark or transparent. */
export function maskRows({ width, height, depth, pixels }: Image): string[] {
  const cell = Math.max(1, Math.ceil(Math.max(width, height) / MOST_ACROSS))
  const [columns, rows] = [Math.floor(width / cell), Math.floor(height / cell)]
  const brightness = (column: number, row: number): number => {
    let sum = 0
    for (let y = row * cell; y < (row + 1) * cell; y++) {
      for (let n = (y * width + column * cell) * depth; n < (y * width + (column + 1) * cell) * depth; n++)
        sum += pixels[n]
    }
    return sum / (cell * cell * depth)
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => (brightness(column, row) >= 0.5 ? '#' : '.')).join(''),
  )
}
