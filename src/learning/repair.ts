import { exp } from '../kernel/numerics/elementary.js'
import { type NeuronModel, startResistance } from '../topology/topology.js'
import { UsageError } from '../usage-error.js'
import type { RepairSettings } from './gradient-recipe.js'
import { divergenceFromExponential, MU_TAU_LIMIT, relativeChange } from './spikl-ip.js'

/** R and tau of every neuron; float32 values, so that a stored copy is exact. */
export interface Intrinsic {
  readonly resistance: Float32Array
  readonly tauMem: Float32Array
}

/** R = tau at start: gain R / tau = 1, the TSSL-BP model. */
export function startIntrinsic(neuron: NeuronModel, neurons: number): Intrinsic {
  return {
    resistance: new Float32Array(neurons).fill(startResistance(neuron)),
    tauMem: new Float32Array(neurons).fill(neuron.tauMem),
  }
}

/** Bins of the rate histogram: 0 .. 1 spikes per step. */
export const RATE_BINS = 50

/** Sums over the samples of a shard: plain data that adds up in a fixed order. */
export interface Activity {
  /** [neurons] */
  readonly rate: Float64Array
  readonly resistanceChange: Float64Array
  readonly tauChange: Float64Array
  /** [RATE_BINS] over neurons and samples. */
  readonly histogram: Float64Array
  quiet: number
  samples: number
}

export function emptyActivity(neurons: number): Activity {
  return {
    rate: new Float64Array(neurons),
    resistanceChange: new Float64Array(neurons),
    tauChange: new Float64Array(neurons),
    histogram: new Float64Array(RATE_BINS),
    quiet: 0,
    samples: 0,
  }
}

/** Adds one sample: `counts` are the spikes of each neuron over `steps` steps. */
export function measureSample(
  activity: Activity,
  counts: Float32Array,
  steps: number,
  intrinsic: Intrinsic,
  start: NeuronModel,
  settings: RepairSettings,
): void {
  activity.samples++
  const begin = { resistance: startResistance(start), tau: start.tauMem }
  for (let i = 0; i < activity.rate.length; i++) {
    const y = counts[i] / steps
    activity.rate[i] += y
    activity.histogram[Math.min(RATE_BINS - 1, Math.floor(y * RATE_BINS))]++
    if (settings.rule !== 'spikl-ip' && settings.rule !== 'tau') continue
    const change = relativeChange(y, intrinsic.resistance[i], intrinsic.tauMem[i], begin, settings.targetRate)
    activity.resistanceChange[i] += change.resistance
    activity.tauChange[i] += change.tau
    if (change.quiet) activity.quiet++
  }
}

export function addActivity(into: Activity, from: Activity): void {
  addTo(into.rate, from.rate)
  addTo(into.resistanceChange, from.resistanceChange)
  addTo(into.tauChange, from.tauChange)
  addTo(into.histogram, from.histogram)
  into.quiet += from.quiet
  into.samples += from.samples
}

function addTo(into: Float64Array, from: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] += from[i]
}

/** Share of the repair step at this fraction of the training or search: 1, then a ramp to 0. */
export function repairStrength(settings: RepairSettings, progress: number): number {
  const [from, to] = settings.fade
  if (progress < from) return 1
  return progress >= to ? 0 : (to - progress) / (to - from)
}

/**
 * One repair phase: ONE update of R and tau from rates measured with everything frozen. The online rule, applied at
 * every step of a batch, saturates within a single phase (computed), and could not be sharded reproducibly.
 */
export function repair(
  intrinsic: Intrinsic,
  activity: Activity,
  start: NeuronModel,
  settings: RepairSettings,
  strength: number,
): Intrinsic {
  const resistance = intrinsic.resistance.slice()
  const tauMem = intrinsic.tauMem.slice()
  const step = settings.step * strength
  const [low, high] = settings.bounds
  const bounded = (x: number, begin: number) => Math.min(high * begin, Math.max(low * begin, x))
  const begin = startResistance(start)
  const capped = (x: number) => Math.min(settings.cap, Math.max(-settings.cap, x))
  for (let i = 0; i < activity.rate.length; i++) {
    if (settings.rule === 'gain') {
      const y = activity.rate[i] / activity.samples
      const distance = Math.min(1, Math.max(-1, (settings.targetRate - y) / settings.targetRate))
      resistance[i] = bounded(resistance[i] * exp(step * distance), begin)
    }
    if (settings.rule === 'spikl-ip') {
      resistance[i] = bounded(
        resistance[i] * (1 + capped((step * activity.resistanceChange[i]) / activity.samples)),
        begin,
      )
    }
    if (settings.rule === 'spikl-ip' || settings.rule === 'tau') {
      tauMem[i] = bounded(tauMem[i] * (1 + capped((step * activity.tauChange[i]) / activity.samples)), start.tauMem)
    }
  }
  return { resistance, tauMem }
}

/** [neurons] factor by which each neuron's gain R / tau changed. */
export function gainChange(before: Intrinsic, after: Intrinsic): Float64Array {
  return Float64Array.from(
    before.resistance,
    (r, i) => (after.resistance[i] / after.tauMem[i]) * (before.tauMem[i] / r),
  )
}

/** What is logged of a repair phase. */
export function repairMetrics(
  activity: Activity,
  after: Intrinsic,
  start: NeuronModel,
  settings: RepairSettings,
): Record<string, number> {
  const neurons = activity.rate.length
  const mean = (values: ArrayLike<number>) => {
    let sum = 0
    for (let i = 0; i < neurons; i++) sum += values[i]
    return sum / neurons
  }
  return {
    rate: mean(activity.rate) / activity.samples,
    divergence: divergenceFromExponential(activity.histogram, 1 / RATE_BINS, settings.targetRate),
    quietShare: activity.quiet / (neurons * activity.samples),
    resistance: mean(after.resistance) / startResistance(start),
    tauMem: mean(after.tauMem) / start.tauMem,
  }
}

/** SpiKL-IP's R rule never raises a rate below a limit of mu tau; refuse what can only silence the network. */
export function checkRepair(settings: RepairSettings, neuron: NeuronModel, where: string): void {
  if (settings.bounds[0] > 1 || settings.bounds[1] < 1) {
    throw new UsageError(`${where}.bounds must enclose 1, but got [${settings.bounds.join(', ')}]`)
  }
  if (settings.rule !== 'spikl-ip') return
  const lowest = settings.targetRate * settings.bounds[0] * neuron.tauMem
  if (lowest > MU_TAU_LIMIT) return
  throw new UsageError(
    `${where}.rule spikl-ip needs targetRate x lowest tau above ${MU_TAU_LIMIT}, but got ` +
      `${settings.targetRate} x ${settings.bounds[0]} x ${neuron.tauMem} = ${lowest.toFixed(3)}; ` +
      'use rule tau (tau alone) or gain, or raise targetRate or tauMem',
  )
}
