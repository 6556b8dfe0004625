// Single-precision spike surrogates, operation by operation those of reference/arithmetic.ts.

const TINY: f32 = 7.888609052210118e-31
const COSH1: f32 = 0.08333343615238918
const COSH2: f32 = 0.0027771551887932054
const COSH3: f32 = 0.00005067316679526705

/** |x|; the engine rebuilds f32x4.abs's mask at every use, but keeps a constant in a register. */
// @ts-ignore: decorator
@inline
function magnitude(x: v128): v128 {
  return v128.and(x, i32x4(0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff))
}

/** Values below 2^-100 become +0; NaN passes. */
// @ts-ignore: decorator
@inline
export function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(magnitude(x), f32x4.splat(TINY)))
}

/** Denominator of ds/du = 1 / (1 + slope |u - 1|)^2. */
// @ts-ignore: decorator
@inline
export function fastSigmoidDenominator(u: v128, slope: v128): v128 {
  const one = f32x4.splat(1)
  const d = f32x4.add(one, f32x4.mul(slope, magnitude(f32x4.sub(u, one))))
  return f32x4.mul(d, d)
}

/**
 * Denominator of a logistic's ds/du = steepness / (2 cosh(z / 2))^2, z = (u - 1) steepness clipped to +-8: s = 2 cosh(z / 8)
 * - 2 by a polynomial in (z / 8)^2, then twice s (s + 4), which doubles the angle without cancellation.
 */
// @ts-ignore: decorator
@inline
export function logisticDenominator(u: v128, steepness: v128): v128 {
  const one = f32x4.splat(1)
  const four = f32x4.splat(4)
  const w = f32x4.mul(f32x4.sub(u, one), f32x4.mul(steepness, f32x4.splat(0.125)))
  const y = f32x4.pmin(f32x4.mul(w, w), one)
  let s = f32x4.add(f32x4.mul(f32x4.splat(COSH3), y), f32x4.splat(COSH2))
  s = f32x4.add(f32x4.mul(s, y), f32x4.splat(COSH1))
  s = f32x4.add(f32x4.mul(s, y), one)
  s = f32x4.mul(s, y)
  s = f32x4.mul(s, f32x4.add(s, four))
  s = f32x4.mul(s, f32x4.add(s, four))
  const d = f32x4.add(s, f32x4.splat(2))
  return f32x4.mul(d, d)
}
