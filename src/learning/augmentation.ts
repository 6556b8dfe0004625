import { z } from 'zod'
import type { Sample } from '../kernel/kernel.js'
import { integer, type Key, key, uniform } from '../kernel/numerics/random.js'

const MAX_STEPS = 65_535

/** At most so many channels or steps; absent means none. */
const reach = z.int().positive().max(MAX_STEPS).optional()

/**
 * What is done to training samples, never to samples that are scored. Applied in this order; every draw depends on the
 * key of replicate and epoch and the sample alone. What is absent is off: a setting that a later version brings changes
 * no older study.
 */
export const augmentationSchema = z.strictObject({
  /** Each event is left out with this probability. */
  eventDropout: z.number().min(0).max(0.9).default(0),
  /** The sample becomes longer or shorter by a factor from 1 - timeStretch to 1 + timeStretch. */
  timeStretch: z.number().positive().max(0.9).optional(),
  /** All events move by the same number of steps, at most this; those that leave the sample are lost. */
  timeShift: reach,
  /** Each event moves by its own number of steps, at most this; one that would leave the sample stays. */
  timeJitter: reach,
  /** All events move by the same number of channels, at most this; those that leave their block are lost. */
  channelShift: reach,
  /** Each event moves by its own number of channels, at most this; one that would leave its block stays. */
  channelJitter: reach,
  /**
   * All events move away from, or towards, the first channel of their block by a factor from 1 - channelStretch to
   * 1 + channelStretch, as bands do for a shorter or longer vocal tract (N. Jaitly, G. Hinton, "Vocal tract length
   * perturbation (VTLP) improves speech recognition", ICML workshop, 2013); those that leave their block are lost.
   */
  channelStretch: z.number().positive().max(0.9).optional(),
  /**
   * The events of a run of steps are lost, as long as a number from 0 to this share of the sample (D. Park et al.,
   * "SpecAugment", 2019).
   */
  timeMask: z.number().positive().max(0.9).optional(),
  /** The events of a run of channels are lost, the same ones of every block: none to this many. */
  channelMask: reach,
  /** Channels that lie in one row, such as the bands of one threshold. Default: all. */
  channelBlock: z.int().positive().max(65_536).optional(),
})
export type Augmentation = z.infer<typeof augmentationSchema>

export const NO_AUGMENTATION: Augmentation = { eventDropout: 0 }

/** Steps that a sample of `steps` can have once augmented. */
export function augmentedSteps(steps: number, { timeStretch = 0 }: Augmentation): number {
  return Math.min(MAX_STEPS, Math.ceil(steps * (1 + timeStretch)))
}

/** The sample as training sees it; itself when nothing is to be done. `channels` is that of the data set. */
export function augment(sample: Sample, channels: number, augmentation: Augmentation, k: Key): Sample {
  const { timeStretch, timeShift, timeJitter, timeMask } = augmentation
  const { channelStretch, channelShift, channelJitter, channelMask } = augmentation
  const dropped = dropEvents(sample, augmentation.eventDropout, k)
  if (!movesOrMasks(augmentation)) return dropped
  const events: Events = {
    steps: dropped.steps,
    step: Int32Array.from(dropped.step),
    channel: Int32Array.from(dropped.channel),
  }
  const blocks = { channels, block: augmentation.channelBlock ?? channels }
  if (timeStretch) stretch(events, timeStretch, key(k, 'time-stretch'))
  if (timeShift) shift(events.step, timeShift, key(k, 'time-shift'), () => [0, events.steps - 1])
  if (timeJitter) jitter(events.step, timeJitter, key(k, 'time-jitter'), () => [0, events.steps - 1])
  if (channelStretch) stretchChannels(events, channelStretch, blocks, key(k, 'channel-stretch'))
  if (channelShift) shift(events.channel, channelShift, key(k, 'channel-shift'), (c) => blockOf(c, blocks))
  if (channelJitter) jitter(events.channel, channelJitter, key(k, 'channel-jitter'), (c) => blockOf(c, blocks))
  if (timeMask) maskSteps(events, timeMask, key(k, 'time-mask'))
  if (channelMask) maskChannels(events, channelMask, blocks, key(k, 'channel-mask'))
  return inOrder(events)
}

const movesOrMasks = ({ eventDropout: _, channelBlock: __, ...others }: Augmentation): boolean =>
  Object.values(others).some((setting) => setting !== undefined)

