import { median, quantile } from 'simple-statistics'
import type { Recording } from './recording.js'
import { centroid, onSphere, pointDistance, pointOf, type Sheet } from './sheet.js'

/** A step belongs to a wave when more units fire than this: 30 of 1500, as the authors' script has it. */
export const waveThreshold = (units: number): number => Math.max(5, 0.02 * units)

/** A maximal run of steps that belong to a wave. */
export interface WaveEvent {
  readonly first: number
  readonly steps: number
}

export interface WaveMeasures {
  /** Spikes per unit and step. */
  readonly rate: number
  /** Share of steps that belong to a wave. */
  readonly waveSteps: number
  readonly events: readonly WaveEvent[]
  /** Units that fire in a step of a wave, median. */
  readonly size: number
  /** 80th percentile of the distance to the centroid, median over the steps of waves: two waves at once are no large one. */
  readonly radius: number
  /** Median way of the centre from one step of a wave to the next. */
  readonly speed: number
  /** Share of units that took part in a wave. */
  readonly coverage: number
  /** Most units that ever fired in one step. */
  readonly peak: number
}

/** Medians over nothing are 0: a sheet without waves has waves of size 0. */
export function measureWaves(sheet: Sheet, recording: Recording, threshold = waveThreshold(sheet.units)): WaveMeasures {
  const inWave = (step: number): boolean => recording.sizeAt(step) > threshold
  const events: WaveEvent[] = []
  const sizes: number[] = []
  const radii: number[] = []
  const ways: number[] = []
  const took = new Uint8Array(sheet.units)
  let peak = 0
  let centre: Float64Array | undefined
  for (let step = 0; step < recording.steps; step++) {
    peak = Math.max(peak, recording.sizeAt(step))
    if (!inWave(step)) {
      centre = undefined
      continue
    }
    if (centre === undefined) events.push({ first: step, steps: waveLength(recording, step, threshold) })
    const fired = recording.at(step)
    sizes.push(fired.length)
    radii.push(spread(sheet, fired))
    const next = medianCentre(sheet, fired)
    if (centre) ways.push(pointDistance(sheet, centre, next))
    centre = next
    for (const unit of fired) took[unit] = 1
  }
  return {
    rate: recording.spikes / (sheet.units * Math.max(1, recording.steps)),
    waveSteps: sizes.length / Math.max(1, recording.steps),
    events,
    size: sizes.length > 0 ? median(sizes) : 0,
    radius: radii.length > 0 ? median(radii) : 0,
    speed: ways.length > 0 ? median(ways) : 0,
    coverage: took.reduce((sum, t) => sum + t, 0) / sheet.units,
    peak,
  }
}

function waveLength(recording: Recording, first: number, threshold: number): number {
  let steps = 0
  while (first + steps < recording.steps && recording.sizeAt(first + steps) > threshold) steps++
  return steps
}

/** Radius of a set of units: 80th percentile of their distances to their centroid. */
export function spread(sheet: Sheet, units: ArrayLike<number>): number {
  const centre = centroid(sheet, units)
  return quantile(
    Array.from(units, (unit) => pointDistance(sheet, pointOf(sheet, unit), centre)),
    0.8,
  )
}

/** Coordinate by coordinate; less drawn to stragglers than the mean. */
function medianCentre(sheet: Sheet, units: ArrayLike<number>): Float64Array {
  const { points, side, geometry } = sheet
  const centre = new Float64Array(3)
  for (let axis = 0; axis < 3; axis++) {
    const first = points[3 * units[0] + axis]
    const wraps = geometry.kind === 'torus' && axis < 2
    const m = median(
      Array.from(units, (unit) => {
        const d = points[3 * unit + axis] - first
        if (!wraps) return first + d
        return first + (d > side / 2 ? d - side : d < -side / 2 ? d + side : d)
      }),
    )
    centre[axis] = wraps ? m - Math.floor(m / side) * side : m
  }
  if (geometry.kind === 'sphere') onSphere(centre, side)
  return centre
}
