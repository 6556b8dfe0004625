import { cosSinTurn } from '../../kernel/numerics/elementary.js'
import { UnfitSignal } from './unfit-signal.js'

/** Zero crossings of the sinc kept on each side, and the Kaiser window's shape: about 50 dB of image rejection. */
const CROSSINGS = 10
const KAISER_BETA = 5
const PI = 3.141592653589793
const MAX_PHASES = 4096

/**
 * Changes the sample rate by the exact ratio `to / from` with a polyphase windowed sinc; cut-off at the lower of the
 * two Nyquist rates, gain 1 at 0 Hz in every phase, zeros assumed beyond the ends.
 * Returns a function from samples to ceil(length * to / from) samples. Throws UnfitSignal when the ratio needs too many phases.
 */
export function designResampler(from: number, to: number): (samples: Float64Array) => Float64Array {
  const divisor = greatestCommonDivisor(from, to)
  const up = to / divisor
  const down = from / divisor
  if (up > MAX_PHASES || down > MAX_PHASES)
    throw new UnfitSignal(
      `has ${from} Hz, which cannot become ${to} Hz: the ratio ${up}/${down} needs more than ${MAX_PHASES} phases`,
    )
  if (up === down) return (samples) => samples.slice()
  const half = Math.ceil((CROSSINGS * Math.max(up, down)) / up)
  const taps = polyphaseTaps(up, Math.max(up, down), half)
  return (samples) => applyPolyphase(samples, taps, up, down, half)
}

/** [phase][2 * half] taps; tap k of a phase belongs to input sample floor(n down / up) - half + 1 + k. */
function polyphaseTaps(up: number, widest: number, half: number): Float64Array {
  const width = 2 * half
  const taps = new Float64Array(up * width)
  for (let phase = 0; phase < up; phase++) {
    let sum = 0
    for (let k = 0; k < width; k++) {
      // Distance from the output's position, in units of 1 / (up * input rate): an integer, so sin(pi x) is exact in form.
      const distance = phase - (k - half + 1) * up
      taps[phase * width + k] = sinc(distance, widest) * kaiser(distance / (CROSSINGS * widest))
      sum += taps[phase * width + k]
    }
    for (let k = 0; k < width; k++) taps[phase * width + k] /= sum
  }
  return taps
}

/** sin(pi n / m) / (pi n / m) for integers. */
function sinc(n: number, m: number): number {
  if (n === 0) return 1
  const turn = (((n % (2 * m)) + 2 * m) % (2 * m)) / (2 * m)
  return cosSinTurn(turn)[1] / ((PI * n) / m)
}

/** Kaiser window at x in [-1, 1], not normalised; 0 outside. */
function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x))
}

/** Modified Bessel function of order 0 by its power series. */
function besselI0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; k < 40; k++) {
    term *= ((x / 2) * (x / 2)) / (k * k)
    sum += term
  }
  return sum
}

function applyPolyphase(samples: Float64Array, taps: Float64Array, up: number, down: number, half: number) {
  const width = 2 * half
  const padded = new Float64Array(samples.length + 2 * width)
  padded.set(samples, width)
  const out = new Float64Array(Math.ceil((samples.length * up) / down))
  for (let n = 0; n < out.length; n++) {
    const position = n * down
    const phase = position % up
    const first = (position - phase) / up - half + 1 + width
    let sum = 0
    for (let k = 0; k < width; k++) sum += taps[phase * width + k] * padded[first + k]
    out[n] = sum
  }
  return out
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
