import { type PulsePacket, pulsePacket } from './pulse-packet.js'
import { chosenSpikes, type LayerRecord, type SpikeChoice, type SpikeRecord } from './spike-record.js'

/** Means over samples; of those alone in which a measure exists. */
export type LayerSpread = { readonly [Measure in keyof PulsePacket]: number } & {
  readonly layer: string
  /** Causal spikes per sample of excitatory and inhibitory neurons; null where they are not told apart. */
  readonly excitatory: number | null
  readonly inhibitory: number | null
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
}

const MEASURES = ['count', 'median', 'mean', 'std', 'iqr', 'fwhm', 'first', 'last'] as const

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
  }
}

function layerSpread(record: SpikeRecord, layer: LayerRecord, choice: SpikeChoice, kernel: number): LayerSpread {
  const packets = chosenSpikes(record, layer, choice).map(({ times }) => pulsePacket(times, kernel))
  const means = Object.fromEntries(
    MEASURES.map((measure) => [measure, meanOf(packets.map((packet) => packet[measure]))]),
  ) as Record<(typeof MEASURES)[number], number>
  const excitatory = chosenSpikes(record, layer, choice, 'excitatory')
  const inhibitory = chosenSpikes(record, layer, choice, 'inhibitory')
  const told = layer.excitatory !== null
  return {
    layer: layer.name,
    ...means,
    excitatory: told ? meanOf(excitatory.map(({ times }) => times.length)) : null,
    inhibitory: told ? meanOf(inhibitory.map(({ times }) => times.length)) : null,
    peakWidth: told ? meanOf(excitatory.map(({ times }) => pulsePacket(times, kernel).fwhm)) : means.fwhm,
  }
}

/** Mean of the numbers that are some. */
export function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value))
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length
}
