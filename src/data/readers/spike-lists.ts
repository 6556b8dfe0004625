import type { SpikeTrains } from '../signal.js'
import { BadFile } from './bad-file.js'

/**
 * Spikes out of a list of times in seconds and one of channels; `sample` says in messages where in the file they were.
 * Times are put in order, spikes of the same time staying as they were. Throws BadFile.
 */
export function spikeTrains(
  path: string,
  sample: string,
  times: Float64Array,
  channels: Float64Array,
  size: number,
): SpikeTrains {
  if (times.length !== channels.length)
    throw new BadFile(path, `${sample} has ${times.length} times for ${channels.length} channels`)
  let ordered = true
  for (let i = 0; i < times.length; i++) {
    if (!(times[i] >= 0 && times[i] < Number.POSITIVE_INFINITY))
      throw new BadFile(path, `${sample} has the time ${times[i]} s at spike ${i}`)
    if (!(Number.isInteger(channels[i]) && channels[i] >= 0 && channels[i] < size))
      throw new BadFile(path, `${sample} has the channel ${channels[i]} at spike ${i}; channels are 0 to ${size - 1}`)
    if (i > 0 && times[i] < times[i - 1]) ordered = false
  }
  const found = { kind: 'spikes', channels: size, duration: null } as const
  if (ordered) return { ...found, time: times, channel: Uint32Array.from(channels) }
  const order = Uint32Array.from(times, (_, i) => i).sort((a, b) => times[a] - times[b] || a - b)
  return {
    ...found,
    time: Float64Array.from(order, (i) => times[i]),
    channel: Uint32Array.from(order, (i) => channels[i]),
  }
}
