import type { Surrogate } from '../kernel.js'

/**
 * The number system the reference runs in. `single` rounds every operation to float32 in the order it is written,
 * and is the bit-exact specification of the SIMD kernel. `smooth` is float64 with a smooth spike function whose
 * derivative is the surrogate, so that finite differences can check every gradient.
 */
export interface Arithmetic {
  round(x: number): number
  exp(x: number): number
  /** Spike amplitude at potential u. */
  spike(u: number, surrogate: Surrogate): number
  flush(x: number): number
  array(length: number): Float32Array | Float64Array
}

/** Values below 2^-100 become 0: denormals slow every step many times over. */
export const TINY = 7.888609052210118e-31

const f = Math.fround
const view = new DataView(new ArrayBuffer(4))

/** 1.5 x 2^23: adding and subtracting it rounds a small float32 to the nearest integer, ties to even. */
const ROUNDER = 12582912
/** Minimax-free Taylor coefficients 1/6! .. 1/0!; |r| <= ln2/2 leaves a relative error below 2e-7. */
const EXP_COEFFICIENTS = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1].map(f)
const LOG2E = f(1.44269504)
const LN2_HIGH = f(0.693359375)
const LN2_LOW = f(-2.1219444e-4)

/** e^x in float32 for |x| <= 80, operation by operation as the SIMD kernel does it. */
export function expSingle(x: number): number {
  const n = f(f(f(x * LOG2E) + ROUNDER) - ROUNDER)
  const r = f(f(x - f(n * LN2_HIGH)) - f(n * LN2_LOW))
  let sum = EXP_COEFFICIENTS[0]
  for (let i = 1; i < EXP_COEFFICIENTS.length; i++) sum = f(f(sum * r) + EXP_COEFFICIENTS[i])
  view.setInt32(0, (n + 127) << 23)
  return f(sum * view.getFloat32(0))
}

export const single: Arithmetic = {
  round: f,
  exp: expSingle,
  spike: (u) => (u > 1 ? 1 : 0),
  flush: (x) => (Math.abs(x) < TINY ? 0 : x),
  array: (length) => new Float32Array(length),
}

export const smooth: Arithmetic = {
  round: (x) => x,
  exp: Math.exp,
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
  if (surrogate.kind === 'fast-sigmoid') {
    const d = round(1 + round(round(surrogate.slope) * Math.abs(round(u - 1))))
    return round(1 / round(d * d))
  }
  const steepness = round(1 / surrogate.width)
  const z = Math.min(8, Math.max(-8, round(round(1 - u) * steepness)))
  const e = a.exp(z)
  const d = round(1 + e)
  return round(round(e * steepness) / round(d * d))
}
