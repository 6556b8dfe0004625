import { expm1, log } from '../kernel/numerics/elementary.js'

/**
 * SpiKL-IP (Zhang & Li 2019, Front. Neurosci. 13:31): every neuron tunes its resistance R and membrane time constant
 * tau so that the distribution of its firing rate approaches an exponential of mean mu. Rates are spikes per step.
 */

/** Firing rate of a LIF neuron for constant input x: y = 1 / (tRef + tau ln(R x / (R x - V))), 0 below threshold. */
export function transferFunction(
  x: number,
  resistance: number,
  tau: number,
  refractory: number,
  threshold = 1,
): number {
  const drive = resistance * x
  if (drive <= threshold) return 0
  return 1 / (refractory + tau * log(drive / (drive - threshold)))
}

/** w = 1 / expm1((1/y - tRef) / tau), which is W / V = (R x - V) / V of the paper. */
function relativeOverdrive(y: number, tau: number, refractory: number): number {
  return 1 / expm1(Math.min(50, (1 / y - refractory) / tau))
}

/** W = V / (exp((1/y - tRef) / tau) - 1) = R x - V, recovered from the rate alone. */
export function overdrive(y: number, tau: number, refractory: number, threshold: number): number {
  return threshold * relativeOverdrive(y, tau, refractory)
}

/** Minus the gradient of L = -ln(dy/dx) + y / mu with respect to R, for eta = 1. The threshold cancels. */
export function resistanceStep(y: number, resistance: number, tau: number, refractory: number, mu: number): number {
  const w = relativeOverdrive(y, tau, refractory)
  return (2 * y * tau - w - 1 - (tau * y * y) / mu) / (resistance * w)
}

/** Minus the gradient of L with respect to tau, for eta = 1. */
export function tauStep(y: number, tau: number, refractory: number, mu: number): number {
  return (2 * refractory * y - 1 - (refractory * y * y - y) / mu) / tau
}

export interface OnlineSettings {
  readonly eta: number
  readonly mu: number
  readonly refractory: number
  /** Rate at or below which the constant branch acts. */
  readonly quiet: number
  readonly bounds: readonly [number, number]
}

/** The published constants for R = tau = 64 ms at start. */
export const PUBLISHED: OnlineSettings = { eta: 5, mu: 0.2, refractory: 2, quiet: 0.01, bounds: [32, 512] }

/** One online update as in the authors' code: R first, with the old tau; a nearly silent neuron moves by a constant. */
export function onlineUpdate(
  y: number,
  resistance: number,
  tau: number,
  s: OnlineSettings,
): { resistance: number; tau: number } {
  const clip = (x: number) => Math.min(s.bounds[1], Math.max(s.bounds[0], x))
  if (!(y > s.quiet)) return { resistance: clip(resistance + 0.1 * s.eta), tau: clip(tau - 0.1 * s.eta) }
  return {
    resistance: clip(resistance + s.eta * resistanceStep(y, resistance, tau, s.refractory, s.mu)),
    tau: clip(tau + s.eta * tauStep(y, tau, s.refractory, s.mu)),
  }
}

/**
 * Below y tau = 0.85 the R rule is (nearly) of the wrong sign: it would silence a quiet neuron further. Safe for
 * mu tau >= 3.2 without a refractory period (computed; docs/guides/repair.md).
 */
const QUIET_PRODUCT = 0.85

/** The R rule has a positive region only above this product of mu and tau (no refractory period; computed). */
export const MU_TAU_LIMIT = 2.281

/** The constant branch 0.1 eta, in the units of `relativeChange`: (0.5 / 64) / (5 / 64^2). */
const CONSTANT_BRANCH = 6.4

export interface RelativeChange {
  readonly resistance: number
  readonly tau: number
  /** Whether the constant branch for quiet neurons was taken. */
  readonly quiet: boolean
}

/**
 * The rule's relative changes dR/R and dtau/tau for one measured rate, with eta = (start value)^2, so that a repair
 * phase can average them over samples (batch form; no refractory period, as in this project's neuron).
 */
export function relativeChange(
  y: number,
  resistance: number,
  tau: number,
  start: { resistance: number; tau: number },
  mu: number,
): RelativeChange {
  const quiet = y * tau <= QUIET_PRODUCT
  const ratio = start.tau / tau
  const tauChange = ratio * ratio * tau * tauStep(y, tau, 0, mu)
  if (quiet) return { resistance: CONSTANT_BRANCH * (start.resistance / resistance), tau: tauChange, quiet }
  const limited = Math.min(0.99, y)
  const scale = (start.resistance * start.resistance) / resistance
  return { resistance: scale * resistanceStep(limited, resistance, tau, 0, mu), tau: tauChange, quiet }
}

/** KL divergence (nats) of a histogram of rates, bins of equal width from 0, to the exponential of mean mu. */
export function divergenceFromExponential(histogram: ArrayLike<number>, width: number, mu: number): number {
  let total = 0
  for (let b = 0; b < histogram.length; b++) total += histogram[b]
  if (total === 0) return Infinity
  let divergence = 0
  for (let b = 0; b < histogram.length; b++) {
    if (histogram[b] === 0) continue
    const p = histogram[b] / total
    const last = b === histogram.length - 1
    // ln of the exponential's share of the bin; in logarithms, as the share itself may underflow.
    const logShare = (-b * width) / mu + (last ? 0 : log(-expm1(-width / mu)))
    divergence += p * (log(p) - logShare)
  }
  return divergence
}
