import { exp, log } from '../../kernel/numerics/elementary.js'
import { lambertW0 } from './lambert-w.js'

/**
 * First spikes of current-based LIF neurons with exponential synapses in closed form: J. Goeltz, L. Kriener et al., "Fast
 * and energy-efficient neuromorphic deep learning with first-spike times", Nature Machine Intelligence 3 (2021). Times
 * are in units of tauSyn, potentials in units of the threshold. One input (w at time 0) leaves
 *
 *   tauMem = tauSyn:    u(d) = w d e^-d                   (leak g = 1)
 *   tauMem = 2 tauSyn:  u(d) = w 2 (e^(-d/2) - e^-d)      (leak g = 1/2)
 *
 * This is the specification and the slow twin of the kernel (src/kernel/first-spike-kernel.ts).
 */
export type TauRatio = 1 | 2

/** c = g theta, with theta = 1. */
export const chargeOf = (ratio: TauRatio): number => 1 / ratio

export interface FirstSpike {
  /** Infinity: never. */
  readonly time: number
  /** Indices of the inputs that came before it, in the order of time; of a silent neuron all that are finite. */
  readonly causal: readonly number[]
}

/** Input indices in the order of time, equal ones by index, without the silent. */
export function spikeOrder(times: ArrayLike<number>): number[] {
  const finite = Array.from({ length: times.length }, (_, i) => i).filter((i) => times[i] < Number.POSITIVE_INFINITY)
  return finite.sort((i, j) => times[i] - times[j] || i - j)
}

/**
 * Goes through the causal sets in the order of time: the first whose crossing lies before the next input is the answer,
 * because these intervals follow one another.
 */
export function firstSpike(times: ArrayLike<number>, weights: ArrayLike<number>, ratio: TauRatio): FirstSpike {
  const order = spikeOrder(times)
  for (let k = 0; k < order.length; k++) {
    const now = times[order[k]]
    const next = k + 1 < order.length ? times[order[k + 1]] : Number.POSITIVE_INFINITY
    const causal = order.slice(0, k + 1)
    const time = now + crossing(causal, now, times, weights, ratio)
    if (time >= now && time <= next) return { time, causal }
  }
  return { time: Number.POSITIVE_INFINITY, causal: order }
}

/** When the causal set alone first drives u to the threshold, after `now`, its last input; NaN if never. */
function crossing(
  causal: readonly number[],
  now: number,
  times: ArrayLike<number>,
  weights: ArrayLike<number>,
  ratio: TauRatio,
): number {
  const c = chargeOf(ratio)
  let a = 0
  let b = 0
  for (const i of causal) {
    const t = times[i] - now
    a += weights[i] * exp(t)
    b += weights[i] * (ratio === 1 ? t * exp(t) : exp(t / 2))
  }
  if (a <= 0) return Number.NaN
  if (ratio === 1) return b / a - lambertW0(log(c / a) + b / a)
  const root = Math.sqrt(b * b - 4 * a * c)
  return b + root > 0 ? 2 * log((2 * a) / (b + root)) : Number.NaN
}

export interface SpikeDerivatives {
  /** [input] dT/dw */
  readonly weights: Float64Array
  /** [input] dT/dt; they sum to 1. */
  readonly times: Float64Array
}

/**
 * Exact derivatives by the implicit function: dT/dw_i = -eps(T - t_i) / u'(T), dT/dt_i = w_i eps'(T - t_i) / u'(T) for
 * causal inputs, 0 for all others and for a neuron that does not spike, or that only touches the threshold.
 */
export function spikeDerivatives(
  { time, causal }: FirstSpike,
  times: ArrayLike<number>,
  weights: ArrayLike<number>,
  ratio: TauRatio,
): SpikeDerivatives {
  const result = { weights: new Float64Array(times.length), times: new Float64Array(times.length) }
  if (time === Number.POSITIVE_INFINITY) return result
  let slope = 0
  for (const i of causal) slope += weights[i] * psp(time - times[i], ratio).rise
  if (slope <= 0) return result
  for (const i of causal) {
    const { height, rise } = psp(time - times[i], ratio)
    result.weights[i] = -height / slope
    result.times[i] = (weights[i] * rise) / slope
  }
  return result
}

/** eps(d) and eps'(d): what a unit input leaves after d. */
export function psp(d: number, ratio: TauRatio): { height: number; rise: number } {
  const e = exp(-d)
  if (ratio === 1) return { height: d * e, rise: (1 - d) * e }
  const slow = exp(-d / 2)
  return { height: 2 * (slow - e), rise: 2 * e - slow }
}

/** u at time t, from all inputs before it. */
export function potential(t: number, times: ArrayLike<number>, weights: ArrayLike<number>, ratio: TauRatio): number {
  let u = 0
  for (let i = 0; i < times.length; i++) if (times[i] < t) u += weights[i] * psp(t - times[i], ratio).height
  return u
}
