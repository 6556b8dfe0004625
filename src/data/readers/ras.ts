import type { SpikeTrains } from '../signal.js'
import { BadFile } from './bad-file.js'
import { badLine, decimal, textLines, wholeNumber } from './text-lines.js'
import { timeOrder } from './time-order.js'

export interface RasSettings {
  /** Ids run below it; without it, up to the largest that occurs. */
  readonly channels?: number | undefined
  /** Number of the first channel in the file: 1 in targets that were made from an image's rows, else 0. */
  readonly firstId?: 0 | 1 | undefined
  /** Seconds; no spike is later. */
  readonly duration?: number | undefined
}

/** Spikes of a text file, with a mark when its lines were not in order of time and had to be sorted. */
export interface RasSpikes extends SpikeTrains {
  readonly wasUnsorted: boolean
}

/**
 * Reads `.ras` (Auryn, SuperSpike): `seconds neuron` on each line, separated by blanks; lines that start with `#` are
 * comments. Throws BadFile with line and byte.
 */
export function readRas(path: string, bytes: Uint8Array, settings: RasSettings = {}): RasSpikes {
  const { firstId = 0, duration } = settings
  const limit = settings.channels ?? 2 ** 32
  const times: number[] = []
  const ids: number[] = []
  let highest = -1
  for (const line of textLines(bytes)) {
    const text = line.text.trim()
    if (text === '' || text.startsWith('#')) continue
    const [seconds, id, ...more] = text.split(/[ \t]+/)
    const time = decimal(seconds)
    const channel = wholeNumber(id ?? '')
    if (time === undefined || channel === undefined || more.length > 0)
      throw badLine(path, line, `must be 'seconds neuron'`)
    if (time < 0) throw badLine(path, line, 'must have a time of at least 0')
    if (duration !== undefined && time > duration)
      throw badLine(path, line, `must have a time of at most ${duration} s`)
    if (channel < firstId || channel - firstId >= limit)
      throw badLine(path, line, `must have a neuron of ${firstId} to ${limit - 1 + firstId}`)
    times.push(time)
    ids.push(channel - firstId)
    highest = Math.max(highest, channel - firstId)
  }
  if (times.length === 0) throw new BadFile(path, `holds no spikes in its ${bytes.length} bytes`)
  const time = Float64Array.from(times)
  const channel = Uint32Array.from(ids)
  const order = timeOrder(time)
  return {
    kind: 'spikes',
    channels: settings.channels ?? highest + 1,
    duration: duration ?? null,
    time: order ? Float64Array.from(order, (i) => time[i]) : time,
    channel: order ? channel.map((_, i) => channel[order[i]]) : channel,
    wasUnsorted: order !== undefined,
  }
}
