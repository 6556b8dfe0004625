/** Below this share of the largest value's size, a deviation is rounding: the values count as constant. */
const NEGLIGIBLE = 1e-9

/** Mean and standard deviation of `count` values from `from` on, every `stride`-th; deviation 0 for constant values. */
function moments(
  values: Float64Array,
  from: number,
  stride: number,
  count: number,
): { mean: number; deviation: number } {
  let sum = 0
  let largest = 0
  for (let i = 0, at = from; i < count; i++, at += stride) {
    sum += values[at]
    largest = Math.max(largest, Math.abs(values[at]))
  }
  const mean = sum / count
  let squares = 0
  for (let i = 0, at = from; i < count; i++, at += stride) squares += (values[at] - mean) * (values[at] - mean)
  const deviation = Math.sqrt(squares / count)
  return { mean, deviation: deviation > NEGLIGIBLE * largest ? deviation : 0 }
}

/**
 * How one sample's values [step][channel] are made comparable, from that sample alone, so that nothing is learnt from
 * other samples: `channel`: each channel gets mean 0 and deviation 1; `centre`: each gets mean 0, and all together
 * deviation 1; `sample`: all together get mean 0 and deviation 1. What is constant becomes 0.
 */
export type Standardisation = 'channel' | 'centre' | 'sample' | 'none'

/** In place. */
export function standardise(values: Float64Array, channels: number, how: Standardisation): void {
  const steps = values.length / channels
  if (how === 'none' || steps === 0) return
  if (how !== 'sample')
    for (let c = 0; c < channels; c++) {
      const own = moments(values, c, channels, steps)
      rescale(values, c, channels, how === 'channel' || own.deviation === 0 ? own : { ...own, deviation: 1 })
    }
  if (how !== 'channel') rescale(values, 0, 1, moments(values, 0, 1, values.length))
}

function rescale(values: Float64Array, from: number, stride: number, by: { mean: number; deviation: number }): void {
  for (let at = from; at < values.length; at += stride)
    values[at] = by.deviation === 0 ? 0 : (values[at] - by.mean) / by.deviation
}
