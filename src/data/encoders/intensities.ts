import { z } from 'zod'
import { UsageError } from '../../usage-error.js'
import type { Image, Series } from '../signal.js'
import type { RawShape } from './raw-spikes.js'
import { requireFinite } from './unfit-signal.js'

/** How images and series become intensities from 0 to 1: what rate and latency codes are made of. */
export const intensityFields = {
  /** Values that become 0 and 1; what lies outside is clipped. `own`: least and greatest value of the sample. */
  range: z
    .union([
      z.literal('own'),
      z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'must be [low, high] with low < high'),
    ])
    .default([0, 1]),
  /** Image: pixels cut off at each side. */
  crop: z.int().min(0).max(10_000).default(0),
  /** Image: the mean of pool x pool pixels becomes one. */
  pool: z.int().min(1).max(1000).default(1),
}

export interface IntensitySettings {
  readonly range: 'own' | readonly [number, number]
  readonly crop: number
  readonly pool: number
}

type ImageShape = Pick<Image, 'width' | 'height' | 'depth'>

/** Columns and rows after cropping and pooling. Throws UsageError when the crop leaves nothing. */
function pooledSize({ width, height }: ImageShape, { crop, pool }: IntensitySettings): [columns: number, rows: number] {
  if (2 * crop >= width || 2 * crop >= height)
    throw new UsageError(`data.encoder.crop must leave a pixel of ${width} x ${height}, but got ${crop} at each side`)
  return [Math.ceil((width - 2 * crop) / pool), Math.ceil((height - 2 * crop) / pool)]
}

/** One channel per pixel and colour, colour by colour, each row a block. */
export function imageChannels(image: ImageShape, settings: IntensitySettings): Pick<RawShape, 'channels' | 'blocks'> {
  const [columns, rows] = pooledSize(image, settings)
  return { channels: image.depth * rows * columns, blocks: image.depth * rows }
}

/** [(colour * rows + row) * columns + column], 0 to 1. */
export function imageIntensities(image: Image, settings: IntensitySettings): Float64Array {
  requireFinite(image.pixels)
  const { width, height, depth, pixels } = image
  const { crop, pool } = settings
  const [columns, rows] = pooledSize(image, settings)
  const sums = new Float64Array(depth * rows * columns)
  const counts = new Uint32Array(sums.length)
  for (let y = crop; y < height - crop; y++) {
    const row = Math.floor((y - crop) / pool)
    for (let x = crop; x < width - crop; x++) {
      const column = Math.floor((x - crop) / pool)
      for (let c = 0; c < depth; c++) {
        const cell = (c * rows + row) * columns + column
        sums[cell] += pixels[(y * width + x) * depth + c]
        counts[cell]++
      }
    }
  }
  return scaled(
    sums.map((sum, cell) => sum / counts[cell]),
    settings.range,
  )
}

/** [step * channels + channel], 0 to 1. */
export function seriesIntensities(series: Series, settings: IntensitySettings): Float64Array {
  requireFinite(series.values)
  return scaled(Float64Array.from(series.values), settings.range)
}

/** In place. A sample whose values are all equal has no range of its own: it becomes 0. */
function scaled(values: Float64Array, range: IntensitySettings['range']): Float64Array {
  let [low, high] = range === 'own' ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : range
  if (range === 'own')
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  const width = high - low
  for (let i = 0; i < values.length; i++)
    values[i] = width > 0 ? Math.min(1, Math.max(0, (values[i] - low) / width)) : 0
  return values
}
