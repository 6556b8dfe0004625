import type { Signal, SignalShape } from '../signal.js'

/** What the signal has in common with others of its set, if it belongs to one. */
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
