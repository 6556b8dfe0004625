import { exp } from '../kernel/numerics/elementary.js'

/**
 * A volley of spikes as a pulse packet (a, sigma): M. Diesmann, M.-O. Gewaltig, A. Aertsen, "Stable propagation of
 * synchronous spiking in cortical neural networks", Nature 402 (1999). NaN where there are too few spikes to say.
 */
export interface PulsePacket {
  readonly count: number
  readonly median: number
  readonly mean: number
  /** Of the spikes themselves: divided by n. */
  readonly std: number
  readonly iqr: number
  /** Full width at half maximum of the tallest peak of a smoothed density. */
  readonly fwhm: number
  readonly first: number
  readonly last: number
}

/** `times` in their order; `kernel`: standard deviation of the Gaussian that smooths, of which no peak is narrower than 2.355. */
export function pulsePacket(times: Float64Array, kernel: number): PulsePacket {
  const count = times.length
  const mean = count === 0 ? Number.NaN : times.reduce((sum, t) => sum + t, 0) / count
  const variance = times.reduce((sum, t) => sum + (t - mean) ** 2, 0) / count
  return {
    count,
    median: quantile(times, 0.5),
    mean,
    std: count < 2 ? Number.NaN : Math.sqrt(variance),
    iqr: count < 2 ? Number.NaN : quantile(times, 0.75) - quantile(times, 0.25),
    fwhm: count < 2 ? Number.NaN : peakWidth(times, kernel),
    first: count === 0 ? Number.NaN : times[0],
    last: count === 0 ? Number.NaN : times[count - 1],
  }
}

/** Linear between order statistics, as NumPy. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

/** Steps of the grid within one standard deviation of the kernel. */
const FINENESS = 10
/** Standard deviations after which the kernel is nothing. */
const REACH = 5

function peakWidth(times: Float64Array, kernel: number): number {
  const step = kernel / FINENESS
  const start = times[0] - REACH * kernel
  const points = Math.ceil((times[times.length - 1] + REACH * kernel - start) / step) + 1
  const density = new Float64Array(points)
  for (const t of times) {
    const from = Math.max(0, Math.ceil((t - REACH * kernel - start) / step))
    const to = Math.min(points - 1, Math.floor((t + REACH * kernel - start) / step))
    for (let p = from; p <= to; p++) {
      const z = (start + p * step - t) / kernel
      density[p] += exp(-0.5 * z * z)
    }
  }
  const peak = density.reduce((best, value, p) => (value > density[best] ? p : best), 0)
  const half = density[peak] / 2
  return step * (crossing(density, peak, 1, half) - crossing(density, peak, -1, half))
}

/** Where the density falls to `level` on one side of the peak, in grid steps. */
function crossing(density: Float64Array, peak: number, side: 1 | -1, level: number): number {
  let p = peak
  while (density[p] > level && p + side >= 0 && p + side < density.length) p += side
  const above = density[p - side]
  return p - side + (side * (above - level)) / (above - density[p])
}
