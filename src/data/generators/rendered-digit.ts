import { cosSinTurn } from '../../kernel/numerics/elementary.js'
import { type Key, uniform } from '../../kernel/numerics/random.js'

/** Digits of a 5 x 7 matrix display, row by row. */
const GLYPHS = [
  '01110 10001 10011 10101 11001 10001 01110',
  '00100 01100 00100 00100 00100 00100 01110',
  '01110 10001 00001 00010 00100 01000 11111',
  '11111 00010 00100 00010 00001 10001 01110',
  '00010 00110 01010 10010 11111 00010 00010',
  '11111 10000 11110 00001 00001 10001 01110',
  '00110 01000 10000 11110 10001 10001 01110',
  '11111 00001 00010 00100 01000 01000 01000',
  '01110 10001 10001 01110 10001 10001 01110',
  '01110 10001 10001 01111 00001 00010 01100',
].map((rows) => rows.split(' '))

export const DIGIT_CLASSES = GLYPHS.map((_, digit) => String(digit))
export const DIGIT_SIDE = 28

/** Pixels of the picture per cell of the glyph. */
const CELL = 20 / 7
const CENTRE = (DIGIT_SIDE - 1) / 2

/**
 * A digit as 28 x 28 grey values in [0, 1], shifted by up to 3 pixels, turned by up to 15 degrees, scaled by 0.8 to 1.2 and
 * sheared by up to 0.3. A function of (label, key).
 */
export function renderDigit(label: number, k: Key): Float32Array {
  const within = (index: number, low: number, high: number): number => low + (high - low) * uniform(k, index)
  const [shiftX, shiftY] = [within(0, -3, 3), within(1, -3, 3)]
  // The table of sines is of whole turns in [0, 1).
  const turn = within(2, -15, 15) / 360
  const [cosine, sine] = cosSinTurn(turn < 0 ? turn + 1 : turn)
  const scale = within(3, 0.8, 1.2) * CELL
  const shear = within(4, -0.3, 0.3)
  const pixels = new Float32Array(DIGIT_SIDE * DIGIT_SIDE)
  for (let row = 0; row < DIGIT_SIDE; row++) {
    for (let column = 0; column < DIGIT_SIDE; column++) {
      const [x, y] = [column - CENTRE - shiftX, row - CENTRE - shiftY]
      const turnedY = (cosine * y - sine * x) / scale
      const turnedX = (cosine * x + sine * y) / scale - shear * turnedY
      pixels[row * DIGIT_SIDE + column] = glyphAt(GLYPHS[label], turnedX + 2, turnedY + 3)
    }
  }
  return pixels
}

/** Between the middles of cells, by both coordinates in proportion. */
function glyphAt(rows: readonly string[], x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const at = (dx: number, dy: number): number => (rows[top + dy]?.[left + dx] === '1' ? 1 : 0)
  const [u, v] = [x - left, y - top]
  return (1 - v) * ((1 - u) * at(0, 0) + u * at(1, 0)) + v * ((1 - u) * at(0, 1) + u * at(1, 1))
}
