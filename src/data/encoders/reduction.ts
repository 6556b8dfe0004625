import { z } from 'zod'
import { UsageError } from '../../usage-error.js'
import type { EncodedSignal } from './encoded-sample.js'
import type { RawShape, RawSpikes } from './raw-spikes.js'

const MAX_STEPS = 65_535
const MAX_CHANNELS = 65_536

/** What can be done to the spikes of every encoder: coarser time, fewer channels, an end. */
export interface ReductionSettings {
  /** Steps joined into one. */
  readonly binBy: number
  /** Neighbouring channels joined into one; never across blocks (bands of another threshold, the next row of pixels). */
  readonly poolChannels: number
  /** Steps kept after joining; later spikes are dropped and counted. */
  readonly maxSteps: number
  /** Whether several spikes of one joined channel in one joined step stay several (`keep`) or become one. */
  readonly multiplicity: 'keep' | 'once'
}

/** The fields for an encoder's schema. */
export const reductionFields = (usual: Partial<ReductionSettings> = {}) => ({
  binBy: z
    .int()
    .min(1)
    .max(1000)
    .default(usual.binBy ?? 1),
  poolChannels: z
    .int()
    .min(1)
    .max(MAX_CHANNELS)
    .default(usual.poolChannels ?? 1),
  maxSteps: z
    .int()
    .min(1)
    .max(MAX_STEPS)
    .default(usual.maxSteps ?? MAX_STEPS),
  multiplicity: z.enum(['keep', 'once']).default(usual.multiplicity ?? 'keep'),
})

/** What a data set's samples look like after encoding. */
export interface EncodedShape {
  readonly channels: number
  /** Equally long runs of channels in which neighbours are near each other. */
  readonly blocks: number
  /** Seconds per step, or null. */
  readonly dt: number | null
  /** The longest a sample can be, in steps. */
  readonly maxSteps: number
}

/** Throws UsageError when there are more channels than an event's 16 bits can name. */
export function reducedShape({ channels, blocks, dt, steps }: RawShape, settings: ReductionSettings): EncodedShape {
  const { binBy, poolChannels, maxSteps } = settings
  const pooled = blocks * Math.ceil(channels / blocks / poolChannels)
  if (pooled > MAX_CHANNELS)
    throw new UsageError(`data.encoder: makes ${pooled} channels, at most ${MAX_CHANNELS} are possible: pool or crop`)
  return {
    channels: pooled,
    blocks,
    dt: dt === null ? null : dt * binBy,
    maxSteps: steps === null ? maxSteps : Math.min(maxSteps, Math.ceil(steps / binBy)),
  }
}

/** Spikes of one sample with coarser time and pooled channels, cut at `maxSteps`. The order within a step stays. */
export function reduceSpikes(raw: RawSpikes, shape: RawShape, settings: ReductionSettings): EncodedSignal {
  const { binBy, poolChannels, maxSteps, multiplicity } = settings
  const perBlock = shape.channels / shape.blocks
  const pooledPerBlock = Math.ceil(perBlock / poolChannels)
  const lastStep = multiplicity === 'once' ? new Int32Array(shape.blocks * pooledPerBlock).fill(-1) : null
  const events = raw.step.length
  const step = new Uint16Array(events)
  const channel = new Uint16Array(events)
  let kept = 0
  let e = 0
  for (; e < events; e++) {
    const t = Math.floor(raw.step[e] / binBy)
    if (t >= maxSteps) break
    const c = raw.channel[e]
    const block = Math.floor(c / perBlock)
    const pooled = poolChannels === 1 ? c : block * pooledPerBlock + Math.floor((c - block * perBlock) / poolChannels)
    if (lastStep) {
      if (lastStep[pooled] === t) continue
      lastStep[pooled] = t
    }
    step[kept] = t
    channel[kept++] = pooled
  }
  const steps = Math.min(maxSteps, Math.ceil(raw.steps / binBy))
  return { steps, step: step.slice(0, kept), channel: channel.slice(0, kept), truncated: events - e }
}