/** Leaves each event out with this probability. */
export function dropEvents(sample: Sample, probability: number, k: Key): Sample {
  if (probability === 0) return sample
  const step = new Uint16Array(sample.step.length)
  const channel = new Uint16Array(sample.step.length)
  let kept = 0
  for (let e = 0; e < sample.step.length; e++) {
    if (uniform(k, e) < probability) continue
    step[kept] = sample.step[e]
    channel[kept++] = sample.channel[e]
  }
  return { steps: sample.steps, step: step.subarray(0, kept), channel: channel.subarray(0, kept) }
}

/** Events on their way; GONE in either array marks one that is lost. */
interface Events {
  steps: number
  readonly step: Int32Array
  readonly channel: Int32Array
}

const GONE = -1

type Range = readonly [first: number, last: number]

interface Blocks {
  readonly channels: number
  readonly block: number
}

function blockOf(channel: number, { channels, block }: Blocks): Range {
  const first = Math.floor(channel / block) * block
  return [first, Math.min(channels, first + block) - 1]
}

/** A number from -most to most, each as likely. */
const offset = (k: Key, counter: number, most: number) => integer(k, counter, 2 * most + 1) - most

/** An event lies in the middle of its step. */
function stretch(events: Events, most: number, k: Key): void {
  const factor = 1 + most * (2 * uniform(k, 0) - 1)
  events.steps = Math.min(MAX_STEPS, Math.max(1, Math.round(events.steps * factor)))
  for (let e = 0; e < events.step.length; e++)
    events.step[e] = Math.min(events.steps - 1, Math.floor((events.step[e] + 0.5) * factor))
}

function shift(places: Int32Array, most: number, k: Key, rangeOf: (place: number) => Range): void {
  const by = offset(k, 0, most)
  for (let e = 0; e < places.length; e++) {
    if (places[e] === GONE) continue
    const [first, last] = rangeOf(places[e])
    const moved = places[e] + by
    places[e] = moved < first || moved > last ? GONE : moved
  }
}

function jitter(places: Int32Array, most: number, k: Key, rangeOf: (place: number) => Range): void {
  for (let e = 0; e < places.length; e++) {
    if (places[e] === GONE) continue
    const [first, last] = rangeOf(places[e])
    const moved = places[e] + offset(k, e, most)
    if (moved >= first && moved <= last) places[e] = moved
  }
}

/** Each event lies anywhere in its channel, so that stretching leaves no channel empty in between. */
function stretchChannels({ channel }: Events, most: number, blocks: Blocks, k: Key): void {
  const factor = 1 + most * (2 * uniform(k, 0) - 1)
  const within = key(k, 'within')
  for (let e = 0; e < channel.length; e++) {
    if (channel[e] === GONE) continue
    const [first, last] = blockOf(channel[e], blocks)
    const moved = first + Math.floor((channel[e] - first + uniform(within, e)) * factor)
    channel[e] = moved > last ? GONE : moved
  }
}

function maskSteps({ steps, step }: Events, share: number, k: Key): void {
  const length = Math.floor(uniform(k, 0) * (share * steps + 1))
  const from = integer(k, 1, steps - length + 1)
  for (let e = 0; e < step.length; e++) if (step[e] >= from && step[e] < from + length) step[e] = GONE
}

function maskChannels({ channel }: Events, most: number, blocks: Blocks, k: Key): void {
  const length = Math.min(blocks.block, integer(k, 0, most + 1))
  const from = integer(k, 1, blocks.block - length + 1)
  for (let e = 0; e < channel.length; e++) {
    const place = channel[e] % blocks.block
    if (channel[e] !== GONE && place >= from && place < from + length) channel[e] = GONE
  }
}

/** Sorted by step (counting sort); events of one step stay in order. */
function inOrder({ steps, step, channel }: Events): Sample {
  const at = new Uint32Array(steps + 1)
  for (let e = 0; e < step.length; e++) if (step[e] !== GONE && channel[e] !== GONE) at[step[e] + 1]++
  for (let t = 0; t < steps; t++) at[t + 1] += at[t]
  const sorted = { steps, step: new Uint16Array(at[steps]), channel: new Uint16Array(at[steps]) }
  for (let e = 0; e < step.length; e++) {
    if (step[e] === GONE || channel[e] === GONE) continue
    const place = at[step[e]]++
    sorted.step[place] = step[e]
    sorted.channel[place] = channel[e]
  }
  return sorted
}
