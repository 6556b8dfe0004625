// Single-precision spike surrogates, operation by operation those of reference/arithmetic.ts.

const TINY: f32 = 7.888609052210118e-31
const ROUNDER: f32 = 12582912
const LOG2E: f32 = 1.44269504
const LN2_HIGH: f32 = 0.693359375
const LN2_LOW: f32 = -2.12194440e-4
const C0: f32 = 1.0 / 720.0
const C1: f32 = 1.0 / 120.0
const C2: f32 = 1.0 / 24.0
const C3: f32 = 1.0 / 6.0

/** Values below 2^-100 become +0; NaN passes. */
// @ts-ignore: decorator
@inline
export function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(TINY)))
}

// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const rounder = f32x4.splat(ROUNDER)
  // The low bits of x log2(e) + 1.5 x 2^23 are the rounded exponent n: shifted up they become that of 2^n.
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), rounder)
  const n = f32x4.sub(rounded, rounder)
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)))
  let sum = f32x4.add(f32x4.mul(f32x4.splat(C0), r), f32x4.splat(C1))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(C2))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(C3))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1))
  const power = i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(127 << 23))
  return f32x4.mul(sum, power)
}

/** ds/du: 1 / (1 + slope |u - 1|)^2 */
// @ts-ignore: decorator
@inline
export function fastSigmoid(u: v128, slope: v128): v128 {
  const one = f32x4.splat(1)
  const d = f32x4.add(one, f32x4.mul(slope, f32x4.abs(f32x4.sub(u, one))))
  return f32x4.div(one, f32x4.mul(d, d))
}

/** ds/du of a logistic of width 1 / steepness. `pmin`, `pmax` are one instruction each, unlike `min`, `max`. */
// @ts-ignore: decorator
@inline
export function logistic(u: v128, steepness: v128): v128 {
  const one = f32x4.splat(1)
  const z = f32x4.pmin(f32x4.pmax(f32x4.mul(f32x4.sub(one, u), steepness), f32x4.splat(-8)), f32x4.splat(8))
  const e = exp(z)
  const d = f32x4.add(one, e)
  return f32x4.div(f32x4.mul(e, steepness), f32x4.mul(d, d))
}
