import { BadFile } from './bad-file.js'
import { badLine, type TextLine, textLines, wholeNumber } from './text-lines.js'

/** One gesture of a recording: [start, end) in microseconds of the recording's own clock. */
export interface GestureLabel {
  /** From 0. */
  readonly label: number
  readonly start: number
  readonly end: number
}

const HEADER = 'class,startTime_usec,endTime_usec'

interface KnownFault {
  readonly file: string
  readonly end: number
  readonly repaired: number
}

/** In the release, gesture 9 of this recording ends after gesture 10 has begun; a mirror of it has the second number. */
const KNOWN_FAULTS: readonly KnownFault[] = [{ file: 'user22_led_labels.csv', end: 110_590_564, repaired: 104_000_000 }]

/**
 * Reads `userNN_light_labels.csv` of DVS128 Gesture, whose classes count from 1. Gestures follow one another: a row
 * that ends after the next begins throws BadFile, except the release's one known fault, which is put right and told to
 * `onNote`.
 */
export function readGestureLabels(
  path: string,
  bytes: Uint8Array,
  classes: number,
  onNote: (note: string) => void,
): GestureLabel[] {
  const [header, ...lines] = [...textLines(bytes)].filter(({ text }) => text.trim() !== '')
  if (header?.text.trim() !== HEADER) throw new BadFile(path, `must start with the line '${HEADER}' at byte 0`)
  const fault = KNOWN_FAULTS.find(({ file }) => path.endsWith(file))
  const rows = lines.map((line) => {
    const row = gestureOf(path, line, classes)
    if (row.end !== fault?.end) return row
    onNote(
      `${path}: line ${line.number} ends at ${fault.end}, after the next gesture begins; read as ${fault.repaired}`,
    )
    return { ...row, end: fault.repaired }
  })
  rows.forEach((row, r) => {
    if (row.start >= row.end) throw badLine(path, lines[r], 'must end after it starts')
    if (r > 0 && rows[r - 1].end > row.start)
      throw badLine(path, lines[r], `must start at or after ${rows[r - 1].end}, the end of the gesture before it`)
  })
  return rows
}

function gestureOf(path: string, line: TextLine, classes: number): GestureLabel {
  const [number, start, end, ...more] = line.text.split(',').map((field) => wholeNumber(field.trim()))
  if (number === undefined || start === undefined || end === undefined || more.length > 0)
    throw badLine(path, line, `must be '${HEADER}' in whole numbers`)
  if (number < 1 || number > classes) throw badLine(path, line, `must have a class of 1 to ${classes}`)
  return { label: number - 1, start, end }
}
