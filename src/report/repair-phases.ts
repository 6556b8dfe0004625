import { TRACED_QUANTILES } from '../learning/repair-trace.js'
import type { RunFacts } from './run-facts.js'

/** Quantiles over neurons, in start values: those of TRACED_QUANTILES. */
export interface Spread {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

export interface RepairPhase {
  readonly iteration: number
  /** [RATE_BINS] shares, before the phase. */
  readonly rates: readonly number[]
  /** Before the phase, as is the next. */
  readonly meanRate: number
  /** From the exponential target, in nats. */
  readonly divergence: number
  readonly resistance: Spread
  readonly tauMem: Spread
}

/** Every phase of the search's repair; empty in runs that did not trace them. */
export function repairPhases({ store, iterations }: RunFacts): RepairPhase[] {
  const values = (name: string) => new Map(store.traces(name).map((trace) => [trace.step, Array.from(trace.values)]))
  const metrics = (name: string) =>
    new Map(store.metrics({ phase: 'repair', name }).map(({ step, value }) => [step, value] as const))
  const [resistance, tauMem] = [values('resistance'), values('tauMem')]
  const [rate, divergence] = [metrics('rate'), metrics('divergence')]
  return [...values('rates')].flatMap(([step, rates]) => {
    const [r, tau] = [resistance.get(step), tauMem.get(step)]
    if (r === undefined || tau === undefined) return []
    return {
      iteration: iterations().iterationOf(step, 'repair'),
      rates,
      meanRate: rate.get(step) ?? Number.NaN,
      divergence: divergence.get(step) ?? Number.NaN,
      resistance: spreadOf(r),
      tauMem: spreadOf(tau),
    }
  })
}

const spreadOf = (values: readonly number[]): Spread => ({
  before: values.slice(0, TRACED_QUANTILES.length),
  after: values.slice(TRACED_QUANTILES.length),
})
