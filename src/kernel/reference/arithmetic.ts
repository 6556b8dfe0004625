import type { Surrogate } from '../kernel.js'

/**
 * The number system the reference runs in. `single` rounds every operation to float32 in the order it is written,
 * and is the bit-exact specification of the SIMD kernel. `smooth` is float64 with a smooth spike function whose
 * derivative is the surrogate, so that finite differences can check every gradient.
 */
export interface Arithmetic {
  round(x: number): number
  /** ds/du of a logistic of this width. */
  logistic(u: number, width: number): number
  /** Spike amplitude at potential u. */
  spike(u: number, surrogate: Surrogate): number
  flush(x: number): number
  array(length: number): Float32Array | Float64Array
}

/** Values below 2^-100 become 0: denormals slow every step many times over. */
export const TINY = 7.888609052210118e-31

const f = Math.fround

/** (2 cosh w - 2) / w^2 = 1 + w^2 / 12 + w^4 / 360 + ..., fitted for |w| <= 1. */
const COSH = [0.08333343615238918, 0.0027771551887932054, 0.00005067316679526705].map(f)

/**
 * steepness / (2 cosh(z / 2))^2 for z = (u - 1) steepness clipped to +-8, in float32 as the SIMD kernel does it: s = 2
 * cosh(z / 8) - 2 by a polynomial, then twice s (s + 4), which doubles the angle without cancellation.
 */
function logisticSingle(u: number, width: number): number {
  const steepness = f(1 / width)
  const w = f(f(u - 1) * f(steepness * 0.125))
  const y = Math.min(f(w * w), 1)
  const low = f(f(COSH[0] * y) + 1)
  const high = f(f(COSH[2] * y) + COSH[1])
  let s = f(y * f(low + f(f(y * y) * high)))
  s = f(s * f(s + 4))
  s = f(s * f(s + 4))
  const d = f(s + 2)
  return f(steepness / f(d * d))
}

/** exp(z) / (width (1 + exp z)^2), z = (1 - u) / width clipped to +-8. */
function logisticExact(u: number, width: number): number {
  const z = Math.min(8, Math.max(-8, (1 - u) / width))
  const e = Math.exp(z)
  return e / (width * (1 + e) * (1 + e))
}

export const single: Arithmetic = {
  round: f,
  logistic: logisticSingle,
  spike: (u) => (u > 1 ? 1 : 0),
  flush: (x) => (Math.abs(x) < TINY ? 0 : x),
  array: (length) => new Float32Array(length),
}

export const smooth: Arithmetic = {
  round: (x) => x,
  logistic: logisticExact,
  spike: (u, surrogate) => {
    if (surrogate.kind === 'logistic') {
      // Beyond z = +-8, where the surrogate's z is clipped, on along the tangent.
      const z = (1 - u) / surrogate.width
      const clipped = Math.min(8, Math.max(-8, z))
      const e = Math.exp(clipped)
      return 1 / (1 + e) + ((clipped - z) * e) / ((1 + e) * (1 + e))
    }
    return 0.5 + (u - 1) / (1 + surrogate.slope * Math.abs(u - 1))
  },
  flush: (x) => x,
  array: (length) => new Float64Array(length),
}

/** Float64 with the hard threshold: for printed numbers of papers. */
export const double: Arithmetic = { ...smooth, spike: (u) => (u > 1 ? 1 : 0) }

/** ds/du of the surrogate at potential u. */
export function surrogateDerivative(u: number, surrogate: Surrogate, a: Arithmetic): number {
  const { round } = a
  if (surrogate.kind === 'logistic') return a.logistic(u, surrogate.width)
  const d = round(1 + round(round(surrogate.slope) * Math.abs(round(u - 1))))
  return round(1 / round(d * d))
}
