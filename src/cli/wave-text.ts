import type { ShownLayer } from '../self-organization/demonstrate.js'
import { boxOf } from '../self-organization/geometry.js'
import { planePoint, pointOf } from '../self-organization/sheet.js'
import type { WaveEvent } from '../self-organization/wave-measures.js'

const FRAMES = 4
const COLUMNS = 17
const ROWS = 9
const GAP = '    '

/** Four moments of a wave side by side, 80 columns wide: `.` units, `o` some of them fire, `@` many do. */
export function waveText({ sheet, recording }: ShownLayer, event: WaveEvent): string {
  const box = boxOf(sheet.geometry, sheet.side)
  const cellOf = (unit: number): number => {
    const [x, y] = planePoint(sheet, pointOf(sheet, unit))
    const column = Math.min(COLUMNS - 1, Math.floor((x / box.width) * COLUMNS))
    return Math.min(ROWS - 1, Math.floor((y / box.height) * ROWS)) * COLUMNS + column
  }
  const there = new Uint32Array(COLUMNS * ROWS)
  for (let unit = 0; unit < sheet.units; unit++) there[cellOf(unit)]++
  const steps = Array.from(
    { length: FRAMES },
    (_, f) => event.first + Math.round(((event.steps - 1) * f) / (FRAMES - 1)),
  )
  const frames = steps.map((step) => {
    const fired = new Uint32Array(COLUMNS * ROWS)
    // Three steps at once, so that a patch is seen and not its grain.
    for (let s = Math.max(0, step - 2); s <= step; s++) for (const unit of recording.at(s)) fired[cellOf(unit)]++
    return Array.from(there, (units, cell) => {
      if (units === 0) return ' '
      if (fired[cell] === 0) return '.'
      return fired[cell] < 0.5 * units ? 'o' : '@'
    }).join('')
  })
  const title = steps.map((step) => `step ${step - event.first}`.padEnd(COLUMNS)).join(GAP)
  const lines = Array.from({ length: ROWS }, (_, row) =>
    frames.map((frame) => frame.slice(row * COLUMNS, (row + 1) * COLUMNS)).join(GAP),
  )
  return [title.trimEnd(), ...lines.map((text) => text.trimEnd())].join('\n')
}
