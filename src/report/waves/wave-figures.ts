import { text } from '@observablehq/plot'
import type { ShownLayer } from '../../self-organization/demonstrate.js'
import { centroid, pointDistance } from '../../self-organization/sheet.js'
import { type WaveEvent, waveThreshold } from '../../self-organization/wave-measures.js'
import type { Figure } from '../figure.js'
import { INK } from '../palette.js'
import { dotClouds, planePoints, sheetBox, sheetPlot, styleMark, timeColor } from './sheet-marks.js'

/** A unit at rest: seen on white, and behind everything. */
const UNIT = '#bdbdbd'
const FRAMES = 8
const ACROSS = 4

/** The event whose centre moves furthest from its first to its last step, among those of ten steps and more. */
export function travellingEvent({ sheet, recording, waves }: ShownLayer): WaveEvent | undefined {
  const way = ({ first, steps }: WaveEvent): number =>
    pointDistance(sheet, centroid(sheet, recording.at(first)), centroid(sheet, recording.at(first + steps - 1)))
  const long = waves.events.filter(({ steps }) => steps >= 10)
  const candidates = long.length > 0 ? long : waves.events
  return candidates.reduce<WaveEvent | undefined>(
    (best, event) => (best && way(best) >= way(event) ? best : event),
    undefined,
  )
}

/** Steps shown around an event: some before it begins and after it ends. */
function span({ recording }: ShownLayer, { first, steps }: WaveEvent): { from: number; to: number } {
  return { from: Math.max(0, first - 3), to: Math.min(recording.steps, first + steps + 6) }
}

/** Eight moments of one wave, side by side. */
export function framesFigure(layer: ShownLayer, event: WaveEvent): Figure {
  const { sheet, recording } = layer
  const { width, height } = sheetBox(sheet)
  const points = planePoints(sheet)
  const { from, to } = span(layer, event)
  const at = Array.from({ length: FRAMES }, (_, f) => Math.round(from + ((to - 1 - from) * f) / (FRAMES - 1)))
  const [wide, high] = [width * 1.08, height * 1.08 + 3]
  const placed = (f: number, [x, y]: readonly [number, number]): [number, number] => [
    (f % ACROSS) * wide + x,
    Math.floor(f / ACROSS) * high + y + 2.4,
  ]
  // What fired in the steps shortly before shows as a trail.
  const trail = (step: number) => new Set(Array.from({ length: 6 }, (_, n) => [...recordingAt(layer, step - n)]).flat())
  const clouds = at.flatMap((step, f) => [
    { points: points.map((p) => placed(f, p)), color: UNIT, size: 1.7 },
    { points: [...trail(step)].map((unit) => placed(f, points[unit])), color: '#9bbcd8', size: 3 },
    { points: Array.from(recording.at(step), (unit) => placed(f, points[unit])), color: '#004c7a', size: 3.6 },
  ])
  const titles = at.map((step, f) => {
    const [x, y] = placed(f, [width / 2, -1.2])
    return { x, y, text: `step ${step - event.first}: ${recording.sizeAt(step)} units` }
  })
  return {
    id: 'frames',
    title: 'A wave crosses the sheet',
    caption: 'Each dot is a unit. Dark: fires in this step. Light blue: fired in the five steps before.',
    alt: `Eight moments of one wave of ${event.steps} steps; ${at.map((step) => recording.sizeAt(step)).join(', ')} units fire.`,
    spec: sheetPlot(ACROSS * wide - 0.08 * width, 2 * high, 900, [
      dotClouds(clouds),
      text(titles, { x: 'x', y: 'y', text: 'text', fill: INK, fontSize: 11 }),
    ]),
    numbers: at.map((step) => ({ step: step - event.first, units: recording.sizeAt(step) })),
  }
}

const recordingAt = ({ recording }: ShownLayer, step: number): Uint32Array =>
  step >= 0 && step < recording.steps ? recording.at(step) : new Uint32Array(0)

const SECONDS_PER_STEP = 0.1

/**
 * The same wave in motion, by style rules alone: every step is one path that lights up and fades. Where motion is not wanted
 * all steps stay, coloured from early to late.
 */
export function animationFigure(layer: ShownLayer, event: WaveEvent): Figure {
  const { sheet, recording } = layer
  const { width, height } = sheetBox(sheet)
  const points = planePoints(sheet)
  const { from, to } = span(layer, event)
  const duration = (to - from + 15) * SECONDS_PER_STEP
  const share = (steps: number): string => `${((100 * steps * SECONDS_PER_STEP) / duration).toFixed(2)}%`
  const clouds = Array.from({ length: to - from }, (_, n) => ({
    points: Array.from(recording.at(from + n), (unit) => points[unit]),
    color: timeColor(n / (to - from)),
    size: 6,
    className: 'wave-step',
    style: `animation-delay:${(n * SECONDS_PER_STEP).toFixed(1)}s`,
  })).filter((cloud) => cloud.points.length > 0)
  const style = `.wave-step{opacity:0;animation:wave-step ${duration.toFixed(1)}s linear infinite}
@keyframes wave-step{0%{opacity:1}${share(1)}{opacity:1}${share(12)}{opacity:0}100%{opacity:0}}
@media (prefers-reduced-motion:reduce){.wave-step{animation:none;opacity:.6}}
@media print{.wave-step{animation:none;opacity:.6}}`
  return {
    id: 'animation',
    title: 'The same wave in motion',
    caption: `Ten steps a second, over and over. Colour goes from early (dark violet) to late (yellow).`,
    alt: `An animation of ${to - from} steps in which a patch of active units moves over the sheet.`,
    spec: sheetPlot(width, height, Math.round(Math.min(680, (460 * width) / height)), [
      styleMark(style),
      dotClouds([{ points, color: UNIT, size: 2.4 }]),
      dotClouds(clouds),
    ]),
    numbers: Array.from({ length: to - from }, (_, n) => ({
      step: from + n - event.first,
      units: recording.sizeAt(from + n),
    })),
  }
}

/** What a step needs to count as a wave, as the captions say it. */
export const thresholdText = ({ sheet }: ShownLayer): string => String(Math.floor(waveThreshold(sheet.units)))
