import { cosSinTurn, expm1, log } from '../../kernel/numerics/elementary.js'
import { powerSpectrum } from './fft.js'

export interface MelSettings {
  /** Hz. */
  readonly sampleRate: number
  readonly bands: number
  /** Hz: lower edge of the first band, upper edge of the last. */
  readonly low: number
  readonly high: number
  /** Samples in a window, and from one window to the next. */
  readonly window: number
  readonly hop: number
  /** y[n] = x[n] - preEmphasis x[n-1]; 0 for none. */
  readonly preEmphasis: number
}

/** Hz on the mel scale, 2595 log10(1 + f / 700) (O'Shaughnessy), up to a factor that cancels. */
const mel = (hz: number) => log(1 + hz / 700)
const hertz = (m: number) => 700 * expm1(m)

/** Windows in `length` samples: none when it is shorter than one. */
export const windowsIn = (length: number, { window, hop }: Pick<MelSettings, 'window' | 'hop'>): number =>
  length < window ? 0 : Math.floor((length - window) / hop) + 1

const MAX_TRANSFORM = 65_536

/**
 * Energy in triangular bands on the mel scale, from Hann windows.
 * Returns a function from samples to energies [window][band], row-major. Throws RangeError when a band is narrower than
 * what the longest transform can tell apart.
 */
export function melBands(settings: MelSettings): (samples: Float64Array) => Float64Array {
  const { bands, window, hop, preEmphasis } = settings
  const { size, filters } = melFilters(settings)
  const shape = hann(window)
  const spectrum = powerSpectrum(size)
  const power = new Float64Array(size / 2 + 1)
  const frame = new Float64Array(window)
  return (samples) => {
    const windows = windowsIn(samples.length, settings)
    const energies = new Float64Array(windows * bands)
    for (let w = 0; w < windows; w++) {
      for (let n = 0, at = w * hop; n < window; n++, at++) {
        const before = at === 0 ? 0 : samples[at - 1]
        frame[n] = shape[n] * (samples[at] - preEmphasis * before)
      }
      spectrum(frame, power)
      for (let b = 0; b < bands; b++) energies[w * bands + b] = weighted(filters[b], power)
    }
    return energies
  }
}

interface Filter {
  readonly first: number
  readonly weights: Float64Array
}

function weighted({ first, weights }: Filter, power: Float64Array): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += weights[k] * power[first + k]
  return sum
}

/** The transform is the shortest power of two that holds a window and puts a frequency into every band. */
export function melFilters(settings: Omit<MelSettings, 'hop' | 'preEmphasis'>): { size: number; filters: Filter[] } {
  const { sampleRate, bands, low, high, window } = settings
  const edges = Array.from({ length: bands + 2 }, (_, i) =>
    hertz(mel(low) + ((mel(high) - mel(low)) * i) / (bands + 1)),
  )
  let size = 2
  while (size < window) size *= 2
  for (; size <= MAX_TRANSFORM; size *= 2) {
    const filters = Array.from({ length: bands }, (_, b) =>
      triangle(edges[b], edges[b + 1], edges[b + 2], sampleRate / size),
    )
    if (filters.every(({ weights }) => weights.length > 0)) return { size, filters }
  }
  throw new RangeError(`${bands} bands from ${low} to ${high} Hz are too narrow at ${sampleRate} Hz`)
}

/** Weights at the multiples of `spacing` strictly between the outer edges: 1 at the centre, 0 at the edges. */
function triangle(left: number, centre: number, right: number, spacing: number): Filter {
  const first = Math.floor(left / spacing) + 1
  const last = Math.ceil(right / spacing) - 1
  const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => {
    const f = (first + k) * spacing
    return f <= centre ? (f - left) / (centre - left) : (right - f) / (right - centre)
  })
  return { first, weights }
}

/** 0 just outside both ends. */
function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 * (1 - cosSinTurn((n + 0.5) / length)[0]))
}
