import { type Key, uniform } from '../../kernel/numerics/random.js'
import type { DatasetBuilder } from '../encoded-dataset.js'
import { type GapDraw, gapDraw } from './gap.js'

/** During steps [from, to) every input of `group` fires with probability `p` per step, instead of its background's. */
export interface Burst {
  readonly group: number
  readonly from: number
  readonly to: number
  readonly p: number
}

/** A generated task: what a trial looks like as bursts; `trialDrawer` draws the spikes. */
export interface TrialKind<Settings> {
  readonly classNames: readonly string[]
  /** Input groups, in channel order. */
  groups(settings: Settings): number
  steps(settings: Settings): number
  /** [group] probability of a spike outside bursts, per input and step, in [0, 1). */
  background(settings: Settings): readonly number[]
  /** A pure function of (settings, splitKey, index). */
  trial(settings: Settings, splitKey: Key, index: number): { label: number; bursts: readonly Burst[] }
}

export interface TrialShape {
  readonly steps: number
  readonly inputsPerGroup: number
  /** [group] */
  readonly background: readonly number[]
}

export type TrialDrawer = (builder: DatasetBuilder, bursts: readonly Burst[], trialKey: Key) => void

/** Cells that share one draw in a burst: each uses up about one of its 53 bits at most. */
const CELLS_PER_DRAW = 16

/**
 * Returns a function that draws one trial's spikes into the sample a builder started last. The cells (step, input) of a
 * burst share draws, and outside bursts the gap to the next spike is drawn, so cost follows spikes, not cells.
 */
export function trialDrawer({ steps, inputsPerGroup, background }: TrialShape): TrialDrawer {
  const groups = background.length
  const gaps: GapDraw[] = background.map(gapDraw)
  const rates = new Float64Array(steps * groups)
  // [group] next background spike, counted in the group's own cells, and how many gaps were drawn.
  const next = new Float64Array(groups)
  const drawn = new Uint32Array(groups)
  return (builder, bursts, trialKey) => {
    setRates(rates, groups, bursts)
    for (let g = 0; g < groups; g++) {
      next[g] = gaps[g](uniform(trialKey, 0, g))
      drawn[g] = 1
    }
    for (let step = 0, block = 0; step < steps; step++) {
      for (let g = 0; g < groups; g++, block++) {
        const p = rates[block]
        if (p > 0) drawBurst(builder, step, g * inputsPerGroup, inputsPerGroup, p, trialKey)
        const start = step * inputsPerGroup
        while (next[g] < start + inputsPerGroup) {
          if (p === 0) builder.event(step, next[g] - start + g * inputsPerGroup)
          next[g] += 1 + gaps[g](uniform(trialKey, drawn[g]++, g))
        }
      }
    }
  }
}

/** [step][group] firing probability of bursts, 0 where there is none. */
function setRates(rates: Float64Array, groups: number, bursts: readonly Burst[]): void {
  rates.fill(0)
  for (const { group, from, to, p } of bursts) for (let step = from; step < to; step++) rates[step * groups + group] = p
}

/**
 * Inputs [first, first + count) at one step, each with probability p. What a comparison with p leaves over of a uniform
 * number is uniform again: u / p after a spike, (u - p) / (1 - p) after none.
 */
function drawBurst(builder: DatasetBuilder, step: number, first: number, count: number, p: number, k: Key): void {
  let u = 0
  for (let i = 0; i < count; i++) {
    // Lanes from 2^16 on: those below belong to the groups' backgrounds.
    if (i % CELLS_PER_DRAW === 0) u = uniform(k, step, 65536 + first + i)
    if (u < p) {
      builder.event(step, first + i)
      u /= p
    } else u = (u - p) / (1 - p)
  }
}
