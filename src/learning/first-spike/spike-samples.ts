import type { EncodedDataset } from '../../data/dataset.js'
import { cosSinTurn, log } from '../../kernel/numerics/elementary.js'
import { type Key, key, uniform } from '../../kernel/numerics/random.js'

/** Samples as one spike time per channel. */
export interface SpikeSamples {
  readonly channels: number
  readonly classes: number
  label(sample: number): number
  /** Writes [channel] times in units of tauSyn, Infinity where nothing spikes. */
  read(sample: number, into: Float64Array): void
}

/** Of an encoded data set: the first event of every channel; `stepsPerUnit` steps are one tauSyn. */
export function firstSpikesOf(data: EncodedDataset, stepsPerUnit: number): SpikeSamples {
  return {
    channels: data.channels,
    classes: data.classNames.length,
    label: (sample) => data.label[sample],
    read(sample, into) {
      const [from, to] = [data.eventStart[sample], data.eventStart[sample + 1]]
      readFirstSpikes(data.eventStep.subarray(from, to), data.eventChannel.subarray(from, to), stepsPerUnit, into)
    },
  }
}

/** Of events in the order of their steps: writes [channel] the time of the first, Infinity where there is none. */
export function readFirstSpikes(
  step: Uint16Array,
  channel: Uint16Array,
  stepsPerUnit: number,
  into: Float64Array,
): void {
  into.fill(Number.POSITIVE_INFINITY)
  for (let e = step.length - 1; e >= 0; e--) into[channel[e]] = step[e] / stepsPerUnit
}

/** Of times that are already there, a row for each sample. */
export function samplesOf(
  times: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  classes: number,
): SpikeSamples {
  return {
    channels: times[0].length,
    classes,
    label: (sample) => labels[sample],
    read: (sample, into) => into.set(times[sample]),
  }
}

/**
 * Adds normal noise to the times of one sample in one epoch; what falls below 0 is reflected. Box-Muller gives two numbers at
 * a time: to channel 2n the cosine's, to channel 2n + 1 the sine's.
 */
export function jitter(times: Float64Array, sd: number, replicate: Key, epoch: number, sample: number): void {
  const k = key(replicate, 'first-spike-noise', epoch, sample)
  for (let i = 0; i < times.length; i += 2) {
    const silent = times[i] === Number.POSITIVE_INFINITY
    if (silent && !(times[i + 1] < Number.POSITIVE_INFINITY)) continue
    const radius = sd * Math.sqrt(-2 * log(1 - uniform(k, i, 0)))
    const [cos, sin] = cosSinTurn(uniform(k, i, 1))
    if (!silent) times[i] = Math.abs(times[i] + radius * cos)
    if (times[i + 1] < Number.POSITIVE_INFINITY) times[i + 1] = Math.abs(times[i + 1] + radius * sin)
  }
}
