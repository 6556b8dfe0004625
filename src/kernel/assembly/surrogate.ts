// Single-precision spike surrogates, operation by operation those of reference/arithmetic.ts.

const TINY: f32 = 7.888609052210118e-31

// Loaded where they are used: as literals in a long loop they outnumber the registers, and the engine then rebuilds
// each from two integers at every use.
const CONSTANTS = memory.data<f32>([0.08333343615238918, 0.0027771551887932054, 0.00005067316679526705, 4, 2])
const COSH1: usize = 0
const COSH2: usize = 4
const COSH3: usize = 8
const FOUR: usize = 12
const TWO: usize = 16

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
 * Denominator of a logistic's ds/du = steepness / (2 cosh(z / 2))^2, z = (u - 1) steepness clipped to +-8: s = 2
 * cosh(z / 8) - 2 by a polynomial in (z / 8)^2, then twice s (s + 4), which doubles the angle without cancellation. `scale` is an
 * eighth of the steepness.
 */
// @ts-ignore: decorator
@inline
export function logisticDenominator(u: v128, scale: v128): v128 {
  const one = f32x4.splat(1)
  const four = v128.load32_splat(CONSTANTS + FOUR)
  const w = f32x4.mul(f32x4.sub(u, one), scale)
  const y = f32x4.pmin(f32x4.mul(w, w), one)
  const low = f32x4.add(f32x4.mul(v128.load32_splat(CONSTANTS + COSH1), y), one)
  const high = f32x4.add(f32x4.mul(v128.load32_splat(CONSTANTS + COSH3), y), v128.load32_splat(CONSTANTS + COSH2))
  let s = f32x4.mul(y, f32x4.add(low, f32x4.mul(f32x4.mul(y, y), high)))
  s = f32x4.mul(s, f32x4.add(s, four))
  s = f32x4.mul(s, f32x4.add(s, four))
  const d = f32x4.add(s, v128.load32_splat(CONSTANTS + TWO))
  return f32x4.mul(d, d)
}
