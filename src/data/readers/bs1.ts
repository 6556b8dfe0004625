import type { SpikeTrains } from '../signal.js'
import { EVENT_BYTES } from './address-events.js'
import { BadFile } from './bad-file.js'

export interface Bs1Settings {
  /** Ids run below it; without it, up to the largest that occurs. */
  readonly channels?: number | undefined
  /** `together`: the polarity is not looked at. `apart`: OFF spikes have channels 0.., ON spikes the same number after them. */
  readonly polarities?: 'together' | 'apart' | undefined
}

/**
 * The 5-byte spikes of SLAYER (.bs1): bytes 0 and 1 the neuron, big-endian, byte 2 polarity in bit 7 and bits 22..16 of the
 * time, bytes 3 and 4 bits 15..0; microseconds. Throws BadFile for a broken length, a neuron out of range, or a time that
 * goes back.
 */
export function readBs1(path: string, bytes: Uint8Array, settings: Bs1Settings = {}): SpikeTrains {
  const spikes = Math.floor(bytes.length / EVENT_BYTES)
  if (spikes * EVENT_BYTES !== bytes.length)
    throw new BadFile(path, `ends inside the spike at byte ${spikes * EVENT_BYTES}: spikes have ${EVENT_BYTES} bytes`)
  if (spikes === 0) throw new BadFile(path, 'is empty (0 bytes)')
  const time = new Float64Array(spikes)
  const channel = new Uint32Array(spikes)
  let channels = settings.channels ?? 0
  for (let spike = 0, at = 0; spike < spikes; spike++, at += EVENT_BYTES) {
    const neuron = (bytes[at] << 8) | bytes[at + 1]
    if (settings.channels === undefined) channels = Math.max(channels, neuron + 1)
    else if (neuron >= channels)
      throw new BadFile(path, `has neuron ${neuron} at byte ${at}; the last is ${channels - 1}`)
    channel[spike] = neuron
    time[spike] = (((bytes[at + 2] & 127) << 16) | (bytes[at + 3] << 8) | bytes[at + 4]) / 1e6
    if (spike > 0 && time[spike] < time[spike - 1])
      throw new BadFile(path, `goes back in time at byte ${at}: ${time[spike]} s after ${time[spike - 1]} s`)
  }
  if (settings.polarities !== 'apart') return { kind: 'spikes', channels, duration: null, time, channel }
  for (let spike = 0; spike < spikes; spike++) channel[spike] += channels * (bytes[spike * EVENT_BYTES + 2] >> 7)
  return { kind: 'spikes', channels: 2 * channels, duration: null, time, channel }
}
