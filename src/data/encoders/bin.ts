import { z } from 'zod'
import { UsageError } from '../../usage-error.js'
import type { EventStream, SpikeTrains } from '../signal.js'
import type { RawSpikes } from './raw-spikes.js'
import { reductionFields } from './reduction.js'
import type { SpikeEncoder } from './spike-encoder.js'
import { UnfitSignal } from './unfit-signal.js'

/**
 * Events that are spikes already, put on steps of equal length. Cameras: channel = polarity x height x width +
 * y x width + x after cropping and pooling (OFF first, as is common for N-MNIST); recorded spikes keep their channels.
 */
export const binSchema = z.strictObject({
  kind: z.literal('bin'),
  /** Microseconds per step. */
  stepMicros: z.int().min(1).max(1_000_000_000).default(1000),
  /** Time 0 of a sample: that of the file, or its first event. */
  from: z.enum(['zero', 'first']).default('zero'),
  /** Events before this time are left out, and it becomes time 0; microseconds after `from`. */
  skipMicros: z.int().min(0).default(0),
  /** Pixels of a camera that count; what lies outside is left out. Default: all. */
  crop: z
    .strictObject({
      left: z.int().min(0).default(0),
      top: z.int().min(0).default(0),
      width: z.int().min(1),
      height: z.int().min(1),
    })
    .optional(),
  /** Camera: squares of pool x pool pixels become one. */
  pool: z.int().min(1).max(1000).default(1),
  /** Camera: ON and OFF on channels of their own, on the same, or ON alone. */
  polarity: z.enum(['keep', 'merge', 'on-only']).default('keep'),
  ...reductionFields(),
})
export type BinSettings = z.output<typeof binSchema>

export const bin: SpikeEncoder<BinSettings, 'events' | 'spikes'> = {
  kind: 'bin',
  version: 1,
  signals: ['events', 'spikes'],
  schema: binSchema,

  shape(settings, input) {
    const time = { dt: settings.stepMicros / 1e6, steps: null }
    if (input.kind === 'spikes') return { channels: input.channels, blocks: 1, ...time }
    const { columns, rows, planes } = grid(settings, input)
    return { channels: planes * rows * columns, blocks: planes * rows, ...time }
  },

  create: (settings) => (signal) =>
    signal.kind === 'events' ? binEvents(signal, settings) : binSpikes(signal, settings),
}

interface Grid {
  readonly left: number
  readonly top: number
  /** Pixels inside the crop. */
  readonly width: number
  readonly height: number
  /** Cells after pooling; a last one may be partly empty. */
  readonly columns: number
  readonly rows: number
  readonly planes: 1 | 2
}

function grid(settings: BinSettings, sensor: { readonly width: number; readonly height: number }): Grid {
  const { left, top, width, height } = settings.crop ?? { left: 0, top: 0, ...sensor }
  if (left + width > sensor.width || top + height > sensor.height)
    throw new UsageError(
      `data.encoder.crop ends at pixel ${left + width}, ${top + height}, but there are ${sensor.width} x ${sensor.height}`,
    )
  const [columns, rows] = [width, height].map((pixels) => Math.ceil(pixels / settings.pool))
  return { left, top, width, height, columns, rows, planes: settings.polarity === 'keep' ? 2 : 1 }
}

function binEvents(signal: EventStream, settings: BinSettings): RawSpikes {
  const { time, x, y, polarity } = signal
  const { left, top, width, height, columns, rows, planes } = grid(settings, signal)
  const { pool } = settings
  const onOnly = settings.polarity === 'on-only'
  const start = startOf(time, settings, 1)
  const last = lastTime(time)
  const step = new Uint32Array(time.length)
  const channel = new Uint32Array(time.length)
  let kept = 0
  for (let e = 0; e < time.length; e++) {
    const column = x[e] - left
    const row = y[e] - top
    if (time[e] < start || column < 0 || column >= width || row < 0 || row >= height) continue
    if (onOnly && polarity[e] === 0) continue
    const cell = Math.floor(row / pool) * columns + Math.floor(column / pool)
    step[kept] = stepAt(time[e] - start, settings)
    channel[kept++] = planes === 2 && polarity[e] !== 0 ? rows * columns + cell : cell
  }
  const steps = stepAt(Math.max(0, last - start), settings) + 1
  return { steps, step: step.subarray(0, kept), channel: channel.subarray(0, kept) }
}

const MICROS = 1e6

function binSpikes({ time, channel: from, duration }: SpikeTrains, settings: BinSettings): RawSpikes {
  const start = startOf(time, settings, MICROS)
  const last = lastTime(time) * MICROS
  const step = new Uint32Array(time.length)
  const channel = new Uint32Array(time.length)
  let kept = 0
  for (let e = 0; e < time.length; e++) {
    const micros = time[e] * MICROS - start
    if (micros < 0) continue
    step[kept] = stepAt(micros, settings)
    channel[kept++] = from[e]
  }
  const bySpikes = stepAt(Math.max(0, last - start), settings) + 1
  const byDuration = duration === null ? 1 : Math.ceil((duration * MICROS - start) / settings.stepMicros)
  return { steps: Math.max(bySpikes, byDuration), step: step.subarray(0, kept), channel: channel.subarray(0, kept) }
}

/** Far beyond every `maxSteps`, and what 32 bits hold. */
const LAST_STEP = 4_294_967_295

const stepAt = (micros: number, { stepMicros }: BinSettings) => Math.min(LAST_STEP, Math.floor(micros / stepMicros))

/** Time 0 in microseconds; `unit` is how many of them the signal's own unit has. */
function startOf(time: Float64Array, { from, skipMicros }: BinSettings, unit: number): number {
  return skipMicros + (from === 'first' && time.length > 0 ? time[0] * unit : 0)
}

/** 0 when there is none. Throws UnfitSignal when times are not finite or go back. */
function lastTime(time: Float64Array): number {
  for (let e = 0; e < time.length; e++) {
    if (!Number.isFinite(time[e])) throw new UnfitSignal(`has event ${e} at time ${time[e]}`)
    if (e > 0 && time[e] < time[e - 1])
      throw new UnfitSignal(`has event ${e} at time ${time[e]}, before event ${e - 1} at ${time[e - 1]}`)
  }
  return time.length === 0 ? 0 : time[time.length - 1]
}
