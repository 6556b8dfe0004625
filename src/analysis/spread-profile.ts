import { type PulsePacket, pulsePacket } from './pulse-packet.js'
import { chosenSpikes, type LayerRecord, type SpikeChoice, type SpikeRecord } from './spike-record.js'

/** Means over samples; of those alone in which a measure exists. */
export type PacketMeans = { readonly [Measure in keyof PulsePacket]: number }

export interface LayerSpread extends PacketMeans {
  readonly layer: string
  /** Packets of excitatory and of inhibitory neurons alone; null where they are not told apart. */
  readonly excitatory: PacketMeans | null
  readonly inhibitory: PacketMeans | null
  /** FWHM of excitatory neurons, of all where they are not told apart: what the profile is about. */
  readonly peakWidth: number
}

export interface SpreadProfile {
  readonly choice: SpikeChoice
  /** The inputs first. */
  readonly layers: readonly LayerSpread[]
  /** Layer whose peak is widest. */
  readonly widest: string
  /** FWHM of the last layer over that of the widest: below 1, the packet narrows again. */
  readonly reconvergence: number
  /** Standard deviation of the first layer after the inputs over that of the last. */
  readonly sharpening: number
  /** Hidden layer of the greatest standard deviation. */
  readonly mostSpread: string
}

/** How a volley spreads from layer to layer. `kernel`: see `pulsePacket`. */
export function spreadProfile(record: SpikeRecord, choice: SpikeChoice, kernel: number): SpreadProfile {
  const layers = record.layers.map((layer) => layerSpread(record, layer, choice, kernel))
  const hidden = layers.slice(1)
  const known = layers.filter(({ peakWidth }) => peakWidth > 0)
  const widest = known.reduce((best, layer) => (layer.peakWidth > best.peakWidth ? layer : best), known[0] ?? layers[0])
  const last = hidden[hidden.length - 1]
  return {
    choice,
    layers,
    widest: widest.layer,
    reconvergence: last.peakWidth / widest.peakWidth,
    sharpening: hidden[0].std / last.std,
    mostSpread: hidden.reduce((most, layer) => (layer.std > (most.std || 0) ? layer : most)).layer,
  }
}

function layerSpread(record: SpikeRecord, layer: LayerRecord, choice: SpikeChoice, kernel: number): LayerSpread {
  const meansOf = (sign?: 'excitatory' | 'inhibitory') =>
    packetMeans(chosenSpikes(record, layer, choice, sign).map(({ times }) => pulsePacket(times, kernel)))
  const all = meansOf()
  const told = layer.excitatory !== null
  const excitatory = told ? meansOf('excitatory') : null
  const inhibitory = told ? meansOf('inhibitory') : null
  return { layer: layer.name, ...all, excitatory, inhibitory, peakWidth: (excitatory ?? all).fwhm }
}

function packetMeans(packets: readonly PulsePacket[]): PacketMeans {
  const mean = (measure: keyof PulsePacket) => meanOf(packets.map((packet) => packet[measure]))
  return {
    count: mean('count'),
    median: mean('median'),
    mean: mean('mean'),
    std: mean('std'),
    iqr: mean('iqr'),
    fwhm: mean('fwhm'),
    first: mean('first'),
    last: mean('last'),
  }
}

/** Mean of the numbers that are some. */
export function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value))
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length
}
