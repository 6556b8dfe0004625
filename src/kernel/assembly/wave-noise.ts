// Threefry-2x32 (Salmon et al., SC 2011), four blocks side by side, and Box-Muller in float32.

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by))
}

/** ln of four numbers in (0, 1): exponent and mantissa, then the series of atanh. */
// @ts-ignore: decorator
@inline
function logOf(u: v128): v128 {
  const half = f32x4.splat(0.5)
  const one = f32x4.splat(1)
  // Mantissa in [sqrt(1/2), sqrt(2)): the bits below those of sqrt(1/2) belong to the next exponent.
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3))
  const exponent = i32x4.shr_s(shifted, 23)
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const z = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one))
  const z2 = f32x4.mul(z, z)
  let sum = f32x4.splat(<f32>(1.0 / 9.0))
  sum = f32x4.add(f32x4.mul(sum, z2), f32x4.splat(<f32>(1.0 / 7.0)))
  sum = f32x4.add(f32x4.mul(sum, z2), f32x4.splat(<f32>(1.0 / 5.0)))
  sum = f32x4.add(f32x4.mul(sum, z2), f32x4.splat(<f32>(1.0 / 3.0)))
  sum = f32x4.add(f32x4.mul(sum, z2), one)
  const mantissa = f32x4.mul(f32x4.div(z, half), sum)
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(exponent), f32x4.splat(<f32>0.6931471805599453)), mantissa)
}

/**
 * into[0..count) = scale x standard normals of (key, step), count a multiple of eight. Group g of eight: cosines of
 * blocks 4g .. 4g + 3, then their sines.
 */
export function waveNoise(into: usize, count: i32, k0: i32, k1: i32, step: i32, scale: f32): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1
  const key0 = i32x4.splat(k0)
  const key1 = i32x4.splat(k1)
  const key2 = i32x4.splat(k2)
  const start0 = i32x4.splat(step + k0)
  const minusTwo = f32x4.splat(-2)
  for (let i = 0; i < count; i += 8) {
    const first = i >> 1
    let x0 = start0
    let x1 = i32x4.add(i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)), key1)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0)
    x0 = i32x4.add(x0, key1); x1 = i32x4.add(x1, i32x4.add(key2, i32x4.splat(1)))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 17), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 29), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 16), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 24), x0)
    x0 = i32x4.add(x0, key2); x1 = i32x4.add(x1, i32x4.add(key0, i32x4.splat(2)))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0)
    x0 = i32x4.add(x0, key0); x1 = i32x4.add(x1, i32x4.add(key1, i32x4.splat(3)))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 17), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 29), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 16), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 24), x0)
    x0 = i32x4.add(x0, key1); x1 = i32x4.add(x1, i32x4.add(key2, i32x4.splat(4)))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0)
    x0 = i32x4.add(x0, key2); x1 = i32x4.add(x1, i32x4.add(key0, i32x4.splat(5)))

    // An odd number of 24 bits: neither 0 nor 1, and exact.
    const odd = v128.or(i32x4.shr_u(x0, 8), i32x4.splat(1))
    const u = f32x4.mul(f32x4.convert_i32x4_s(odd), f32x4.splat(<f32>5.9604644775390625e-8))
    const radius = f32x4.mul(f32x4.sqrt(f32x4.mul(minusTwo, logOf(u))), f32x4.splat(scale))

    // The angle: 30 bits within +-1/8 turn, one bit that swaps cosine and sine, one that negates both.
    const within = f32x4.convert_i32x4_s(i32x4.shl(x1, 2))
    const a = f32x4.mul(within, f32x4.splat(<f32>3.6572951981017e-10))
    const a2 = f32x4.mul(a, a)
    let c = f32x4.splat(<f32>(1.0 / 40320.0))
    c = f32x4.add(f32x4.mul(c, a2), f32x4.splat(<f32>(-1.0 / 720.0)))
    c = f32x4.add(f32x4.mul(c, a2), f32x4.splat(<f32>(1.0 / 24.0)))
    c = f32x4.add(f32x4.mul(c, a2), f32x4.splat(-0.5))
    c = f32x4.add(f32x4.mul(c, a2), f32x4.splat(1))
    let s = f32x4.splat(<f32>(-1.0 / 5040.0))
    s = f32x4.add(f32x4.mul(s, a2), f32x4.splat(<f32>(1.0 / 120.0)))
    s = f32x4.add(f32x4.mul(s, a2), f32x4.splat(<f32>(-1.0 / 6.0)))
    s = f32x4.add(f32x4.mul(s, a2), f32x4.splat(1))
    s = f32x4.mul(s, a)
    const swap = i32x4.shr_s(x1, 31)
    const sign = v128.and(i32x4.shl(x1, 1), i32x4.splat(0x80000000))
    const cosine = v128.xor(v128.bitselect(s, c, swap), sign)
    const sine = v128.xor(v128.bitselect(c, s, swap), sign)
    const at = into + (<usize>i << 2)
    v128.store(at, f32x4.mul(radius, cosine))
    v128.store(at, f32x4.mul(radius, sine), 16)
  }
}
