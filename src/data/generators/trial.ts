import { log } from '../../kernel/numerics/elementary.js'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'
import type { DatasetBuilder } from '../encoded-dataset.js'

/** During steps [from, to) every input of `group` fires with probability `p` per step, instead of the background's. */
export interface Burst {
  readonly group: number
  readonly from: number
  readonly to: number
  readonly p: number
}

export interface TrialShape {
  readonly groups: number
  readonly inputsPerGroup: number
  readonly steps: number
  /** Probability of a background spike per input and step, in [0, 1). */
  readonly background: number
}

/** A generated task: what a trial looks like as bursts; `generate` draws the spikes. */
export interface TrialKind<Settings> {
  readonly classNames: readonly string[]
  /** Input groups, in channel order. */
  readonly groups: number
  steps(settings: Settings): number
  /** A pure function of (settings, splitKey, index). */
  trial(settings: Settings, splitKey: Key, index: number): { label: 0 | 1; bursts: Burst[] }
}

/**
 * Draws one trial's spikes into the sample that `builder` started last. Inside bursts every (step, input) cell has its
 * own draw; outside, the gap to the next background spike is drawn (geometric), so cost follows spikes, not cells.
 */
export function drawTrial(builder: DatasetBuilder, shape: TrialShape, bursts: readonly Burst[], trialKey: Key): void {
  const { groups, inputsPerGroup, steps } = shape
  const channels = groups * inputsPerGroup
  const rates = burstRates(shape, bursts)
  const gap = backgroundGaps(shape.background, trialKey)
  let next = gap()
  for (let block = 0; block < steps * groups; block++) {
    const step = Math.floor(block / groups)
    const from = block * inputsPerGroup
    const p = rates[block]
    if (p > 0) {
      for (let cell = from; cell < from + inputsPerGroup; cell++)
        if (uniform(trialKey, cell, 1) < p) builder.event(step, cell - step * channels)
    }
    for (; next < from + inputsPerGroup; next += 1 + gap()) if (p === 0) builder.event(step, next - step * channels)
  }
}

/** [step][group] firing probability of bursts, 0 where there is none. */
function burstRates({ groups, steps }: TrialShape, bursts: readonly Burst[]): Float64Array {
  const rates = new Float64Array(steps * groups)
  for (const { group, from, to, p } of bursts) for (let step = from; step < to; step++) rates[step * groups + group] = p
  return rates
}

/** Numbers of silent cells before the next background spike: floor(ln(1 - u) / ln(1 - p)). */
function backgroundGaps(p: number, trialKey: Key): () => number {
  if (p === 0) return () => Number.POSITIVE_INFINITY
  const logSilent = log(1 - p)
  let drawn = 0
  return () => Math.floor(log(1 - uniform(trialKey, drawn++, 0)) / logSilent)
}

/** Class of trial `index`, one of two: fair, and exactly half of each in every pair (2j, 2j + 1). */
export function balancedClass(splitKey: Key, index: number): 0 | 1 {
  const first = uniform(key(splitKey, 'class'), index >> 1) < 0.5
  return first === (index % 2 === 0) ? 0 : 1
}
