import type { Audio, EventStream, Image, Series, Signal, SpikeTrains } from '../../../src/data/signal.js'
import { key, uniform } from '../../../src/kernel/numerics/random.js'

type SignalKind = Signal['kind']

export const SIGNAL_KINDS: readonly SignalKind[] = ['audio', 'events', 'spikes', 'series', 'image']

type OfKind = { readonly [K in SignalKind]: readonly Extract<Signal, { kind: K }>[] }

export const signalsOf = (signals: OfKind, kinds: readonly SignalKind[]): Signal[] =>
  kinds.flatMap((kind): readonly Signal[] => signals[kind])

const random = (name: string, i: number) => uniform(key(1, name), i)

export const audio = (samples: ArrayLike<number>, rate = 8000): Audio => ({
  kind: 'audio',
  rate,
  samples: Float32Array.from(samples),
})

/** A chirp with a loud middle and some noise. */
export const chirp = (length: number, rate = 8000): Audio =>
  audio(
    Float32Array.from({ length }, (_, i) => {
      const envelope = Math.sin((Math.PI * i) / length) ** 2
      return 0.3 * envelope * Math.sin(i * (0.2 + (0.8 * i) / length)) + 0.001 * random('noise', i)
    }),
    rate,
  )

/** [microseconds, x, y, polarity] each. */
export function events(
  rows: readonly (readonly [number, number, number, number])[],
  width = 8,
  height = 6,
): EventStream {
  return {
    ...{ kind: 'events', width, height, time: Float64Array.from(rows, ([t]) => t) },
    x: Uint16Array.from(rows, ([, x]) => x),
    y: Uint16Array.from(rows, ([, , y]) => y),
    polarity: Uint8Array.from(rows, ([, , , p]) => p),
  }
}

const randomEvents = (count: number, gap: number) =>
  events(
    Array.from({ length: count }, (_, e) => [
      Math.floor(e * gap),
      Math.floor(8 * random('x', e)),
      Math.floor(6 * random('y', e)),
      random('p', e) < 0.5 ? 0 : 1,
    ]),
  )

/** [seconds, channel] each. */
export const spikes = (rows: readonly (readonly [number, number])[], channels = 10, duration: number | null = null) =>
  ({
    ...{ kind: 'spikes', channels, duration },
    time: Float64Array.from(rows, ([t]) => t),
    channel: Uint32Array.from(rows, ([, c]) => c),
  }) satisfies SpikeTrains

export const series = (values: ArrayLike<number>, channels = 1, rate: number | null = 100): Series => ({
  ...{ kind: 'series', rate, channels },
  values: Float32Array.from(values),
})

export const image = (pixels: ArrayLike<number>, width: number, height: number, depth = 1): Image => ({
  ...{ kind: 'image', width, height, depth },
  pixels: Float32Array.from(pixels),
})

const noise = (name: string, length: number) => Float32Array.from({ length }, (_, i) => random(name, i))

export const usualSignals: OfKind = {
  audio: [chirp(3200), chirp(5000), chirp(9000, 16_000)],
  events: [randomEvents(500, 37), randomEvents(900, 11)],
  spikes: [
    spikes(
      Array.from({ length: 300 }, (_, e) => [e * 0.0017, Math.floor(10 * random('c', e))]),
      10,
      0.6,
    ),
  ],
  series: [series(noise('vector', 40), 40), series(noise('matrix', 200), 4)],
  image: [image(noise('image', 84), 7, 12), image(noise('colour', 90), 5, 6, 3)],
}

export const edgeSignals: OfKind = {
  audio: [
    audio([]),
    audio([0.5]),
    audio(new Float32Array(4000)),
    audio(new Float32Array(4000).fill(0.25)),
    audio(new Float32Array(4000).fill(1e-38)),
    audio([...new Float32Array(3000), Number.NaN]),
    chirp(3000, 7999),
    chirp(300, 1),
  ],
  events: [
    events([]),
    events([[0, 7, 5, 1]]),
    events([
      [5, 1, 1, 0],
      [3, 1, 1, 0],
    ]),
    events([[Number.NaN, 1, 1, 0]]),
  ],
  spikes: [
    spikes([]),
    spikes([], 10, 0.5),
    spikes([[0, 9]]),
    spikes([
      [0.2, 1],
      [0.1, 1],
    ]),
    spikes([[Infinity, 0]]),
  ],
  series: [
    series([]),
    series([3]),
    series([1, 2, 3], 3),
    series(new Float32Array(300).fill(7), 3),
    series([1, Number.NaN]),
    series([3e38, -3e38, 3e38], 1, null),
  ],
  image: [
    image([1], 1, 1),
    image(new Float32Array(12), 4, 3),
    image(new Float32Array(12).fill(1), 4, 3),
    image([0.5, Number.POSITIVE_INFINITY], 2, 1),
    image([], 0, 0),
  ],
}

export const longSignals: OfKind = {
  audio: [chirp(60_000), audio(new Float32Array(1_000_000)), audio(new Float32Array(4000), 1)],
  events: [
    randomEvents(200_000, 1000),
    events([
      [0, 1, 1, 1],
      [1.7e15, 1, 1, 1],
    ]),
  ],
  spikes: [
    spikes([
      [0, 1],
      [1e9, 2],
    ]),
  ],
  series: [series(noise('long', 200_000), 4)],
  image: [image(noise('large', 14_400), 120, 120)],
}
