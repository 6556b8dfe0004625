import { type NeuronModel, startResistance } from '../topology/topology.js'
import type { Activity, Intrinsic } from './repair.js'

/** Shares of neurons at or below which the traced quantiles of R and tau lie. */
export const TRACED_QUANTILES = [0, 0.25, 0.5, 0.75, 1] as const

/**
 * What one repair phase saw and did, for those who look at a run: `rates` is the histogram of firing rates before it (share of
 * neurons and samples a bin of RATE_BINS), `resistance` and `tauMem` are quantiles over neurons, in start values: those of
 * TRACED_QUANTILES before it, then those after it.
 */
export function repairTrace(
  activity: Activity,
  before: Intrinsic,
  after: Intrinsic,
  start: NeuronModel,
): Record<'rates' | 'resistance' | 'tauMem', Float32Array> {
  const total = activity.histogram.reduce((sum, count) => sum + count, 0)
  const spread = (values: Float32Array, begin: number) => quantiles(values).map((x) => x / begin)
  // Neurons of a spiking readout come last and are not repaired.
  const own = (values: Float32Array) => values.subarray(0, activity.rate.length)
  const both = (of: (intrinsic: Intrinsic) => Float32Array, begin: number) =>
    Float32Array.from([...spread(own(of(before)), begin), ...spread(own(of(after)), begin)])
  return {
    rates: Float32Array.from(activity.histogram, (count) => count / total),
    resistance: both((intrinsic) => intrinsic.resistance, startResistance(start)),
    tauMem: both((intrinsic) => intrinsic.tauMem, start.tauMem),
  }
}

/** The nearest values that occur. */
function quantiles(values: Float32Array): number[] {
  const sorted = values.slice().sort()
  return TRACED_QUANTILES.map((q) => sorted[Math.round(q * (sorted.length - 1))])
}
