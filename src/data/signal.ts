/** One sample as a file holds it, before an encoder turns it into spikes on integer steps. */
export type Signal = Audio | EventStream | SpikeTrains | Series | Image

export interface Audio {
  readonly kind: 'audio'
  /** Hz. */
  readonly rate: number
  /** [sample] one channel (several are averaged), in [-1, 1]. */
  readonly samples: Float32Array
}

/** Address events of a camera. */
export interface EventStream {
  readonly kind: 'events'
  /** Pixels; x < width, y < height. */
  readonly width: number
  readonly height: number
  /** [event] microseconds, not decreasing. */
  readonly time: Float64Array
  readonly x: Uint16Array
  readonly y: Uint16Array
  /** [event] 1 = ON, 0 = OFF. */
  readonly polarity: Uint8Array
}

/** Spikes that were recorded as such, on numbered channels. */
export interface SpikeTrains {
  readonly kind: 'spikes'
  readonly channels: number
  /** Seconds, where the file says it. */
  readonly duration: number | null
  /** [spike] seconds, not decreasing, at least 0. */
  readonly time: Float64Array
  /** [spike] below `channels`. */
  readonly channel: Uint32Array
}

/** Regularly sampled values of one or more channels. */
export interface Series {
  readonly kind: 'series'
  /** Hz, or null where a step has no physical length. */
  readonly rate: number | null
  readonly channels: number
  /** [step * channels + channel] */
  readonly values: Float32Array
}

export interface Image {
  readonly kind: 'image'
  readonly width: number
  readonly height: number
  /** Colour channels. */
  readonly depth: number
  /** [(y * width + x) * depth + channel], 0 to 1. */
  readonly pixels: Float32Array
}

/** What all signals of a set have in common: enough to know an encoder's channels before any file is read. */
export type SignalShape =
  | { readonly kind: 'audio' }
  | { readonly kind: 'events'; readonly width: number; readonly height: number }
  | { readonly kind: 'spikes'; readonly channels: number }
  | { readonly kind: 'series'; readonly channels: number; readonly rate: number | null }
  | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly depth: number }
