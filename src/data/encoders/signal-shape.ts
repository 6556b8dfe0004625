import type { Signal } from '../signal.js'

/** What all signals of a set have in common, as far as the number of channels depends on it. */
export type SignalShape =
  | { readonly kind: 'audio' }
  | { readonly kind: 'events'; readonly width: number; readonly height: number }
  | { readonly kind: 'spikes'; readonly channels: number }
  | { readonly kind: 'series'; readonly channels: number; readonly rate: number | null }
  | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly depth: number }

export type SignalKind = SignalShape['kind']

export function shapeOf(signal: Signal): SignalShape {
  switch (signal.kind) {
    case 'audio':
      return { kind: 'audio' }
    case 'events':
      return { kind: 'events', width: signal.width, height: signal.height }
    case 'spikes':
      return { kind: 'spikes', channels: signal.channels }
    case 'series':
      return { kind: 'series', channels: signal.channels, rate: signal.rate }
    case 'image':
      return { kind: 'image', width: signal.width, height: signal.height, depth: signal.depth }
  }
}
